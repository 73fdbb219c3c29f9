"""Statements, balances and receipts come by themselves, each closed day once and none left out."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from connectors.core_banking.embedded import EmbeddedCore
from erp_adapters.gateway.config import Drop, Fetch, GatewayConfig
from kernel import failpoints
from kernel.iso20022.schemas import schema
from kernel.xml import read_tree
from tests.connectors.direct_link.rules import allow_direct
from tests.erp_adapters.conftest import Wire
from tests.erp_adapters.gateway.conftest import ACCOUNT, Machine, make_machine, said
from tests.world import HouseWorld

MONDAY = date(2026, 11, 23)


@pytest.fixture
def fetching(settings: GatewayConfig, world: HouseWorld, wire: Wire) -> Machine:
    fetch = Fetch(accounts=(ACCOUNT,), first_day=str(MONDAY))
    return make_machine(dataclasses.replace(settings, fetch=fetch), world, wire)


def close(world: HouseWorld, day: date) -> None:
    with world.job() as ctx:
        EmbeddedCore().close_day(ctx, day)


def test_a_closed_day_s_statement_is_there_next_morning_as_camt_053_and_csv(
    fetching: Machine, world: HouseWorld
) -> None:
    allow_direct(world)
    fetching.drop("one.json", said())
    fetching.round()
    place = fetching.folders.out / "statements" / ACCOUNT
    assert not place.exists()
    close(world, MONDAY)
    fetching.round(after_s=24 * 3600)
    statement = (place / f"{MONDAY}.camt053.xml").read_bytes()
    assert list(schema("camt.053.001.08").findings(read_tree(statement))) == []
    table = (fetching.folders.out / "sheets" / f"{ACCOUNT}-{MONDAY}.csv").read_bytes()
    (*_, last) = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    assert (last["支出"], last["余额"], last["端到端标识"]) == ("1286.40", "998713.60", "ERP-0001")
    assert last["对方账号"] == "\t3250612000181470"


def test_a_day_not_closed_is_waited_for_and_no_day_is_left_out(
    fetching: Machine, world: HouseWorld
) -> None:
    allow_direct(world)
    place = fetching.folders.out / "statements" / ACCOUNT
    for day in range(3):
        fetching.drop("one.json", said(serial=f"ERP-{day}"))
        fetching.round()
        fetching.round(after_s=24 * 3600)
    assert not place.exists()
    assert fetching.store.faults(1) == []
    for day in range(3):
        close(world, MONDAY + timedelta(days=day))
    fetching.round(after_s=60)
    assert not place.exists()  # ten minutes between two tries
    fetching.round(after_s=600)
    assert sorted(path.name[:10] for path in place.iterdir()) == [
        "2026-11-23", "2026-11-24", "2026-11-25",
    ]  # fmt: skip
    sent = len(fetching.wire.sent)
    fetching.round(after_s=601)
    assert not any(b"GetStatement" in one for one in fetching.wire.sent[sent:])


def test_a_day_on_which_nothing_moved_holds_nothing_up(
    fetching: Machine, world: HouseWorld
) -> None:
    allow_direct(world)
    close(world, MONDAY)
    fetching.round(after_s=2 * 24 * 3600)
    fetching.drop("one.json", said())
    fetching.round()
    close(world, MONDAY + timedelta(days=2))
    fetching.round(after_s=24 * 3600)
    place = fetching.folders.out / "statements" / ACCOUNT
    assert sorted(path.name[:10] for path in place.iterdir()) == ["2026-11-23", "2026-11-25"]


def test_a_death_after_the_file_fetches_the_day_again_and_changes_nothing(
    fetching: Machine, world: HouseWorld
) -> None:
    close(world, MONDAY)
    failpoints.arm("gateway.statement_written=raise")
    try:
        fetching.round(after_s=24 * 3600)
    finally:
        failpoints.arm("")
    file = fetching.folders.out / "statements" / ACCOUNT / f"{MONDAY}.camt053.xml"
    assert file.exists()
    fetching.round(after_s=1)
    assert fetching.store.mark(f"statement {ACCOUNT} {MONDAY}")
    assert sum(b"GetStatement" in sent for sent in fetching.wire.sent) == 2


def test_balances_and_receipts_lie_in_the_folder(fetching: Machine, world: HouseWorld) -> None:
    allow_direct(world)
    fetching.drop("one.json", said())
    fetching.round()
    fetching.round(after_s=3600)
    balances = json.loads((fetching.folders.out / "balances.json").read_text("utf-8"))
    mine = next(one for one in balances["accounts"] if one["AccountNumber"] == ACCOUNT)
    assert mine["Booked"] == "998713.60"
    assert (fetching.folders.out / "receipts" / f"{ACCOUNT}.jsonl").exists()


def test_a_day_without_a_rate_has_its_statement_and_its_vouchers_once_there_is_one(
    settings: GatewayConfig, world: HouseWorld, wire: Wire, tmp_path: Path
) -> None:
    """The account is in yuan; these books are kept in dollars."""
    profile = tmp_path / "ledger.toml"
    ledger = '[voucher]\nbook = "1"\nbank_subject = "1"\nsuspense_subject = "2"\ncurrency = "USD"\n'
    profile.write_text(ledger, encoding="utf-8")
    asked = dataclasses.replace(
        settings,
        fetch=Fetch(accounts=(ACCOUNT,), first_day=str(MONDAY)),
        drops=(Drop("ledger", "kingdee", profile),),
    )
    machine = make_machine(asked, world, wire)
    allow_direct(world)
    machine.drop("one.json", said())
    machine.round()
    close(world, MONDAY)
    machine.round(after_s=24 * 3600)
    assert (machine.folders.out / "statements" / ACCOUNT / f"{MONDAY}.camt053.xml").exists()
    vouchers = machine.folders.out / "ledger" / f"GL_VOUCHER-{ACCOUNT}-{MONDAY}.json"
    assert not vouchers.exists()
    assert any("voucher.rates" in words.zh for _, _, words in machine.store.faults(9))
    profile.write_text(f'{ledger}[voucher.rates."2026-11"]\nCNY = "0.14"\n', encoding="utf-8")
    machine = make_machine(asked, world, wire)
    machine.round(after_s=601)
    assert b'"FDEBIT": "180.10"' in vouchers.read_bytes()

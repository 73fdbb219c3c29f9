"""Receipts come as files, each once, a few in a round; what is not there yet is tried again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corporate.bootstrap import House
from erp_adapters.client.transport import Reply
from erp_adapters.gateway import receipts
from erp_adapters.gateway.config import Fetch, GatewayConfig
from kernel import failpoints
from kernel.xml import local, read_tree
from tests.connectors.direct_link.rules import allow_direct
from tests.erp_adapters.conftest import Wire
from tests.erp_adapters.gateway.conftest import ACCOUNT, Machine, make_machine, said
from tests.world import HouseWorld

DAY = "2026-11-23"
LOOK_S = 601.0
FILE, VOUCHER, LIST = b"GetReceiptFile", b"GetVoucher", b"ListReceipts"


@pytest.fixture
def fetching(settings: GatewayConfig, world: HouseWorld, wire: Wire) -> Machine:
    allow_direct(world)
    fetch = Fetch(accounts=(ACCOUNT,))
    return make_machine(dataclasses.replace(settings, fetch=fetch), world, wire)


@pytest.fixture
def pay(fetching: Machine, world: HouseWorld, house: House) -> Callable[..., None]:
    """Pay through the gateway, and issue what is due, as the relay does."""

    def once(*serials: str) -> None:
        fetching.drop("some.json", [said(serial=one) for one in serials])
        fetching.round()
        with world.job() as ctx:
            for one in serials:
                paid = ctx.uow.rows("SELECT * FROM payment WHERE client_serial = %s", (one,))[0]
                house.documents.issue(ctx, paid["transaction_id"], paid["id"])

    return once


@pytest.fixture
def armed() -> Iterator[Callable[[str], None]]:
    yield failpoints.arm
    failpoints.arm("")


def files(machine: Machine) -> list[Path]:
    return sorted((machine.folders.out / "receipts" / ACCOUNT).rglob("*"))


def papers(machine: Machine) -> list[Path]:
    return [path for path in files(machine) if path.suffix == ".pdf"]


def asked(machine: Machine, what: bytes) -> int:
    return sum(what in sent for sent in machine.wire.sent)


def test_each_receipt_lies_there_as_pdf_and_voucher_and_is_fetched_once(
    fetching: Machine, pay: Callable[..., None]
) -> None:
    pay("ERP-0001")
    fetching.round(after_s=LOOK_S)
    place = fetching.folders.out / "receipts"
    (row,) = map(json.loads, (place / f"{ACCOUNT}.jsonl").read_text("utf-8").splitlines())
    assert (row["Amount"], row["BookedOn"]) == ("1286.40", DAY)
    paper, voucher = (place / ACCOUNT / DAY / f"{row['Number']}.{end}" for end in ("pdf", "xml"))
    assert paper.read_bytes().startswith(b"%PDF-")
    assert local(read_tree(voucher.read_bytes()).tag) == "xbrl"
    for _ in range(3):
        fetching.round(after_s=LOOK_S)
    assert (asked(fetching, FILE), asked(fetching, VOUCHER)) == (1, 1)
    assert fetching.store.receipts_waiting() == 0
    assert fetching.store.faults(1) == []


def test_only_what_is_new_is_listed_again_page_by_page(
    fetching: Machine, pay: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "_PAGE", "3")
    pay("A-1", "A-2", "A-3", "A-4")
    before = asked(fetching, LIST)
    fetching.round(after_s=LOOK_S)
    assert asked(fetching, LIST) == before + 1  # a page in a round
    fetching.round()
    fetching.round()
    assert asked(fetching, LIST) == before + 2
    assert len(papers(fetching)) == 4
    for serial, pages in (("A-5", 2), ("A-6", 1)):  # as far as what was new the time before
        fetching.round(after_s=3600)
        pay(serial)
        before = asked(fetching, LIST)
        for after_s in (LOOK_S, 0, 0):
            fetching.round(after_s)
        assert asked(fetching, LIST) == before + pages
    assert len(papers(fetching)) == 6
    listed = (fetching.folders.out / "receipts" / f"{ACCOUNT}.jsonl").read_text("utf-8")
    assert len(listed.splitlines()) == 6


def test_many_receipts_do_not_hold_up_a_payment(
    fetching: Machine, pay: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "ROUND_MAX", 2)
    pay("A-1", "A-2", "A-3", "A-4", "A-5")
    fetching.round(after_s=LOOK_S)
    assert len(papers(fetching)) == 2
    fetching.drop("late.json", said(serial="A-6"))
    fetching.round()
    assert fetching.answer("A-6")["state"] in {"open", "done"}
    assert len(papers(fetching)) == 4
    fetching.round()
    assert len(papers(fetching)) == 5


def test_one_not_made_yet_is_tried_again_later_and_holds_up_no_other(
    fetching: Machine, pay: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pay("A-1", "A-2")
    fetching.round()
    link = fetching.gateway.kit.link
    fetch = link.receipt
    late: list[str] = []

    def receipt(**by: str) -> bytes:
        late[:] = late or [by["Number"]]
        return fetch(Number="none" if late == [by["Number"]] else by["Number"])

    monkeypatch.setattr(link, "receipt", receipt)
    fetching.round(after_s=LOOK_S)
    assert (len(papers(fetching)), fetching.store.receipts_waiting()) == (1, 1)
    ((_, place, _),) = fetching.store.faults(2)
    assert place == f"receipt {late[0]}"
    monkeypatch.setattr(link, "receipt", fetch)
    fetching.round(after_s=60)
    assert len(papers(fetching)) == 1
    fetching.round(after_s=LOOK_S)
    assert (len(papers(fetching)), fetching.store.receipts_waiting()) == (2, 0)


def test_a_broken_line_is_said_once_and_tried_again_later(
    fetching: Machine, pay: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pay("A-1", "A-2")
    changed = Wire.changed

    def broken(wire: Wire, reply: Reply) -> Reply:
        files_asked = FILE in wire.sent[-1]
        return dataclasses.replace(reply, body=b"") if files_asked else changed(wire, reply)

    monkeypatch.setattr(Wire, "changed", broken)
    fetching.round(after_s=LOOK_S)
    fetching.round()
    assert (asked(fetching, FILE), len(fetching.store.faults(9))) == (1, 1)
    monkeypatch.setattr(Wire, "changed", changed)
    fetching.round(after_s=LOOK_S)
    assert len(papers(fetching)) == 2


@pytest.mark.parametrize(
    ("point", "times"),
    [
        ("gateway.receipts_noted", 1),
        ("gateway.receipt_fetched", 2),
        ("gateway.receipt_written", 1),
    ],
)
def test_a_death_in_between_loses_nothing_and_asks_for_no_file_that_lies_there(
    fetching: Machine,
    pay: Callable[..., None],
    armed: Callable[[str], None],
    point: str,
    times: int,
) -> None:
    pay("A-1")
    armed(f"{point}=raise")
    fetching.round(after_s=LOOK_S)
    armed("")
    fetching.round(after_s=1)
    assert len(papers(fetching)) == 1
    assert asked(fetching, FILE) == times
    assert fetching.store.receipts_waiting() == 0
    assert (fetching.folders.out / "receipts" / f"{ACCOUNT}.jsonl").exists()

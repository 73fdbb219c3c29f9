"""Kinds and systems of bills, who accepts them, what a former interval is told, and an exchange set up otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kernel.bills.errors import AcceptorWrong, NotLive, PartyWrong
from kernel.errors import NotFound
from kernel.public_status import PublicStatus
from tests.workflows.bills.house import BillWorld, bill_world
from tests.world import HouseWorld

TERMS: dict[str, Any] = {"amount": "10.00", "due_on": "2027-03-22"}


def test_a_finance_companys_bill_is_numbered_accepted_and_priced_as_its_kind(
    bills: BillWorld,
) -> None:
    number = bills.delivered(kind="AC03", acceptor=bills.bank_party("yungang"), minor=100_000)
    line = bills.show("恒锐", number).line[0]
    assert (number[0], line.kind.label.zh, line.bill_status) == ("5", "财务公司承兑汇票", "CS03")
    asked = {"BillNumber": number, "Interval": line.interval}
    assert bills.house.gate.read(bills.actor("恒锐"), "bills.quote", asked).rate == "2.65"
    assert bills.breaches() == []


def test_who_is_to_accept_follows_from_the_kind_when_nobody_is_named(bills: BillWorld) -> None:
    payee: dict[str, Any] = {f"payee_{name}": value for name, value in bills.party("恒锐").items()}
    for kind, digit, name in (("AC01", "5", "云港银行"), ("AC02", "6", "上海辰海物流股份有限公司")):
        done = bills.do("辰海", "register", kind=kind, **TERMS, **payee)
        assert done.bill_number[0] == digit
        assert bills.show("辰海", done.bill_number).line[0].acceptor_name == name
    named: dict[str, Any] = {
        f"acceptor_{name}": value for name, value in bills.party("越洋").items()
    }
    for refusal, more in (
        (AcceptorWrong, {"kind": "AC01", **named}),
        (PartyWrong, {"kind": "AC03"}),
        (PartyWrong, {"kind": "AC02", **named, "acceptor_bank": ""}),
    ):
        with pytest.raises(refusal):
            bills.ask("辰海", "register", **TERMS, **payee, **more)
    assert bills.world.count("bill_request") == 2


def test_an_interval_that_was_split_since_is_told_so_and_the_back_says_of_which_units(bills: BillWorld) -> None:  # fmt: skip
    number = bills.delivered(minor=1000)
    bills.do("恒锐", "endorse", bill_number=number, interval="1-300", **bills.named("越洋"))
    bills.answer("越洋", number)
    with pytest.raises(NotLive):
        bills.show("恒锐", number, "1-1000")
    with pytest.raises(NotFound):
        bills.show("越洋", number[:-1] + ("0" if number[-1] != "0" else "1"))
    seen = bills.show("恒锐", number, "301-1000")
    assert [line.interval for line in seen.intervals] == ["1-300", "301-1000"]
    assert [step.interval for step in bills.show("越洋", number).steps] == ["1-1000"] * 3 + [
        "1-300"
    ]
    assert [line.interval for line in bills.show("越洋", number).intervals] == ["1-300"]


def test_what_can_be_done_is_listed_for_who_may_on_the_days_it_may_be_done(
    bills: BillWorld,
) -> None:
    number, other = bills.delivered(minor=1000), bills.delivered(minor=2000, due_on="2026-12-01")
    bills.do("恒锐", "pledge", bill_number=number, interval="1-300", **bills.named("越洋"))
    bills.answer("越洋", number, interval="1-300")

    def found(name: str, **wanted: str) -> list[tuple[str, str]]:
        return [(line.bill_number, line.interval) for line in bills.lines(name, **wanted)]

    rest, pledged = (number, "301-1000"), (number, "1-300")
    assert (found("恒锐", act="release"), found("越洋", act="release")) == ([], [pledged])
    assert found("恒锐", act="endorse") == [(other, "1-2000"), rest]
    assert found("恒锐", amount_from="8.00") == [(other, "1-2000")]
    assert found("恒锐", amount_from="5.00", amount_to="8.00") == [rest]
    bills.world.advance(days=8)
    bills.work()
    assert found("恒锐", act="endorse") == [rest]


def test_an_exchange_does_at_the_end_of_a_day_what_its_file_says(
    world: HouseWorld, tmp_path: Path
) -> None:
    folder = tmp_path / "exchange"
    folder.mkdir()
    said = {"answer_days": {"AC02": 1}, "classic_presents": False}
    (folder / "day-end.json").write_text(json.dumps(said), encoding="utf-8")
    with bill_world(world, folder) as bills:
        package, classic = (
            bills.delivered(minor=100, due_on="2026-12-01", classic=old) for old in (False, True)
        )
        bills.world.advance(days=8)
        bills.work()
        assert [line.open_act for line in bills.lines("恒锐")] == ["", "present"]
        assert bills.show("恒锐", classic).line[0].flow == "TF0301"
        bills.world.advance(days=1)
        bills.work()
        assert bills.show("恒锐", package).line[0].open_act == "present"
        bills.world.advance(days=1)
        bills.work()
        refused = bills.show("恒锐", package)
        assert (refused.line[0].flow, refused.steps[-1].outcome) == ("TF0401", "lapsed")
        asked = bills.do("恒锐", "present", bill_number=classic)
        assert asked.status is PublicStatus.PROCESSING
        assert bills.breaches() == []

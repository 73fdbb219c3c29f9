"""How far a signature of the direct link authorises: given, changed and taken back by two people of the desk."""

from __future__ import annotations

import pytest
from psycopg.types.json import Jsonb

from corporate.banks.banks import load
from corporate.staff.errors import NotYours
from kernel.assets import ROOT
from kernel.errors import Faulty, Invalid, NotFound
from kernel.money import Money
from kernel.operation import Door
from tests.workflows.desk.bank import DeskBank
from workflows.desk.errors import OwnChange

FIFTY = Money(5_000_000, "CNY")
PAPER = {"document": "协 2026-11"}


def given(desk: DeskBank, reach: str, amount: str = "", currency: str = "CNY") -> str:
    typed = {**PAPER, "currency": currency, "reach": reach, "amount": amount}
    return str(desk.done("signature", "10001", typed)["status"])


def lets(desk: DeskBank, money: Money, door: Door = Door.DIRECT_LINK, whose: str = "辰海") -> bool:
    with desk.world.context("王磊") as ctx:
        return load(ctx.uow).lets_go(desk.world.enterprise(whose).id, door, money)


def test_it_counts_for_one_enterprise_at_one_door_up_to_its_amount(desk: DeskBank) -> None:
    assert not lets(desk, FIFTY)
    assert given(desk, "upto", "50,000.00") == "in_force"
    assert lets(desk, FIFTY)
    assert not lets(desk, Money(5_000_001, "CNY"))
    assert not lets(desk, Money(1, "EUR"))
    assert not lets(desk, FIFTY, Door.WEB)
    assert not lets(desk, FIFTY, whose="恒锐")


def test_currencies_stand_apart_and_what_is_taken_back_is_gone(desk: DeskBank) -> None:
    given(desk, "any")
    given(desk, "upto", "1.00", "EUR")
    assert lets(desk, Money(10**12, "CNY"))
    assert (lets(desk, Money(100, "EUR")), lets(desk, Money(101, "EUR"))) == (True, False)
    assert given(desk, "never") == "in_force"
    assert not lets(desk, Money(1, "CNY"))
    assert lets(desk, Money(100, "EUR"))
    assert desk.world.count("audit", "action = 'desk.signature'") == 3


def test_one_person_alone_permits_nothing(desk: DeskBank) -> None:
    typed = {**PAPER, "currency": "CNY", "reach": "any"}
    row = desk.propose("贺兰", "signature", "10001", typed)
    first = desk.change(row["number"])["lines"][0]
    assert (first["was"]["zh"], first["becomes"]["zh"]) == (
        "不许可，须由企业审批",
        "许可，不限金额",
    )
    assert not lets(desk, Money(1, "CNY"))
    with pytest.raises(NotYours):
        desk.decide("贺兰", row)
    own = desk.propose("秦峰", "signature", "10002", typed)
    with pytest.raises(OwnChange):
        desk.decide("秦峰", own)
    desk.decide("秦峰", row, approves=False)
    assert not lets(desk, Money(1, "CNY"))


@pytest.mark.parametrize(
    ("target", "typed", "refusal"),
    [
        ("99999", {"currency": "CNY", "reach": "any"}, NotFound),
        ("10001", {"currency": "CNY", "reach": "upto", "amount": "1e3"}, Faulty),
        ("10001", {"currency": "CNY", "reach": "upto", "amount": "0"}, Faulty),
        ("10001", {"currency": "XXX", "reach": "upto", "amount": "1"}, Faulty),
        ("10001", {"currency": "CNY", "reach": "never"}, Invalid),
    ],
    ids=["no enterprise", "no amount", "nothing", "no currency", "no change"],
)
def test_what_cannot_be_meant_is_refused(
    desk: DeskBank, target: str, typed: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        desk.propose("贺兰", "signature", target, {**PAPER, **typed})
    assert not lets(desk, Money(1, "CNY"))


def test_what_the_settings_said_before_is_taken_over(desk: DeskBank) -> None:
    """Permissions stood in the bank's settings: the migration's own statement reads them."""
    script = (ROOT / "migrations/sql/0062_desk_again.sql").read_text(encoding="utf-8")
    takeover = script[script.index("DO $$") : script.index("END $$;") + len("END $$;")]
    said = {str(desk.world.enterprise("辰海").id): {"CNY": FIFTY.minor, "EUR": None}}
    with desk.world.owner() as uow:
        merged = (Jsonb({"signed_means_authorised": said}), desk.world.tenant_id)
        uow.run("UPDATE bank SET settings = settings || %s WHERE tenant_id = %s", merged)
        uow.raw.execute(takeover.encode())
    assert lets(desk, FIFTY)
    assert not lets(desk, Money(5_000_001, "CNY"))
    assert lets(desk, Money(10**12, "EUR"))
    assert desk.world.count("signature_permission") == len(said) + 1

"""Tariffs in force from a day on, discounts of one customer, and functions opened to a share of the enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

import pytest

from corporate.admission import SwitchedOff
from corporate.identity.rights import STAGED
from corporate.staff.errors import NotYours
from kernel.errors import Faulty
from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.pages import Clerk, behind_its_door
from tests.workflows.payments.house import OTHER_PAYEE, PaymentHouse
from workflows.desk.errors import OwnChange

TOMORROW = date(2026, 11, 24)
NEW: Mapping[str, str] = {
    "from_on": TOMORROW.isoformat(), "bands": "0 2.00\n100,000 0 0.02 5 200",
}  # fmt: skip
OFF: Mapping[str, str] = {
    "holder": "*", "operation": "standing.list", "door": "*", "state": "off", "zh": "陆续开放中。", "en": "Soon.",
}  # fmt: skip


def fee(desk: DeskBank, pay: PaymentHouse, amount_minor: int, of: str = "辰海") -> int:
    """What a payment of a customer to another bank would cost."""
    for one in (desk.house, pay.house, pay.worker):
        one.banks.forget()
    payer = desk.world.enterprise(of).cast.accounts[0].number
    given = {**OTHER_PAYEE, "amount_minor": amount_minor, "payer_account": payer}
    maker = desk.world.actor({"辰海": "李娜", "恒锐": "刘洋"}[of])
    checked = pay.house.gate.read(maker, "payments.check", pay.command("FEE", **given))
    return int(checked.fee_minor)


def test_a_tariff_counts_from_its_day_and_not_before(desk: DeskBank, pay: PaymentHouse) -> None:
    before = fee(desk, pay, 1_000_00)
    row = desk.done("tariff", "IBPS/CNY", NEW, by="戴明")
    assert row["status"] == "in_force"
    (line,) = desk.change(row["number"])["lines"]
    assert (
        line["becomes"]["zh"] == "每笔 2.00；100,000.00 以上 按金额 0.02%，最低 5.00，最高 200.00"
    )
    assert fee(desk, pay, 1_000_00) == before
    desk.world.advance(days=1)
    assert fee(desk, pay, 1_000_00) == 2_00
    assert fee(desk, pay, 500_000_00) == 100_00


def test_a_version_that_has_not_begun_is_replaced_and_one_that_has_stays_in_the_history(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    desk.done("tariff", "IBPS/CNY", NEW, by="戴明")
    desk.done("tariff", "IBPS/CNY", {**NEW, "bands": "0 3.00"}, by="戴明")
    desk.world.advance(days=1)
    assert fee(desk, pay, 1_000_00) == 3_00
    desk.done("tariff", "IBPS/CNY", {"from_on": "2026-11-25", "bands": "0 0"}, by="戴明")
    desk.world.advance(days=1)
    assert fee(desk, pay, 1_000_00) == 0
    assert desk.world.count("fee_band", "rail = 'IBPS'") == 4, "nothing is ever taken away"


@pytest.mark.parametrize(
    "typed",
    [
        {"from_on": "2026-11-23"},
        {"bands": ""},
        {"bands": "100 1.00"},
        {"bands": "0 1.00\n0 2.00"},
        {"bands": "0 1.00 0.00001"},
        {"bands": "0 x"},
        {"bands": "0 1 0.02 5 4"},
    ],
)
def test_a_tariff_that_cannot_be_is_refused(desk: DeskBank, typed: dict[str, str]) -> None:
    with pytest.raises(Faulty):
        desk.propose("戴明", "tariff", "IBPS/CNY", {**NEW, **typed})
    assert desk.world.count("desk_change") == 0


def test_a_discount_is_one_customers_from_its_day_until_its_end(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    whole = fee(desk, pay, 1_000_00)
    typed = {"rail": "*", "percent": "40", "from_on": "2026-11-24", "until_on": "2026-11-24"}
    desk.done("discount", "10001", typed)
    assert fee(desk, pay, 1_000_00) == whole > 0
    desk.world.advance(days=1)
    assert fee(desk, pay, 1_000_00) == whole * 60 // 100
    assert fee(desk, pay, 1_000_00, of="恒锐") == whole
    desk.world.advance(days=1)
    assert fee(desk, pay, 1_000_00) == whole


def having(desk: DeskBank, pay: PaymentHouse) -> set[str]:
    """Whose makers are offered the function."""
    found = set()
    for name in ("李娜", "刘洋"):
        actor = desk.world.actor(name)
        with pay.house.gate.transaction(actor) as uow:
            if "standing.list" in pay.house.gate.offers(actor, uow):
                found.add(name)
    return found


def test_a_function_is_opened_to_a_growing_share_and_never_taken_back(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    seen: list[set[str]] = []
    for share in ("0", "25", "50", "75", "99"):
        desk.done("switch", "*/standing.list/*", {**OFF, "share": share}, by="戴明")
        seen.append(having(desk, pay))
        for name in {"李娜", "刘洋"} - seen[-1]:
            with pytest.raises(SwitchedOff, match="Soon"):
                pay.house.gate.read(desk.world.actor(name), "standing.list")
    assert seen[0] == set()
    assert all(a <= b for a, b in pairwise(seen)), "who has it keeps it"
    desk.done("switch", "*/standing.list/*", {**OFF, "share": "0", "state": "on"}, by="戴明")
    assert having(desk, pay) == {"李娜", "刘洋"}


def test_a_quarter_of_many_enterprises_is_about_a_quarter(desk: DeskBank) -> None:
    with desk.as_("戴明") as ctx:
        sql = f"""
            SELECT count(*) AS n FROM generate_series(1, 4000) e, (SELECT 25 AS share) o,
                   LATERAL (SELECT sha256(convert_to('standing.list/' || e, 'UTF8')) AS d) h
             WHERE NOT ({STAGED}) AND %s
        """  # noqa: S608 - our own text
        row = ctx.uow.row(sql, (True,))
    assert row is not None
    assert 900 < row["n"] < 1100


@pytest.mark.parametrize("typed", [{"share": "100"}, {"share": "-1"}, {"share": "x"}, {"share": "5", "holder": "10001"}])  # fmt: skip
def test_a_share_that_cannot_be_is_refused(desk: DeskBank, typed: dict[str, str]) -> None:
    with pytest.raises(Faulty):
        desk.propose("戴明", "switch", "new", {**OFF, **typed})


@pytest.mark.parametrize(
    ("kind", "target", "typed", "who"),
    [
        ("tariff", "IBPS/CNY", NEW, ("戴明", "贺兰")),
        ("switch", "new", {**OFF, "share": "10"}, ("戴明", "沈岚")),
        ("discount", "10001", {"rail": "*", "percent": "100", "from_on": "2026-11-24"}, ("秦峰", "戴明")),
    ],
)  # fmt: skip
def test_no_new_kind_goes_round_the_second_person(
    desk: DeskBank, kind: str, target: str, typed: Mapping[str, str], who: tuple[str, str]
) -> None:
    maker, outsider = who
    row = desk.propose(maker, kind, target, typed)
    with pytest.raises(OwnChange):
        desk.decide(maker, row)
    with pytest.raises(NotYours):
        desk.decide("沈岚", row)
    with pytest.raises(NotYours):
        desk.decide("尹舟", row)
    with pytest.raises(NotYours):
        desk.propose(outsider, kind, target, typed)
    assert desk.change(row["number"])["status"] == "waiting"
    assert desk.world.count("fee_band", "from_on > '2000-01-01'") == 0
    assert desk.world.count("service_switch") == 0
    assert desk.world.count("fee_discount") == 0


def test_the_page_shows_every_version_and_every_discount(desk: DeskBank) -> None:
    desk.done("tariff", "IBPS/CNY", NEW, by="戴明")
    typed = {"rail": "*", "percent": "40", "from_on": "2026-11-24", "until_on": ""}
    desk.done("discount", "10001", typed)
    clerk = Clerk(behind_its_door(desk), desk, "戴明")
    assert clerk.enter().status_code == 303
    page = clerk.get("/tariffs").get_data(as_text=True)
    for said in (
        "每笔 2.00",
        "按金额 0.02%",
        "2026-11-24",
        "待生效",
        "40%",
        "上海辰海物流",
        "/new/tariff?target=IBPS",
    ):
        assert said in page, said
    number = clerk.propose("tariff", "HVPS/CNY", {"from_on": "2026-12-01", "bands": "0 8"})
    assert "按汇路固定费用" in clerk.get(f"/changes/{number}").get_data(as_text=True)

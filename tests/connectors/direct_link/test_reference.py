"""What an ERP asks about the bank and about itself by signed messages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from corporate.bootstrap import CATALOGUE
from kernel.operation import Door
from tests.connectors.direct_link.erp import PAYMENT, Erp, Q
from tests.connectors.direct_link.test_inquiries import rows
from tests.world import HouseWorld


def test_a_ping_comes_back(erp: Erp) -> None:
    reply = erp.call("bank.ping", "Ping", Echo="hello-1")
    assert (reply.code, reply.value("Echo"), reply.value("IsTest")) == ("0000", "hello-1", "true")
    assert reply.value("At") == "2026-11-23T02:05:00Z"


@pytest.mark.parametrize(
    ("days", "on", "bank_day", "current", "following"),
    [
        (0, "2026-11-23", "true", "2026-11-23", "2026-11-24"),
        (4, "2026-11-27", "true", "2026-11-27", "2026-11-30"),
        (5, "2026-11-28", "false", "2026-11-30", "2026-12-01"),
    ],
    ids=["monday", "friday", "saturday"],
)
def test_the_time_comes_with_the_bank_days_around_it(  # noqa: PLR0917 - a table's row
    erp: Erp, world: HouseWorld, days: int, on: str, bank_day: str, current: str, following: str
) -> None:
    world.advance(days=days)
    told = erp.call("bank.time", "AskTime")
    found = [told.value(n) for n in ("On", "BankDay", "CurrentBankDay", "NextBankDay")]
    assert found == [on, bank_day, current, following]


def test_bank_days_follow_the_bank_s_own_calendar(erp: Erp, world: HouseWorld) -> None:
    with world.owner() as uow:
        uow.run(
            "INSERT INTO bank_calendar (tenant_id, on_date, is_bank_day, note) VALUES (%s, %s, true, '')",
            (world.tenant_id, date(2026, 11, 28)),
        )
    reply = erp.call("bank.days", "AskDays", FromOn="2026-11-27", ToOn="2026-11-30")
    assert [(d["On"], d["BankDay"]) for d in rows(reply, "Days")] == [
        ("2026-11-27", "true"), ("2026-11-28", "true"), ("2026-11-29", "false"), ("2026-11-30", "true"),
    ]  # fmt: skip
    later = rows(erp.call("bank.days", "AskDays", FromOn="2027-01-04", ToOn="2027-01-04"), "Days")
    assert later[0]["Provisional"] == "true"


@pytest.mark.parametrize(
    ("span", "code"),
    [
        (("2026-11-24", "2026-11-23"), "I123"),
        (("2026-01-01", "2027-12-31"), "I123"),
        (("2033-01-01", "2033-01-02"), "I963"),
        (("2000-01-01", "2000-01-01"), "I963"),
    ],
)
def test_days_nobody_can_tell_are_refused(erp: Erp, span: tuple[str, str], code: str) -> None:
    assert erp.call("bank.days", "AskDays", FromOn=span[0], ToOn=span[1]).code == code


def test_rails_tell_their_cut_off(erp: Erp, world: HouseWorld) -> None:
    hvps = next(r for r in rows(erp.call("bank.rails", "AskRails"), "Rails") if r["Code"] == "HVPS")
    assert (hvps["IsOpen"], hvps["ClosesAt"], hvps["SettlesOn"]) == (
        "true", "2026-11-23T09:15:00Z", "2026-11-23",
    )  # fmt: skip
    world.advance(hours=8)  # 18:05 in Shanghai: between the cut-off and the evening's opening
    hvps = next(r for r in rows(erp.call("bank.rails", "AskRails"), "Rails") if r["Code"] == "HVPS")
    assert (hvps["IsOpen"], hvps["SettlesOn"]) == ("false", "2026-11-24")
    assert hvps["OpensAt"] == "2026-11-23T12:30:00Z"


def test_currencies_tell_their_decimals(erp: Erp) -> None:
    found = {c["Code"]: c for c in rows(erp.call("bank.currencies", "AskCurrencies"), "Currencies")}
    assert (found["CNY"]["Decimals"], found["CNY"]["Payable"]) == ("2", "true")
    assert (found["JPY"]["Decimals"], found["JPY"]["Payable"]) == ("0", "false")


def test_the_directory_is_read_whole_page_by_page(erp: Erp) -> None:
    codes: list[str] = []
    cursor = ""
    while True:
        page = erp.call(
            "bank.directory", "AskDirectory", **({"Cursor": cursor} if cursor else {}), Limit="2"
        )
        codes += [bank["BankCode"] for bank in rows(page, "Banks")]
        cursor = page.value("Cursor")
        if not cursor:
            break
    assert codes == sorted(set(codes))
    assert {"102100099996", "105100000017", "308584000013", "314305506621"} <= set(codes)


def test_the_directory_is_searched_by_name_pinyin_and_code(erp: Erp) -> None:
    for text in ("建设银行", "zgjs", "1051", "ccb"):
        found = rows(erp.call("bank.directory", "AskDirectory", Text=text), "Banks")
        assert [bank["BankCode"] for bank in found] == ["105100000017"], text
    assert rows(erp.call("bank.directory", "AskDirectory", Text="%"), "Banks") == []
    with_ibps = rows(erp.call("bank.directory", "AskDirectory", IbpsOnly="true"), "Banks")
    assert "314305506621" not in {bank["BankCode"] for bank in with_ibps}


def test_one_s_own_standing_follows_rights_at_once(erp: Erp, world: HouseWorld) -> None:
    standing = erp.call("bank.standing", "AskStanding")
    assert standing.value("EnterpriseNumber") == "10001"
    assert (standing.value("Certificate"), standing.value("CertificateUntil")[:10]) == (
        "CERT-10001", "2027-11-20",
    )  # fmt: skip
    offered = {one.code for one in CATALOGUE.at(Door.DIRECT_LINK)}
    told = {row["Code"] for row in rows(standing, "Operations")}
    assert "payments.submit" in told <= offered
    accounts = {row["AccountNumber"]: row for row in rows(standing, "Accounts")}
    assert accounts[PAYMENT["PayerAccount"]]["MayPay"] == "true"
    assert accounts["1001234509012345694"]["MayPay"] == "false"
    with world.owner() as uow:
        uow.run(
            "UPDATE user_right SET may_make = false, may_see = false WHERE user_id = %s AND operation = %s",
            (world.user("辰海 ERP").user_id, "payments.submit"),
        )
    narrowed = erp.call("bank.standing", "AskStanding")
    assert "payments.submit" not in {row["Code"] for row in rows(narrowed, "Operations")}
    assert narrowed.body.find(f"{Q}Accounts/{Q}MayPay").text == "false"


def test_a_clock_that_is_off_is_told_before_anything_else(erp: Erp, world: HouseWorld) -> None:
    late = world.clock.now() - timedelta(minutes=6)
    reply = erp.post(erp.request("bank.ping", "Ping", {}, Timestamp=late.isoformat()))
    assert (reply.code, reply.reason) == ("D104", "link.time_outside")

"""A bank is found, read, kept for seconds, and knows its rails, aliases, calendar and payees' banks."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from corporate.banks import Banks, Directory, load
from corporate.banks.banks import receipt_key
from corporate.banks.opening import NewBank, NewRail, open_bank, set_day, set_rail
from corporate.banks.participants import by_bic, by_code, resolve, search
from kernel.calendar import RailHours
from kernel.errors import NotFound
from kernel.identifiers import parse_bic
from kernel.identifiers.bank_code import BankCodeCheckFailed
from kernel.tenancy import Scope
from kernel.text import Text
from tests.cast import YUNGANG
from tests.counting import counted_statements
from tests.world import MONDAY, HouseWorld


def test_a_bank_is_found_by_path_and_by_host(world: HouseWorld) -> None:
    directory = Directory(world.db.app, world.clock)
    assert directory.by_slug("yungang") == world.tenant_id
    assert directory.by_host("Jianghai.Example") == world.other_tenant_id
    assert (directory.by_slug("nowhere"), directory.by_host("nowhere")) == (None, None)
    assert [entry.slug for entry in directory.entries()] == ["jianghai", "yungang"]


def test_the_directory_is_read_once_in_a_few_seconds(world: HouseWorld) -> None:
    directory = Directory(world.db.app, world.clock)
    with counted_statements() as sent:
        directory.by_slug("yungang")
        directory.by_host("yungang.example")
        once = len(sent)
        world.advance(seconds=5)
        directory.by_slug("yungang")
        world.advance(seconds=-3600)
        directory.by_slug("yungang")
    assert len(sent) == 3 * once


def test_a_profile_says_what_the_bank_is_and_allows(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        bank = load(ctx.uow)
    assert (bank.slug, bank.name, bank.bic) == ("yungang", YUNGANG.name, "YUGACN2S")
    assert (bank.bank_code, bank.is_test, bank.allows_zero_levels) == (
        YUNGANG.bank_code,
        True,
        False,
    )
    assert set(bank.rails) == {"HVPS", "BEPS", "IBPS", "CORRESPONDENT"}
    hvps, ibps = bank.rails["HVPS"], bank.rails["IBPS"]
    assert (hvps.cap_minor, hvps.fee_minor, hvps.realtime) == (None, 1000, False)
    assert (ibps.cap_minor, ibps.realtime, ibps.hours) == (
        100_000_000,
        True,
        RailHours(always=True),
    )
    assert hvps.schedule.is_open(MONDAY)
    assert bank.rails["CORRESPONDENT"].schedule.calendar.name == "EUR T2"


def test_a_profile_is_kept_for_seconds_of_the_injected_clock(world: HouseWorld) -> None:
    banks = Banks(world.clock)
    with world.context("李娜") as ctx:
        first = banks.of(ctx.uow)
        with world.owner() as uow:
            set_rail(uow, NewRail("IBPS", "08:00-17:00", enabled=False))
        assert banks.of(ctx.uow) is first
        world.advance(seconds=5)
        changed = banks.of(ctx.uow).rails["IBPS"]
    assert (changed.enabled, changed.hours.wire(), changed.cap_minor) == (
        False,
        "08:00-17:00",
        None,
    )


def test_two_banks_keep_two_profiles(world: HouseWorld) -> None:
    banks = Banks(world.clock)
    with world.context("李娜") as ours, world.context("吴强") as theirs:
        assert banks.of(ours.uow).slug == "yungang"
        assert banks.of(theirs.uow).slug == "jianghai"
        assert receipt_key(ours.uow) != receipt_key(theirs.uow)


def test_a_bank_that_is_not_there_is_not_found(world: HouseWorld) -> None:
    with world.db.app.begin(Scope(uuid4())) as uow:
        with pytest.raises(NotFound):
            Banks(world.clock).of(uow)
        with pytest.raises(NotFound):
            receipt_key(uow)


@pytest.mark.parametrize(
    ("agent", "served"),
    [
        ("YUGACN2S", True),
        ("YUGACN2SSHA", True),
        ("yugacn2sxxx", True),
        (YUNGANG.bank_code, True),
        ("ICBKCNBJSHI", True),
        ("ICBKCNBJ", False),
        ("ICBKCNBJBJM", False),
        ("COBADEFFXXX", True),
        ("COBADEFF123", True),
        ("PCBCCNBJ", False),
        ("105100000017", False),
        ("", False),
        ("not a bank", False),
    ],
)
def test_an_alias_means_the_bank_and_nothing_wider(
    world: HouseWorld, agent: str, *, served: bool
) -> None:
    with world.context("李娜") as ctx:
        assert load(ctx.uow).serves(agent) is served


def test_the_banks_own_days_win_over_the_calendar(world: HouseWorld) -> None:
    saturday, thursday = date(2026, 11, 28), date(2026, 11, 26)
    with world.owner() as uow:
        set_day(uow, saturday, is_bank_day=True, note="年终决算演练")
        set_day(uow, thursday, is_bank_day=False, note="系统升级")
    with world.context("李娜") as ctx:
        calendar = load(ctx.uow).calendar
    assert calendar.is_bank_day(saturday)
    assert not calendar.is_bank_day(thursday)
    assert calendar.next_bank_day(thursday) == date(2026, 11, 27)
    assert calendar.is_provisional(2027)
    with world.context("吴强") as ctx:
        assert not load(ctx.uow).calendar.is_bank_day(saturday)


def test_a_payees_bank_is_found_by_code_and_by_bic(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        found = by_code(ctx.uow, "308584000013")
        assert found is not None
        assert (found.name.zh, found.in_ibps) == ("招商银行股份有限公司", True)
        for bic in ("CMBCCNBS", "CMBCCNBSXXX", "CMBCCNBS099"):
            assert by_bic(ctx.uow, parse_bic(bic)) == found
        assert by_bic(ctx.uow, parse_bic("DEUTDEFF")) is None


@pytest.mark.parametrize("typed", ["招商", "zsyh", "zhaoshang", "3085", "CMB"])
def test_a_payees_bank_is_searched_by_name_pinyin_and_code(world: HouseWorld, typed: str) -> None:
    with world.context("李娜") as ctx:
        assert "308584000013" in [found.bank_code for found in search(ctx.uow, typed)]


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "。", "没有这家银行", "' OR 1=1 --"])
def test_a_search_for_nothing_finds_nothing(world: HouseWorld, typed: str) -> None:
    with world.context("李娜") as ctx:
        assert search(ctx.uow, typed) == []


def test_what_an_instruction_names_is_resolved_or_said_to_be_unknown(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        bank = load(ctx.uow)
        own = resolve(ctx.uow, bank, "")
        alias = resolve(ctx.uow, bank, "ICBKCNBJSHI")
        listed = resolve(ctx.uow, bank, "CMBCCNBSSHA")
        head = resolve(ctx.uow, bank, "BKCHCNBJ110", "中行上海")
        abroad = resolve(ctx.uow, bank, "DEUTDEFF500", "Deutsche Bank")
        wrong = resolve(ctx.uow, bank, "308584000014")
    assert (own.own, own.code, own.name) == (True, YUNGANG.bank_code, "云港银行")
    assert alias == own
    assert (listed.own, listed.code, listed.known) == (False, "308584000013", True)
    assert (head.code, head.known, head.in_ibps) == ("104100000004", True, False)
    assert (abroad.code, abroad.name, abroad.known) == ("DEUTDEFF500", "Deutsche Bank", False)
    assert (wrong.known, wrong.own) == (False, False)


def test_a_code_whose_check_digit_is_wrong_opens_nothing(world: HouseWorld) -> None:
    new = NewBank("x", Text("甲", "A"), "X", "313305000010", "XXXXCN22", bytes(32))
    with pytest.raises(BankCodeCheckFailed), world.owner(uuid4()) as uow:
        open_bank(uow, new, at=world.clock.now())
    assert Directory(world.db.app, world.clock).by_slug("x") is None

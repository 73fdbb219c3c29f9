"""The seed puts an invented bank where there is none, once, and its books are in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from corporate.access import rights_of
from corporate.banks import Directory
from corporate.bootstrap import CATALOGUE
from corporate.demo import past
from corporate.demo.people import AGREED, BANKS, MUSTER, PASSWORD, YUNGANG
from corporate.demo.seed import Seeder
from kernel.calendar import bank_today
from kernel.operation import Verb
from kernel.tenancy import Scope
from ledger import check, days, queries
from tests.world import HouseWorld

pytestmark = pytest.mark.database

BANK = replace(YUNGANG, slug="seeded")


def seeder(world: HouseWorld, *, zero_levels: bool = False, lived: bool = False) -> Seeder:
    return Seeder(
        world.kernel, world.db.owner, CATALOGUE, PASSWORD, zero_levels=zero_levels, lived=lived
    )


def scope(world: HouseWorld) -> Scope:
    tenant_id = Directory(world.db.app, world.clock).by_slug("seeded")
    assert tenant_id is not None
    return Scope(tenant_id)


def test_it_is_done_once(world: HouseWorld) -> None:
    assert seeder(world).run([BANK])
    with world.db.auditor.begin(scope(world)) as uow:
        before = uow.rows(
            "SELECT count(*) AS n FROM audit UNION ALL SELECT count(*) FROM ledger_entry"
        )
    assert not seeder(world).run([BANK])
    assert not seeder(world).run(BANKS)
    with world.db.auditor.begin(scope(world)) as uow:
        after = uow.rows(
            "SELECT count(*) AS n FROM audit UNION ALL SELECT count(*) FROM ledger_entry"
        )
    assert after == before


@pytest.mark.parametrize("lived", [False, True])
def test_every_account_has_what_it_begins_with_and_the_books_hold(
    world: HouseWorld, *, lived: bool
) -> None:
    seeder(world, lived=lived).run([BANK])
    accounts = [account for company in BANK.companies for account in company.accounts]
    with world.db.auditor.begin(scope(world)) as uow:
        found = queries.balances(uow, [account.number for account in accounts])
        assert check.breaches(uow) == []
    assert {one.number: (one.booked_minor, one.held_minor, one.currency) for one in found} == {
        account.number: (account.balance_minor, 0, account.currency) for account in accounts
    }


def test_deposits_bear_interest_from_the_first_day_and_transfers_cost(world: HouseWorld) -> None:
    seeder(world).run([BANK])
    with world.db.worker.begin(scope(world)) as uow:
        rates = uow.rows("SELECT currency, rate_e6 FROM deposit_rate WHERE from_on <= %s ORDER BY 1", (bank_today(world.clock),))  # fmt: skip
        bands = uow.rows("SELECT DISTINCT rail FROM fee_band ORDER BY 1")
    assert [(row["currency"].strip(), row["rate_e6"]) for row in rates] == [
        ("CNY", 500),
        ("EUR", 500),
        ("USD", 500),
    ]
    assert [row["rail"] for row in bands] == ["BEPS", "HVPS", "IBPS"]


def test_what_accounts_begin_with_is_no_difference_with_clearing(world: HouseWorld) -> None:
    seeder(world).run([BANK])
    with world.db.auditor.begin(scope(world)) as uow:
        moved = uow.rows(
            "SELECT DISTINCT a.number, a.currency FROM ledger_entry e"
            " JOIN ledger_account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id"
            " WHERE a.kind = 'internal' ORDER BY a.currency"
        )
    assert [row["currency"].strip() for row in moved] == ["CNY", "EUR"]
    assert all("INTERNAL" in row["number"] for row in moved), moved


def test_every_role_somebody_holds_has_a_name(world: HouseWorld) -> None:
    seeder(world).run([BANK])
    with world.db.auditor.begin(scope(world)) as uow:
        held = {row["role"] for row in uow.rows("SELECT DISTINCT role FROM role_member")}
        named = {
            row["code"]: row["name"]["zh"] for row in uow.rows("SELECT * FROM enterprise_role")
        }
    assert held == named.keys()
    assert named["checker"] == "复核"


@pytest.mark.parametrize("zero_levels", [False, True])
def test_payments_go_unsigned_only_where_that_was_asked_for(
    world: HouseWorld, *, zero_levels: bool
) -> None:
    seeder(world, zero_levels=zero_levels).run([BANK])
    with world.db.auditor.begin(scope(world)) as uow:
        bank = uow.row("SELECT settings FROM bank")
        rules = uow.rows("SELECT account_number, door, rules FROM approval_policy")
    assert bank
    assert bank["settings"].pop("invoice_seller")["tax_number"] == BANK.tax_number
    assert bank == {"settings": {"allows_zero_levels": zero_levels}}
    unsigned = {
        (row["account_number"], row["door"])
        for row in rules
        for band in row["rules"]["bands"]["CNY"]
        if band["steps"] == []
    }
    by_erp = (MUSTER.accounts[1].number, "direct_link")
    assert unsigned == {("*", "*") if zero_levels else by_erp}


def test_makers_make_and_others_do_not(world: HouseWorld) -> None:
    seeder(world).run([BANK])
    with world.db.auditor.begin(scope(world)) as uow:
        rows = uow.rows(
            "SELECT p.login, r.may_make, r.may_approve FROM user_right r"
            " JOIN enterprise_user u ON u.tenant_id = r.tenant_id AND u.id = r.user_id"
            " JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id"
            " WHERE r.operation = 'payments.submit'"
        )
    may = {row["login"]: (row["may_make"], row["may_approve"]) for row in rows}
    assert may["wanglei"] == may["erp"] == (True, False)
    assert may["chenjiayi"] == may["liwen"] == (False, True)
    assert may["zhaoqiang"] == (False, False)


def test_every_enterprise_has_somebody_for_each_level_of_its_rule() -> None:
    """Else its clerk could submit nothing."""
    for company in (company for bank in BANKS for company in bank.companies):
        roles = {role for person in company.people for role in person.roles}
        assert {"maker", "checker", "manager"} <= roles, company.name


def test_nobody_holds_what_the_page_of_rights_cannot_show(world: HouseWorld) -> None:
    """Else the first change of one right would read as a change of many."""
    seeder(world).run([BANK])
    with world.db.auditor.begin(scope(world)) as uow:
        rows = uow.rows("SELECT operation, may_see, may_make, may_approve FROM user_right")
    known = rights_of(CATALOGUE)
    held = {(row["operation"], verb) for row in rows for verb in Verb if row[f"may_{verb.value}"]}
    assert {(right, verb) for right, verb in held if verb not in known[right].verbs} == set()
    assert len(held) > len(known)


def test_what_the_bank_agrees_upon_binds_every_enterprise(world: HouseWorld) -> None:
    made = Seeder(world.kernel, world.db.owner, CATALOGUE, PASSWORD, agreed=AGREED)
    made.run([BANK])
    with world.db.auditor.begin(scope(world)) as uow:
        rows = uow.rows(
            "SELECT enterprise_id, effect, ceiling FROM limit_rule WHERE issuer = 'bank' AND live"
            " AND scope = 'account' AND span = 'day_sum'"
        )
        settings = uow.row("SELECT settings FROM bank")
    assert settings is not None
    assert settings["settings"]["agreed_limits"] == list(AGREED)
    assert len({row["enterprise_id"] for row in rows}) == len(rows) == len(BANK.companies)
    assert {(row["effect"], row["ceiling"]) for row in rows} == {("confirm", 100_000_000)}


def test_a_bank_that_has_lived_has_weeks_of_statements_and_ends_its_days_from_now_on(
    world: HouseWorld,
) -> None:
    seeder(world, lived=True).run([BANK])
    number = BANK.companies[0].accounts[0].number
    today = bank_today(world.clock)
    with world.db.worker.begin(scope(world)) as uow:
        told = days.closed(uow, number, today - timedelta(days=past.DAYS), today)
        open_now = days.still_open(uow, number)
        products = uow.rows("SELECT DISTINCT first_on, through_on FROM interest_product")
    assert [day.statement_number for day in told] == list(range(1, len(told) + 1))
    assert len(told) > 14
    assert told[-1].closing_minor == BANK.companies[0].accounts[0].balance_minor
    assert all(one.opening_minor == other.closing_minor for other, one in pairwise(told))
    assert (open_now.credit_count, open_now.debit_count) == (0, 0)
    begun, ended = today - timedelta(days=past.DAYS), today - timedelta(days=1)
    assert {tuple(row.values()) for row in products} == {(begun, ended)}

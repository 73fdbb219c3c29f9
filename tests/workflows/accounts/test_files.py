"""Statements as files, through the gate: every line once, whatever the page, and no more than one may ask."""

from __future__ import annotations

import base64
import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from kernel import limits
from kernel.errors import NotFound
from kernel.iso20022.codes import BalanceKind
from kernel.operation import Door
from kernel.statement_files import FileFormat
from tests.receipts.render.reading import text_of
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from workflows.accounts.file_errors import PeriodWrong, TooManyLines

pytestmark = pytest.mark.database
MONDAY = date(2026, 11, 23)
DAYS = {"FromOn": "2026-11-23", "ToOn": "2026-11-24"}


def ask(pay: PaymentHouse, code: str, by: str = "李娜", **asked: Any) -> Any:
    door = Door.WEB if code == "accounts.export" else Door.DIRECT_LINK
    actor = pay.world.actor(by, door=door)
    return pay.house.gate.read(actor, code, {"AccountNumber": PAYER} | asked)


def exported(pay: PaymentHouse, **asked: Any) -> list[list[str]]:
    found = ask(pay, "accounts.export", **DAYS | {"Format": "CSV"} | asked)
    rows = list(csv.reader(io.StringIO(base64.b64decode(found.content).decode("utf-8-sig"))))
    assert found.lines == len(rows) - 1
    return rows[1:]


def two_days(pay: PaymentHouse) -> None:
    """A closed day with an opening and a payment, and an open one with a payment and its fee."""
    for serial, more in (("S1", {}), ("S2", OTHER_PAYEE)):
        pay.submit(serial, **more)
        pay.decide("赵敏")
        pay.dispatch()
        if serial == "S1":
            pay.run(lambda ctx: pay.worker.core.close_day(ctx, MONDAY))
            pay.world.advance(days=1)


@pytest.mark.parametrize("page", [1, 2, 100])
def test_every_line_is_written_once_whatever_the_page(
    pay: PaymentHouse, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    two_days(pay)
    monkeypatch.setattr(limits, "STATEMENT_PAGE_LINES", page)
    rows = exported(pay)
    assert [row[3] for row in rows] == ["1", "2", "3", "4"]
    assert [row[4] for row in rows] == ["opening", "transfer", "transfer_out", "fee"]
    assert rows[-1][7] == "999748.10"


def test_a_day_that_is_over_does_not_show_the_day_that_is_not(pay: PaymentHouse) -> None:
    two_days(pay)
    assert [row[3] for row in exported(pay, ToOn="2026-11-23")] == ["1", "2"]
    with pytest.raises(NotFound):
        exported(pay, FromOn="2026-11-22", ToOn="2026-11-22")


def test_a_month_in_which_nothing_moved_has_a_statement_that_says_so(pay: PaymentHouse) -> None:
    """Its opening is its closing, and it takes no number: the next day with lines has the next one."""
    two_days(pay)
    pay.run(lambda ctx: pay.worker.core.close_day(ctx, MONDAY + timedelta(days=1)))
    pay.world.advance(days=40)
    pay.run(lambda ctx: pay.worker.core.close_day(ctx, date(2027, 1, 2)))
    december = {"FromOn": "2026-12-01", "ToOn": "2026-12-31"}
    assert exported(pay, **december) == []
    for form in FileFormat:
        found = ask(pay, "accounts.export", **DAYS | december | {"Format": form.value})
        assert (found.lines, found.size > 0) == (0, True), form
    paper = text_of(base64.b64decode(ask(pay, "accounts.export", **DAYS | december | {"Format": "PDF"}).content))  # fmt: skip
    assert "2 号后无发生额" in paper
    assert "期末余额" in paper
    assert paper.count("999,748.10") == 3
    camt = base64.b64decode(
        ask(pay, "accounts.export", **DAYS | december | {"Format": "camt.053.001.08"}).content
    ).decode()
    assert camt.count('<Amt Ccy="CNY">999748.10</Amt>') == 2
    assert "<Ntry>" not in camt
    pay.submit("S3")
    pay.decide("赵敏")
    pay.dispatch()
    pay.run(lambda ctx: pay.worker.core.close_day(ctx, date(2027, 1, 3)))
    january = exported(pay, FromOn="2027-01-01", ToOn="2027-01-31")
    assert [row[3] for row in january] == ["5"]
    numbers = "SELECT d.statement_number FROM ledger_day d JOIN ledger_account a ON a.tenant_id = d.tenant_id AND a.id = d.account_id WHERE a.number = %s ORDER BY 1"
    told = pay.run(lambda ctx: ctx.uow.rows(numbers, (PAYER,)))
    assert [row["statement_number"] for row in told] == [1, 2, 3]


def test_days_before_an_account_was_there_have_no_statement(pay: PaymentHouse) -> None:
    with pytest.raises(NotFound):
        exported(pay, FromOn="2001-01-01", ToOn="2001-01-31")


def test_more_lines_or_days_than_a_file_may_have_are_refused(
    pay: PaymentHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_days(pay)
    monkeypatch.setattr(limits, "STATEMENT_LINES_MAX", 3)
    with pytest.raises(TooManyLines):
        exported(pay)
    monkeypatch.setattr(limits, "STATEMENT_LINES_MAX", 1)
    for operation in ("accounts.statement_file", "accounts.report_file"):
        with pytest.raises(TooManyLines):
            ask(
                pay,
                operation,
                by="辰海 ERP",
                **{"On": MONDAY.isoformat()} if "statement" in operation else {},
            )
    late = (MONDAY + timedelta(days=limits.STATEMENT_DAYS_MAX)).isoformat()
    for days in ({"ToOn": late}, {"ToOn": "2026-11-22"}):
        with pytest.raises(PeriodWrong):
            exported(pay, **days)


def test_an_account_of_others_is_not_found(pay: PaymentHouse) -> None:
    with pytest.raises(NotFound):
        exported(pay, AccountNumber="3250612000181470")


def test_the_report_goes_on_where_the_statement_ended(pay: PaymentHouse) -> None:
    two_days(pay)
    facts = ask(pay, "accounts.report_file", by="辰海 ERP").document
    assert [one.entry_reference for one in facts.entries] == ["3", "4"]
    kinds = [(one.kind, one.signed_minor) for one in facts.statement.balances]
    assert kinds == [(BalanceKind.OPBD, 99_987_655), (BalanceKind.ITBD, 99_974_810)]
    assert (facts.statement.sequence, facts.statement.sums.debit_count) == (2, 2)


def test_an_account_on_which_nothing_moved_today_has_an_empty_report(pay: PaymentHouse) -> None:
    pay.run(lambda ctx: pay.worker.core.close_day(ctx, MONDAY))
    facts = ask(pay, "accounts.report_file", by="辰海 ERP").document
    assert (list(facts.entries), facts.statement.closing.signed_minor) == ([], 100_000_000)


def test_movements_are_told_page_by_page_until_there_are_none(pay: PaymentHouse) -> None:
    two_days(pay)
    told: list[str] = []
    while True:
        after = told[-1] if told else "0"
        asked = {"After": after, "Limit": "3"}
        try:
            file = ask(pay, "accounts.notification_file", by="辰海 ERP", **asked)
        except NotFound:
            break
        told += [one.entry_reference for one in file.document.entries]
    assert told == ["1", "2", "3", "4"]

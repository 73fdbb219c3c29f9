"""Every line on a customer's account has its receipt (每笔入账都有回单), whatever was booked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from connectors.core_banking.embedded import TOLD_BY_SLICES
from connectors.ports import BookedLine
from corporate.banks import Bank
from kernel.calendar import SHANGHAI, ChinaCalendar
from kernel.context import Context
from kernel.money import Money
from kernel.statements import Row
from receipts.facts import ReceiptFacts
from receipts.render.payment import render
from receipts.stored import from_stored
from tests.cast import YUNGANG
from tests.receipts.render.reading import text_of
from tests.receipts.samples import imprint_of
from tests.workflows.bills.house import bill_world
from tests.workflows.day_end.bank import NightBank
from tests.workflows.payments.house import PAYER
from tests.world import HouseWorld
from workflows.documents.handlers import ReceiptIssuer
from workflows.documents.stating import stated

# What an invented world begins with (期初余额) was booked by nobody.
_WITHOUT = """
SELECT e.kind, a.number, e.amount_minor, e.detail FROM ledger_entry e
  JOIN ledger_account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id
 WHERE e.enterprise_id IS NOT NULL AND a.kind = 'customer' AND e.kind <> 'opening' AND NOT EXISTS (
   SELECT 1 FROM receipt r WHERE r.tenant_id = e.tenant_id AND r.transaction_id = e.transaction_id
      AND r.account_number = a.number AND (r.kind = 'fee') = coalesce((e.detail ->> 'fee')::boolean, false))
"""
_FACTS = "SELECT facts FROM receipt WHERE kind = %s ORDER BY issued_at, number"
_KINDS = "SELECT DISTINCT kind FROM ledger_entry WHERE enterprise_id IS NOT NULL"


def sound(rows: Sequence[Row]) -> Iterator[ReceiptFacts]:
    """The facts of receipts, each of which can be printed."""
    for row in rows:
        facts = from_stored(row["facts"])
        facts.validate()
        yield facts


def hear(ctx: Context, issuer: ReceiptIssuer) -> None:
    """Tell it what the books told."""
    for row in ctx.uow.rows("SELECT payload FROM outbox WHERE topic = 'books.booked'"):
        issuer(ctx, row["payload"])


def test_money_in_and_out_fees_returns_and_interest(world: HouseWorld) -> None:
    world.clock.set(datetime(2026, 12, 19, 10, tzinfo=SHANGHAI))
    bank = NightBank(world)
    bank.rate(500, "2026-01-01")
    bank.work()
    bank.pay_out("RETURNED", 10)
    bank.pay_out("SETTLED", 1)
    bank.bring("R1", "12480.00")
    bank.submit("OWN")
    bank.decide("赵敏")
    for day in (20, 21):
        world.clock.set(datetime(2026, 12, day, 9, 5, tzinfo=SHANGHAI))
        bank.work()
    kinds = {row["kind"] for row in bank.rows(_KINDS)}
    assert kinds >= {"transfer", "transfer_out", "transfer_in", "return", "interest"}
    assert bank.rows(_WITHOUT) == []
    paid = next(one for one in sound(bank.rows(_FACTS, "interest")) if one.payee.account == PAYER)
    [settled] = bank.rows("SELECT interest_minor, days FROM interest_settlement WHERE number = %s", PAYER)  # fmt: skip
    assert paid.amount == Money(settled["interest_minor"], "CNY")
    assert (paid.payer.name, paid.payee.name) == ("云港银行", "上海辰海物流股份有限公司")
    assert (paid.purpose, paid.refunded_of) == ("活期存款结息", "2026-12-20")
    assert paid.remark.startswith(f"计息 {settled['days']} 天，积数 ")
    sheet = text_of(render(paid, imprint_of(paid)))
    assert "利息回单" in sheet
    assert str(paid.amount) in sheet


def test_what_bills_move(world: HouseWorld, tmp_path: Path) -> None:
    with bill_world(world, tmp_path / "exchange") as bills:
        number = bills.register(minor=1_000_000, kind="AC01", acceptor=bills.bank_party("yungang"))
        bills.do("辰海", "ask_acceptance", bill_number=number)
        bills.do("辰海", "ask_delivery", bill_number=number)
        bills.answer("恒锐", number)
        bills.world.advance(days=119)
        bills.work(8)
        issuer = ReceiptIssuer(bills.worker.documents)
        for tenant in bills.tenants():
            bills.run(tenant)(lambda ctx: hear(ctx, issuer))
            found = bills.run(tenant)(lambda ctx: ctx.uow.rows(_WITHOUT))
            assert [row for row in found if row["kind"] == "bill"] == []
        out = list(sound(bills.run(bills.world.tenant_id)(lambda ctx: ctx.uow.rows(_FACTS, ("bill_out",)))))  # fmt: skip
        assert {one.amount.minor for one in out} == {300_000, 700_000}
        assert {one.refunded_of for one in out} == {number}


@pytest.mark.parametrize("credit", [False, True], ids=["out", "in"])
@pytest.mark.parametrize("kind", sorted(TOLD_BY_SLICES | {"bill", "interest", "fee", "reversal", "new"}))  # fmt: skip
def test_a_line_that_says_next_to_nothing_has_a_receipt_that_can_be_printed(
    kind: str, *, credit: bool
) -> None:
    """What the books know of themselves is enough: account, holder, amount, kind and time."""
    said = (
        {"payer_name": "甲公司", "payee_name": "乙公司", "number": "P1"}
        if kind in TOLD_BY_SLICES
        else {}
    )
    if kind == "reversal":
        said = {"number": "P1"}
    line = BookedLine(
        "6222000000000000017", "上海辰海物流股份有限公司", UUID(int=1), Money(5 if credit else -5, "CNY"), kind,
        date(2026, 12, 21), datetime(2026, 12, 21, tzinfo=UTC), said,
    )  # fmt: skip
    facts = stated(_bank(), UUID(int=7), line)
    facts.validate()
    own = facts.payer if facts.kind.goes_out else facts.payee
    assert own.account == "6222000000000000017"
    assert facts.kind.row.title.zh in text_of(render(facts, imprint_of(facts)))


def _bank() -> Bank:
    own = YUNGANG
    return Bank(
        UUID(int=3), own.slug, own.name, own.short_code, "313305000017", own.bic, is_test=True,
        agents=frozenset(), rails={}, calendar=ChinaCalendar(), settings={},
    )  # fmt: skip

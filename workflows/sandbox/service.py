"""One function per command of the sandbox. Nothing here commits, and nothing leaves the house."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from connectors.ports import Behaviour, CoreBanking
from corporate import enterprises
from kernel import limits
from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.errors import Faulty, Finding, NotFound, Severity
from kernel.identifiers import parse_account_number
from kernel.money import Money
from kernel.statements import Row
from kernel.text import Text
from workflows.sandbox import commands as c
from workflows.sandbox import repository
from workflows.sandbox.behaviours import REFUSALS, RefusalReason, SandboxRail
from workflows.sandbox.errors import (
    ClockBackwards,
    ClockFixed,
    ReasonMisplaced,
    ReferenceUsed,
    SandboxOff,
    TooManyRules,
)
from workflows.sandbox.ports import MovableClock

CREDIT: Final = "credit"
CLOCK: Final = "clock"
_ACCOUNT: Final = Text("该账户", "The account")
_RAIL_OF: Final = {"CNY": "HVPS"}
_OTHER_RAIL: Final = "CORRESPONDENT"
_STEP: Final = timedelta(days=limits.SANDBOX_CLOCK_DAYS_MAX)


class SandboxService:
    """Keeps what was told; `is_on` only at a test deployment, `clock` only where it runs on one of its own."""

    def __init__(self, core: CoreBanking, *, is_on: bool, clock: MovableClock | None) -> None:
        self._core = core
        self._is_on = is_on
        self._clock = clock

    def tell(self, ctx: Context, command: c.TellOutcome) -> c.RuleView:
        """Keep a rule. Raises SandboxOff, ReasonMisplaced, TooManyRules, Faulty."""
        self._check()
        _within("times", command.times, limits.SANDBOX_TIMES_MAX)
        if command.reason is not None and command.behaviour not in REFUSALS:
            raise ReasonMisplaced
        known = {row["name"] for row in repository.rules(ctx)}
        if command.name not in known and len(known) >= limits.SANDBOX_RULES_MAX:
            raise TooManyRules(limit=limits.SANDBOX_RULES_MAX)
        refuses = command.behaviour in REFUSALS
        reason = (command.reason or RefusalReason.RJ01).value if refuses else ""
        rule = {
            "name": command.name, "rail": command.rail.value, "account_tail": command.account_tail,
            "amount": command.amount, "behaviour": command.behaviour.value, "reason": reason,
            "times": command.times,
        }  # fmt: skip
        repository.tell(ctx, rule)
        return _rule({**rule, "used": 0, "told_at": ctx.now})

    def rules(self, ctx: Context, _command: c.AskSandbox) -> c.SandboxView:
        """What was told and asked, and the time. Raises SandboxOff."""
        self._check()
        return c.SandboxView(
            rules=tuple(_rule(row) for row in repository.rules(ctx)),
            orders=tuple(_order(row) for row in repository.orders(ctx)),
            now=ctx.now,
            clock_moves=self._clock is not None,
        )

    def forget(self, ctx: Context, command: c.ForgetOutcomes) -> c.Forgotten:
        """Forget one rule or all; one that is not there is forgotten already. Raises SandboxOff."""
        self._check()
        return c.Forgotten(rules=repository.forget(ctx, command.name))

    def credit(self, ctx: Context, command: c.BringCredit) -> c.Ordered:
        """Ask for money to come in. Raises SandboxOff, NotFound, ReferenceUsed, Faulty."""
        self._check()
        _within("copies", command.copies, limits.SANDBOX_COPIES_MAX)
        found = self._core.accounts(ctx, [parse_account_number(command.account_number)])
        if not found:
            raise NotFound(_ACCOUNT)
        payload = _credit(command, found[0].number, command.payee_name or found[0].name)
        payload |= {"reference": f"SB{enterprises.current(ctx.uow).number}-{command.reference}"}
        fresh = repository.order(ctx, CREDIT, command.reference, payload)
        known = repository.ordered(ctx, CREDIT, command.reference)
        if known["payload"] != payload:
            raise ReferenceUsed(reference=command.reference)
        status = c.OrderStatus(known["status"])
        return c.Ordered(reference=command.reference, status=status, duplicate=not fresh)

    def clock(self, ctx: Context, command: c.MoveClock) -> c.ClockMoves:
        """Ask for the clock to be moved. Raises SandboxOff, ClockFixed, ClockBackwards."""
        self._check()
        if self._clock is None:
            raise ClockFixed
        if not ctx.now < command.to <= ctx.now + _STEP:
            now = ctx.now.astimezone(SHANGHAI).isoformat(timespec="seconds")
            raise ClockBackwards(days=limits.SANDBOX_CLOCK_DAYS_MAX, now=now)
        reference = command.to.isoformat()
        repository.order(ctx, CLOCK, reference, {"to": reference})
        status = c.OrderStatus(repository.ordered(ctx, CLOCK, reference)["status"])
        return c.ClockMoves(now=ctx.now, to=command.to, status=status)

    def _check(self) -> None:
        if not self._is_on:
            raise SandboxOff


def _within(field: str, count: int | None, most: int) -> None:
    if count is not None and not 1 <= count <= most:
        text = Text(f"须为 1 至 {most}", f"From 1 to {most}")
        raise Faulty([Finding("sandbox.out_of_range", Severity.BLOCK, text, field)])


def _credit(command: c.BringCredit, account: str, name: str) -> dict[str, Any]:
    money = Money(command.amount_minor, command.currency)
    return {
        "rail": _RAIL_OF.get(command.currency, _OTHER_RAIL),
        "copies": command.copies,
        "said": {
            "amount": money.wire(), "currency": command.currency, "payee_account": account,
            "payee_name": name, "payer_account": command.payer_account,
            "payer_name": command.payer_name, "payer_bank_name": command.payer_bank_name,
            "purpose": command.purpose,
        },
    }  # fmt: skip


def _rule(row: Row) -> c.RuleView:
    return c.RuleView(
        name=row["name"],
        behaviour=Behaviour(row["behaviour"]),
        amount=row["amount"],
        account_tail=row["account_tail"],
        rail=SandboxRail(row["rail"]),
        reason=RefusalReason(row["reason"]) if row["reason"] else None,
        times=row["times"],
        used=row["used"],
        told_at=row["told_at"],
    )


def _order(row: Row) -> c.OrderView:
    said, to = row["payload"].get("said", {}), row["payload"].get("to", "")
    return c.OrderView(
        reference=row["reference"],
        status=c.OrderStatus(row["status"]),
        account_number=said.get("payee_account", ""),
        amount=said.get("amount", ""),
        currency=said.get("currency", ""),
        moves_to=datetime.fromisoformat(to) if to else None,
        ordered_at=row["ordered_at"],
        error=row["error"],
    )

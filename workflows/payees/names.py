"""Asking whether an account bears a name (户名校验): kept, sent outside any transaction, answered once.

What this bank keeps itself it answers at once. What others keep is asked through clearing after the
question was committed; whoever does not answer has said nothing, and that is stored too. Names are
never stored from an answer but in the holder's bank's own masking.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from connectors.ports import (
    ClearingTimeout,
    CoreBanking,
    NameAnswer,
    NameEnquiry,
    NameQuestion,
    NameVerdict,
)
from corporate.banks import Bank, participants
from kernel import limits
from kernel.calendar import SHANGHAI
from kernel.charset import clean_name, name_key
from kernel.context import Context
from kernel.errors import Faulty, Finding, Severity
from kernel.identifiers import IdentifierFault, parse_account_number
from kernel.statements import Row
from workflows.payees import queries, repository
from workflows.payees.classes import Verdict
from workflows.payees.commands import NameVerified, VerifyName
from workflows.payees.errors import TooManyChecks
from workflows.payees.kinds import BankOf, own_verdict

Run = Callable[[Callable[[Context], Any]], Any]
"""Does some work in a transaction of its own, committed at its end."""

_FRESH: Final = timedelta(hours=12)
_SILENT_FRESH: Final = timedelta(minutes=2)
_LEFT_ALONE: Final = timedelta(seconds=limits.NAME_CHECK_TOTAL_TIMEOUT_S)
"""How long a question may be in the hands of a page that waits for it."""


class NameDesk:
    """Asks about names and keeps what was said; without an `enquiry` only this bank's own answer."""

    def __init__(self, core: CoreBanking, enquiry: NameEnquiry | None, bank_of: BankOf) -> None:
        self._core = core
        self._enquiry = enquiry
        self._bank_of = bank_of

    def ask(self, ctx: Context, command: VerifyName) -> NameVerified:
        """The verdict of this bank, or one that is still fresh; else `asked`, to be settled outside.

        Raises Faulty for what is no account or name, and TooManyChecks.
        """
        account, name = _read(command)
        bank = self._bank_of(ctx)
        where = participants.resolve(ctx.uow, bank, command.bank_code.strip())
        if not where.own and not command.again:
            known = queries.check(ctx, account, name, where.code)
            if known is not None and _is_fresh(known, ctx.now):
                return _verified(Verdict(known["verdict"]), known["masked"])
            if known is not None and _is_on_its_way(known, ctx.now):
                return _verified(Verdict.ASKED, "", known["id"])
        if not where.own and self._enquiry is None:
            return _verified(Verdict.UNAVAILABLE, "")
        _refuse_guessers(ctx)
        verdict, masked = Verdict.ASKED, ""
        if where.own:
            verdict, masked = own_verdict(self._core, ctx, account, name)
            masked = masked if bank.shows_masked_names else ""
        elif not where.known:
            verdict = Verdict.UNAVAILABLE
        row = _row(ctx, account, name, where.code) | {"verdict": verdict.value, "masked": masked}
        if verdict is not Verdict.ASKED:
            row["answered_at"] = ctx.now
        repository.ask(ctx, row)
        return _verified(verdict, masked, row["id"] if verdict is Verdict.ASKED else None)

    def settle(self, run: Run, check_id: UUID) -> NameVerified:
        """Send a kept question between two transactions, and keep the answer or that there was none."""

        def read(ctx: Context) -> tuple[Bank, Row | None]:
            return self._bank_of(ctx), queries.check_by_id(ctx, check_id)

        bank, row = run(read)
        if row is None or row["verdict"] != Verdict.ASKED:
            return _verified(Verdict(row["verdict"]) if row else Verdict.UNAVAILABLE, "")
        said = self._said(bank, NameQuestion(row["bank_code"], row["account"], row["name"]))
        verdict = Verdict(said.verdict.value)
        run(lambda ctx: repository.answer(ctx, check_id, verdict, said.masked))
        return _verified(verdict, said.masked)

    def settle_due(self, run: Run) -> int:
        """Send the questions nobody waits for, each between two transactions (worker); how many."""
        found: list[tuple[UUID, UUID]] = run(
            lambda ctx: queries.unanswered(
                ctx, ctx.now - _LEFT_ALONE, limits.NAME_CHECKS_SETTLED_MAX
            )
        )
        for enterprise_id, check_id in found:
            self.settle(_inside(run, enterprise_id), check_id)
        return len(found)

    def _said(self, bank: Bank, question: NameQuestion) -> NameAnswer:
        if self._enquiry is None:
            return NameAnswer(NameVerdict.UNAVAILABLE)
        try:
            return self._enquiry.verify_name(bank.bank_code, question)
        except ClearingTimeout:
            return NameAnswer(NameVerdict.UNAVAILABLE)


def _inside(run: Run, enterprise_id: UUID) -> Run:
    """The same runner, its work narrowed to one enterprise."""

    def narrowed(work: Callable[[Context], Any]) -> Any:
        return run(lambda ctx: work(ctx.inside(enterprise_id)))

    return narrowed


def _read(command: VerifyName) -> tuple[str, str]:
    found: list[Finding] = []
    account = command.account
    try:
        account = parse_account_number(command.account)
    except IdentifierFault as fault:
        found.append(Finding(fault.code, Severity.BLOCK, fault.message, "account"))
    name = clean_name(command.name, "name")
    found += [one for one in name.findings if one.severity is Severity.BLOCK]
    if found:
        raise Faulty(found)
    return account, name.value


def _is_fresh(row: Row, now: datetime) -> bool:
    silent = row["verdict"] in {Verdict.ASKED, Verdict.UNAVAILABLE}
    answered: datetime = row["answered_at"] or row["asked_at"]
    return (
        answered > now - (_SILENT_FRESH if silent else _FRESH) and row["verdict"] != Verdict.ASKED
    )


def _is_on_its_way(row: Row, now: datetime) -> bool:
    """Whether the question was asked a moment ago: asking twice would be counted twice."""
    asked: datetime = row["asked_at"]
    return row["verdict"] == Verdict.ASKED and asked > now - _SILENT_FRESH


def _refuse_guessers(ctx: Context) -> None:
    person_id = ctx.actor.person_id
    if person_id is None:
        raise TooManyChecks
    midnight = datetime.combine(ctx.now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
    if queries.checks_since(ctx, person_id, midnight) >= limits.NAME_CHECKS_A_DAY_MAX:
        raise TooManyChecks


def _row(ctx: Context, account: str, name: str, bank_code: str) -> dict[str, Any]:
    return {
        "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": ctx.world.ids.uuid7(),
        "account": account, "name": name, "name_key": name_key(name), "bank_code": bank_code,
        "asked_by": ctx.actor.person_id, "asked_at": ctx.now, "answered_at": None,
    }  # fmt: skip


def _verified(verdict: Verdict, masked: str, check_id: UUID | None = None) -> NameVerified:
    return NameVerified(
        verdict=verdict,
        advice_zh=verdict.advice.zh,
        advice_en=verdict.advice.en,
        masked=masked if verdict is Verdict.CLOSE else "",
        check_id=str(check_id or ""),
    )

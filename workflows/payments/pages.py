"""What people's pages read about payments. Nothing here changes anything.

A page shows only payments from accounts on which its reader has a right; what is asked to be signed
is shown to whom the round concerns. Anything else is not found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from connectors.ports import CoreBanking
from corporate import enterprises
from corporate.banks import Bank, participants
from corporate.identity import rights
from kernel import limits
from kernel.calendar import SHANGHAI, bank_today
from kernel.context import Context
from kernel.errors import NotFound
from kernel.ids import cursor_of, read_cursor
from kernel.money import AmountFault, Money, parse_typed_amount
from kernel.operation import Door, Verb
from kernel.public_status import PublicStatus
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.views import RoundView
from workflows.payments import attachments, page_queries, queries, views
from workflows.payments.commands import FindingView, SubmitPayment
from workflows.payments.page_answers import (
    Batch,
    CheckedPayment,
    FollowedPayment,
    Passage,
    PayeeOrigin,
    ShownSigning,
)
from workflows.payments.page_commands import (
    ApprovalCard,
    ApprovalCards,
    BankLine,
    BrowsePayments,
    DescribeApprovals,
    FindBanks,
    FindPayees,
    FollowPayment,
    FoundBanks,
    ListPayers,
    ListUpcoming,
    PayeeLine,
    Payees,
    PayerLine,
    Payers,
    PaymentLine,
    PaymentList,
    SeeSigning,
    Tab,
    TabCount,
    Upcoming,
)
from workflows.payments.payees import PayeeBook
from workflows.payments.routes import INTERNAL
from workflows.payments.service import SUBMIT, PaymentService

_WHAT: Final = Text("该付款", "The payment")
_WITHDRAWABLE: Final = frozenset({"pending_approval", "sent_back", "scheduled"})


class PaymentPages:
    """The read side of payments, for pages."""

    def __init__(
        self,
        payments: PaymentService,
        approvals: ApprovalEngine,
        core: CoreBanking,
        book: PayeeBook,
        bank_of: Callable[[Context], Bank],
    ) -> None:
        self._payments = payments
        self._approvals = approvals
        self._core = core
        self._book = book
        self._bank_of = bank_of

    def check(self, ctx: Context, command: SubmitPayment) -> CheckedPayment:
        """What would become of a payment. Raises what keeps it from being looked at at all."""
        draft, plan = self._payments.check(ctx, command)
        found = (*draft.findings, *plan.findings)
        return CheckedPayment(
            fingerprint=draft.digest.hex(),
            rail=draft.route.rail,
            realtime=draft.route.realtime,
            value_on=draft.route.value_on,
            fee_minor=draft.route.fee.minor,
            currency=draft.money.currency,
            signers=plan.sentence.zh,
            findings=tuple(
                FindingView(code=f.code, severity=f.severity, zh=f.text.zh, en=f.text.en)
                for f in found
            ),
            draft=draft,
            plan=plan,
        )

    def browse(self, ctx: Context, command: BrowsePayments) -> PaymentList:
        """A page of payments and how many every tab holds."""
        accounts = _in_sight(ctx)
        limit = max(1, min(command.limit, limits.PAGE_ROWS_MAX))
        text = command.text.strip()
        wanted = page_queries.Browse(
            accounts=accounts,
            statuses=command.tab.statuses,
            text=text,
            sounding=self._book.accounts_like(ctx, text) if text else (),
            minor=_as_amount(command.text),
            since=_midnight(command.from_on),
            until=_midnight(command.to_on, days=1),
            before=read_cursor(command.cursor) if command.cursor else None,
        )
        rows = page_queries.browse(ctx, wanted, limit + 1)
        more = len(rows) > limit
        return PaymentList(
            payments=tuple(_line(row) for row in rows[:limit]),
            counts=_counts(page_queries.counts(ctx, accounts)),
            cursor=cursor_of(rows[limit - 1]["created_at"], rows[limit - 1]["id"]) if more else "",
        )

    def upcoming(self, ctx: Context, command: ListUpcoming) -> Upcoming:
        """What is to leave the accounts from today on."""
        today = bank_today(ctx.world.clock)
        days = (today, today + timedelta(days=max(1, min(command.days, 31)) - 1))
        rows = page_queries.upcoming(ctx, _in_sight(ctx), days, limits.SEARCH_ROWS_MAX)
        return Upcoming(payments=tuple(_line(row) for row in rows))

    def follow(self, ctx: Context, command: FollowPayment) -> FollowedPayment:
        """One payment whole; NotFound for one from an account that is not the reader's to see."""
        row = page_queries.by_number(ctx, command.number)
        if row is None or row["payer_account"] not in _in_sight(ctx):
            raise NotFound(_WHAT)
        subject = ("payment_group", row["group_id"]) if row["group_id"] else ("payment", row["id"])
        rounds = self._approvals.rounds(ctx, *subject)
        if not rounds and row["approval_id"] is not None:  # a run stands on its order's round
            rounds = [row["approval_id"]]
        return self._followed(ctx, row, [self._approvals.history(ctx, one) for one in rounds])

    def signing(self, ctx: Context, command: SeeSigning) -> ShownSigning:
        """What somebody is asked to sign; NotFound for whom the round does not concern."""
        seen = self._approvals.history(ctx, UUID(command.approval_id))
        if ctx.actor.person_id not in seen.concerned:
            raise NotFound(_WHAT)
        if seen.subject_type == "payment_group":
            return self._batch(ctx, seen)
        row = page_queries.by_id(ctx, seen.subject_id) if seen.subject_type == "payment" else None
        if row is None:
            raise NotFound(_WHAT)
        money = Money(row["amount_minor"], row["currency"])
        return ShownSigning(
            approval_id=str(seen.id),
            digest=seen.digest.hex(),
            round=seen,
            payment=self._followed(ctx, row, [seen]),
            history=queries.history(ctx, row["client_serial"], row["payee_account"], money),
            origin=self._origin(ctx, row),
            available=self._available(ctx, row["payer_account"]),
        )

    def cards(self, ctx: Context, command: DescribeApprovals) -> ApprovalCards:
        """What some approvals are about, as far as they are payments of this enterprise."""
        asked = [UUID(one) for one in command.approval_ids[: limits.PAGE_ROWS_MAX]]
        rows = page_queries.cards(ctx, asked) if asked else []
        return ApprovalCards(cards=tuple(_card(row) for row in rows))

    def payers(self, ctx: Context, command: ListPayers) -> Payers:
        """The accounts this user may pay from; what is signed up for viewing only is not among them."""
        del command
        if ctx.actor.user_id is None:
            return Payers()
        mine = rights.accounts_of(ctx.uow, ctx.actor.user_id, SUBMIT, Verb.MAKE)
        signed = [
            one
            for one in enterprises.signed_accounts(ctx.uow)
            if one.may_pay and one.number in mine
        ]
        held = {one.number: one for one in self._core.accounts(ctx, [s.number for s in signed])}
        return Payers(
            accounts=tuple(
                PayerLine(
                    account_number=one.number,
                    alias=one.alias,
                    currency=one.currency,
                    available_minor=held[one.number].available.minor,
                )
                for one in signed
                if one.number in held
            )
        )

    def payees(self, ctx: Context, command: FindPayees) -> Payees:
        """Payees that fit what was typed."""
        chosen = UUID(command.payee_id) if command.payee_id else None
        rows = self._book.find(ctx, command.text.strip(), chosen)
        return Payees(payees=tuple(PayeeLine(**row) for row in rows))

    def banks(self, ctx: Context, command: FindBanks) -> FoundBanks:
        """Banks that fit what was typed."""
        found = participants.search(ctx.uow, command.text)
        return FoundBanks(
            banks=tuple(
                BankLine(bank_code=one.bank_code, name_zh=one.name.zh, name_en=one.name.en)
                for one in found
            )
        )

    def _followed(self, ctx: Context, row: Row, rounds: Sequence[RoundView]) -> FollowedPayment:
        base = views.view(row)
        declared = {name: getattr(base, name) for name in base.__dataclass_fields__}
        return FollowedPayment(
            **declared,
            payer_name=row["payer_name"],
            payee_bank_code=row["payee_bank_code"],
            payee_bank_name=row["payee_bank_name"],
            purpose=row["purpose"],
            remark=row["remark"],
            requested_on=row["requested_on"],
            fee_minor=row["fee_minor"],
            made_by=row["maker_name"],
            made_at_door=row["door"],
            created_at=row["created_at"],
            may_withdraw=_may_withdraw(ctx, row),
            door=Door(row["door"]),
            in_batch=row["pmt_inf_id"] or "",
            payer_alias=_alias(ctx, row["payer_account"]),
            own_bank=row["rail"] == INTERNAL,
            passages=tuple(_passage(step) for step in queries.timeline(ctx, row["id"])),
            rounds=tuple(rounds),
            files=attachments.lines(queries.attachments(ctx, row["client_serial"])),
        )

    def _batch(self, ctx: Context, seen: RoundView) -> ShownSigning:
        group = page_queries.batch(ctx, seen.subject_id)
        rows = page_queries.batch_lines(ctx, seen.subject_id, limits.PAGE_ROWS_MAX)
        if group is None or not rows:
            raise NotFound(_WHAT)
        card = page_queries.cards(ctx, [seen.id])
        total = card[0]["amount_minor"] if card else group["total_minor"]
        return ShownSigning(
            approval_id=str(seen.id),
            digest=seen.digest.hex(),
            round=seen,
            batch=Batch(
                number=group["number"],
                reference=group["pmt_inf_id"],
                payer_account=group["payer_account"],
                payer_alias=_alias(ctx, group["payer_account"]),
                payer_name=rows[0]["payer_name"],
                total=Money(total, group["currency"]),
                payments=card[0]["payments"] if card else len(rows),
                made_by=rows[0]["maker_name"],
                door=Door(rows[0]["door"]),
                lines=tuple(_line(row) for row in rows),
                flagged=frozenset(row["number"] for row in rows if row["flagged"]),
            ),
            available=self._available(ctx, group["payer_account"]),
        )

    def _origin(self, ctx: Context, row: Row) -> PayeeOrigin | None:
        found = self._book.origin(ctx, row["payee_account"], row["payee_name"])
        return PayeeOrigin(found["added_by"], found["created_at"]) if found else None

    def _available(self, ctx: Context, number: str) -> Money | None:
        found = self._core.accounts(ctx, [number])
        return found[0].available if found else None


def _in_sight(ctx: Context) -> list[str]:
    """The accounts whose payments the reader may see."""
    if ctx.actor.user_id is None:
        return []
    return rights.accounts_of(ctx.uow, ctx.actor.user_id, SUBMIT, Verb.SEE)


def _alias(ctx: Context, number: str) -> str:
    """What the enterprise calls the account; its own name when it is signed up no longer."""
    try:
        return enterprises.signed_account(ctx.uow, number).alias
    except NotFound:
        return ""


def _as_amount(text: str) -> int | None:
    """What was typed as an amount of two decimals, if it can be one."""
    try:
        return parse_typed_amount(text.strip(), "CNY")
    except AmountFault:
        return None


def _midnight(on: date | None, days: int = 0) -> datetime | None:
    return None if on is None else datetime.combine(on, time(), SHANGHAI) + timedelta(days=days)


def _counts(by_status: dict[str, int]) -> tuple[TabCount, ...]:
    return tuple(
        TabCount(
            tab=tab,
            payments=sum(
                count
                for status, count in by_status.items()
                if not tab.statuses or status in tab.statuses
            ),
        )
        for tab in Tab
    )


def _line(row: Row) -> PaymentLine:
    return PaymentLine(
        number=row["number"],
        payee_name=row["payee_name"],
        payee_account=row["payee_account"],
        amount_minor=row["amount_minor"],
        currency=row["currency"],
        purpose=row["purpose"],
        made_by=row["maker_name"],
        created_at=row["created_at"],
        value_on=row["value_on"],
        status=PublicStatus(row["status"]),
        reason_zh=row["reason"].get("zh", ""),
        reason_en=row["reason"].get("en", ""),
    )


def _card(row: Row) -> ApprovalCard:
    said: dict[str, Any] = {
        **row,
        "approval_id": str(row["approval_id"]),
        "status": PublicStatus(row["status"]),
        "digest": row["digest"].hex(),
    }
    flags = [found for found in said.pop("findings") if found["severity"] == "warn"]
    said["flagged"] = said["flagged"] or int(bool(flags))
    return ApprovalCard(**said, flags=tuple(_flag(found) for found in flags))


def _flag(found: dict[str, str]) -> FindingView:
    names = ("code", "severity", "zh", "en")
    return FindingView(**{name: found[name] for name in names})


def _passage(step: Row) -> Passage:
    note = step["note"]
    return Passage(
        at=step["at"],
        target=step["target"],
        trigger=step["trigger"],
        actor=step["actor"],
        reference=note.get("reference") or note.get("message") or "",
        reason=note.get("reason") or "",
    )


def _may_withdraw(ctx: Context, row: Row) -> bool:
    return (
        row["maker_person_id"] == ctx.actor.person_id
        and row["group_id"] is None
        and row["status"] in _WITHDRAWABLE
    )

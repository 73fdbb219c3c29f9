"""What people's pages read about standing orders. Nothing here changes anything."""

from __future__ import annotations

from uuid import UUID

from corporate import enterprises
from kernel.context import Context
from kernel.errors import NotFound
from kernel.operation import Door, Verb
from workflows.approval.engine import ApprovalEngine
from workflows.standing import queries, repository
from workflows.standing.answers import (
    CheckedStanding,
    PreviewedStanding,
    ShownStanding,
    ShownStandingSigning,
    StandingPage,
)
from workflows.standing.commands import (
    DescribeStanding,
    FindStanding,
    SeeStanding,
    SubmitStanding,
)
from workflows.standing.drafts import Drafter
from workflows.standing.service import SUBJECT, StandingService, allowed
from workflows.standing.views import coming, fields, view

_ENDABLE = frozenset({"active", "suspended"})


class StandingPages:
    """The read side of standing orders, for pages."""

    def __init__(
        self, orders: StandingService, drafter: Drafter, approvals: ApprovalEngine
    ) -> None:
        self._orders = orders
        self._drafter = drafter
        self._approvals = approvals

    def check(self, ctx: Context, command: SubmitStanding) -> CheckedStanding:
        """What would become of an order, with the people who would sign."""
        draft, plan, seen = self._orders.check(ctx, command)
        declared = {name: getattr(seen, name) for name in PreviewedStanding.__dataclass_fields__}
        checked = draft.checked
        return CheckedStanding(
            **declared, payer_name=checked.payer_name, payee_account=checked.payee_account,
            payee_name=checked.payee_name, payee_bank_code=checked.payee_bank_code,
            payee_bank_name=checked.payee_bank_name, plan=plan,
        )  # fmt: skip

    def show(self, ctx: Context, command: FindStanding) -> ShownStanding:
        """One order whole; NotFound for one from an account that is not the reader's to see."""
        found = self._orders.find(ctx, command)
        row = queries.one(ctx, number=found.number)
        rounds = [
            self._approvals.history(ctx, one)
            for one in self._approvals.rounds(ctx, SUBJECT, row["id"])
        ]
        makes = allowed(ctx, row["payer_account"], Verb.MAKE)
        return ShownStanding(
            **fields(found), past=found.past, coming=found.coming, door=Door(row["door"]),
            payer_name=row["payer_name"], payer_alias=_alias(ctx, row["payer_account"]), payee_bank_code=row["payee_bank_code"], remark=row["remark"],
            may_change=makes and row["status"] in _ENDABLE,
            may_withdraw=row["status"] == "pending_approval" and row["maker_person_id"] == ctx.actor.person_id,
            rounds=tuple(rounds),
        )  # fmt: skip

    def cards(self, ctx: Context, command: DescribeStanding) -> StandingPage:
        """What some approvals are about, as far as the reader has to do with them."""
        asked = [UUID(one) for one in command.approval_ids]
        return StandingPage(orders=tuple(map(view, queries.cards(ctx, asked))) if asked else ())

    def signing(self, ctx: Context, command: SeeStanding) -> ShownStandingSigning:
        """One order to be signed, with the text that is; NotFound for whom the round does not concern."""
        seen = self._approvals.history(ctx, UUID(command.approval_id))
        if seen.subject_type != SUBJECT or ctx.actor.person_id not in seen.concerned:
            raise NotFound(repository.WHAT)
        row = queries.one(ctx, order_id=seen.subject_id)
        return ShownStandingSigning(
            **fields(view(row)), door=Door(row["door"]), terms=row["canonical_text"],
            payer_alias=_alias(ctx, row["payer_account"]),
            coming=coming(row, self._drafter.bank(ctx).calendar), round=seen,
        )  # fmt: skip


def _alias(ctx: Context, number: str) -> str:
    """What the enterprise calls the account; nothing once it is signed up no longer."""
    try:
        return enterprises.signed_account(ctx.uow, number).alias
    except NotFound:
        return ""

"""Who would authorise a payment at this door: the message's own signature, or people (签名即授权、仅经办).

It asks the approval engine what it would ask of each band; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from corporate.banks import Bank
from kernel.context import Context
from kernel.errors import NotFound, YinqiError
from kernel.identifiers import parse_account_number
from kernel.operation import Door
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.plan import Plan
from workflows.approval.policy import Band, PayeeClass
from workflows.approval.subjects import Facts, Subject
from workflows.payments.commands import Authority
from workflows.payments.mode_commands import AskModes, ModeBand, Modes
from workflows.payments.service import SUBMIT

_ANYBODY: Final = Text("该操作员", "The operator")


class ModeDesk:
    """Tells who authorises, band by band."""

    def __init__(self, approvals: ApprovalEngine, bank_of: Callable[[Context], Bank]) -> None:
        self._approvals = approvals
        self._bank_of = bank_of

    def modes(self, ctx: Context, command: AskModes) -> Modes:
        """Every band of the rule that applies; one that says why when there is none."""
        number = parse_account_number(command.payer_account)
        why = self._plan(ctx, command, number, 1).why
        return Modes(
            payer_account=number,
            rule_zh=why.zh,
            rule_en=why.en,
            bands=tuple(
                self._band(ctx, command, number, lower, upper)
                for lower, upper in self._stretches(ctx, command, number)
            ),
        )

    def _stretches(
        self, ctx: Context, command: AskModes, number: str
    ) -> Iterator[tuple[int, int | None]]:
        """The bands of the rule, cut once more where the bank's permission ends."""
        try:
            policy = self._approvals.rule(ctx, _subject(ctx, command, number, 1))
        except YinqiError:
            yield 0, None
            return
        reaches = self._bank_of(ctx).signature_reaches(ctx.enterprise_id)
        top = reaches.get(command.currency)
        for band in policy.rules.bands.get(command.currency, (Band(0, None, ()),)):
            if (
                not band.steps
                and top is not None
                and top > band.lower_minor
                and _reaches_over(band, top)
            ):
                yield band.lower_minor, top
                yield top, band.upper_minor
            else:
                yield band.lower_minor, band.upper_minor

    def _band(
        self, ctx: Context, command: AskModes, number: str, lower: int, upper: int | None
    ) -> ModeBand:
        plan = self._plan(ctx, command, number, lower + 1)
        authority, says = _authority(ctx, plan), plan.sentence
        if authority is Authority.SIGNATURE:
            says = authority.label
        return ModeBand(
            currency=command.currency,
            above_minor=lower,
            up_to_minor=upper,
            authority=authority,
            says_zh=says.zh,
            says_en=says.en,
        )

    def _plan(self, ctx: Context, command: AskModes, number: str, minor: int) -> Plan:
        return self._approvals.plan(ctx, _subject(ctx, command, number, minor))


def _reaches_over(band: Band, top: int) -> bool:
    return band.upper_minor is None or band.upper_minor > top


def _authority(ctx: Context, plan: Plan) -> Authority | None:
    if plan.levels and not plan.refusals:
        return Authority.APPROVERS
    if plan.refusals:
        return None
    return Authority.SIGNATURE if ctx.actor.door is Door.DIRECT_LINK else Authority.MAKER


def _subject(ctx: Context, command: AskModes, number: str, minor: int) -> Subject:
    """A payment nobody makes."""
    if ctx.actor.person_id is None:
        raise NotFound(_ANYBODY)
    facts = Facts(
        minor, command.currency, number, ctx.actor.door, Text("", ""),
        payee_class=PayeeClass(command.payee_class),
    )  # fmt: skip
    return Subject("payment", ctx.world.ids.uuid7(), SUBMIT, "", facts, ctx.actor.person_id)

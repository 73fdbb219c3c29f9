"""One function per command about limits. Nothing here commits."""

from __future__ import annotations

from typing import Any

from corporate.identity import rights
from kernel.calendar import bank_today
from kernel.context import Context
from kernel.operation import Verb
from kernel.statements import Row
from kernel.text import NO_TEXT
from risk import queries as limit_queries
from risk.rules import (
    EVERY,
    RISK_NORMAL,
    Content,
    Effect,
    Issuer,
    Key,
    LimitScope,
    LimitSpan,
    PayeeClass,
    Standing,
)
from workflows.limits import names, queries
from workflows.limits.commands import (
    AskLeft,
    ChangeLimit,
    LeftLine,
    LimitDiff,
    LimitHolder,
    LimitLine,
    LimitList,
    LimitsLeft,
    ListLimits,
)
from workflows.limits.kind import KIND
from workflows.limits.names import Names
from workflows.mandates.commands import ChangeLine, MandateView
from workflows.mandates.kinds import Line
from workflows.mandates.service import MandateService, Wish

_PAYING = "payments.submit"


class LimitService:
    """Shows limits and what is left of them, and proposes changes."""

    def __init__(self, mandates: MandateService) -> None:
        self._mandates = mandates

    def page(self, ctx: Context, command: ListLimits) -> LimitList:
        """Every limit in force with what is taken of it, and whatever may have one."""
        known, running = names.known(ctx), queries.running(ctx)
        rows = limit_queries.rules(ctx, bank_today(ctx.world.clock))
        return LimitList(
            limits=tuple(
                _line(known, row, running, ctx)
                for row in rows
                if command.scope in {"", row["scope"]}
            ),
            holders=tuple(_holder(known, scope, holder) for scope, holder in _choices(known)),
        )

    def preview(self, ctx: Context, command: ChangeLimit) -> LimitDiff:
        """What the change would make different; raises what proposing it would raise."""
        return LimitDiff(lines=tuple(map(_diff, self._mandates.preview(ctx, _wish(command)))))

    def change(self, ctx: Context, command: ChangeLimit) -> MandateView:
        """Ask for a change; another administrator confirms it before it counts."""
        return self._mandates.propose(ctx, _wish(command))

    def left(self, ctx: Context, command: AskLeft) -> LimitsLeft:
        """Each limit that would bind the one who asks today."""
        if ctx.actor.user_id is None:
            return LimitsLeft(limits=())
        accounts = rights.accounts_of(ctx.uow, ctx.actor.user_id, _PAYING, Verb.MAKE)
        if command.payer_account:
            accounts = [one for one in accounts if one == command.payer_account]
        scopes: dict[str, list[str]] = {
            LimitScope.ENTERPRISE: [EVERY],
            LimitScope.ACCOUNT: accounts,
            LimitScope.USER: [str(ctx.actor.user_id)],
            LimitScope.ROLE: limit_queries.roles_of(ctx, ctx.actor.user_id),
            LimitScope.DOOR: [ctx.actor.door.value],
            LimitScope.OPERATION: [_PAYING],
            LimitScope.METHOD: [ctx.actor.method],
            LimitScope.PAYEE_CLASS: [one.value for one in PayeeClass],
            LimitScope.RISK_LEVEL: [RISK_NORMAL],
        }
        found = limit_queries.standings(ctx, scopes, command.currency, bank_today(ctx.world.clock))
        known = names.known(ctx)
        return LimitsLeft(limits=tuple(_left(known, one) for one in found))


def _wish(command: ChangeLimit) -> Wish:
    counts = command.span.counts
    key = Key(command.scope, command.holder, command.span, EVERY if counts else command.currency)
    if command.lifts:
        return Wish(KIND, str(key), {}, command.reason)
    until = command.temporary_until
    ceiling = command.ceiling_count if counts else command.ceiling_minor
    after = {
        "ceiling": -1 if ceiling is None else ceiling,
        "temporary_ceiling": command.temporary_count if counts else command.temporary_minor,
        "temporary_until": until.isoformat() if until else None,
    }
    return Wish(KIND, str(key), after, command.reason)


def _choices(known: Names) -> list[tuple[LimitScope, str]]:
    """Whose limits can be, scope by scope, each one apart first."""
    named = [(LimitScope(scope), holder) for scope, holder in known]
    return [
        (scope, holder)
        for scope in LimitScope
        for holder in (EVERY, *(one for where, one in named if where is scope))
    ]


def _holder(known: Names, scope: LimitScope, holder: str) -> LimitHolder:
    text = names.who(known, scope, holder)
    return LimitHolder(scope=scope, holder=holder, name_zh=text.zh, name_en=text.en)


def _line(known: Names, row: Row, running: dict[str, str], ctx: Context) -> LimitLine:
    key = Key(LimitScope(row["scope"]), row["holder"], LimitSpan(row["span"]), row["currency"])
    issuer, effect = Issuer(row["issuer"]), Effect(row["effect"])
    content = Content(row["ceiling"], row["temporary_ceiling"], row["temporary_until"])
    until = content.temporary_until
    if until is not None and until < bank_today(ctx.world.clock):
        content, until = Content(content.ceiling), None
    text = names.sentence(known, key, content, effect=effect)
    apart = key.holder == EVERY and row["fullest"] not in {None, EVERY}
    whose = names.who(known, key.scope, row["fullest"]) if apart else NO_TEXT
    own = issuer is Issuer.ENTERPRISE
    return LimitLine(
        target=str(key), scope=key.scope, holder=key.holder, span=key.span, currency=key.currency,
        issuer=issuer, effect=effect, sentence_zh=text.zh, sentence_en=text.en,
        ceiling=content.ceiling if content.temporary_ceiling is None else content.temporary_ceiling,
        base=content.ceiling, used=row["used"], reserved=row["reserved"], whose_zh=whose.zh, whose_en=whose.en,
        temporary=content.temporary_ceiling, temporary_until=until,
        running=running.get(str(key), "") if own else "",
    )  # fmt: skip


def _left(known: Names, one: Standing) -> LeftLine:
    key = Key(one.key.scope, one.holder, one.key.span, one.key.currency)
    content = Content(one.ceiling)
    text = names.sentence(known, key, content, effect=one.effect)
    text = names.by_bank(text) if one.issuer is Issuer.BANK else text
    return LeftLine(
        sentence_zh=text.zh, sentence_en=text.en, span=key.span, ceiling=one.ceiling,
        left=one.left, resets_on=one.ends_on,
    )  # fmt: skip


def _diff(line: Line) -> ChangeLine:
    said: dict[str, Any] = {}
    for part, text in (("label", line.label), ("was", line.was), ("becomes", line.becomes)):
        said |= {f"{part}_zh": text.zh, f"{part}_en": text.en}
    return ChangeLine(**said)

"""A limit as a thing that two administrators change: its target is its key, its content the figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from kernel.calendar import bank_today
from kernel.context import Context
from kernel.currencies import EXPONENTS
from kernel.errors import Faulty, Finding, NotFound
from kernel.money import MAX_MINOR
from kernel.text import NO_TEXT, Text
from risk import limits
from risk import queries as limit_queries
from risk.rules import EVERY, Content, Effect, Issuer, Key, LimitScope, LimitSpan, said
from workflows.limits import names, queries
from workflows.limits.errors import NoSuchLimit, block
from workflows.limits.names import Names
from workflows.mandates.kinds import Change, Line
from workflows.mandates.kinds import Content as Plain

KIND: Final = "limits"
_WHAT: Final = Text("该限额", "The limit")
_PARTS: Final = 4
_COUNT_MAX: Final = 1_000_000
_TEMPORARY_DAYS_MAX: Final = 366
_TITLE: Final = Text("限额：{who} {span}", "Limit: {who}, {span}")
_HOLDER: Final = Text("没有该对象", "There is no such thing to limit")
_FIGURE: Final = Text("请填写不小于零的限额", "Give a limit of zero or more")
_CURRENCY: Final = Text("币种不存在", "There is no such currency")
_UNTIL: Final = Text(
    "临时限额须有截止日，自今日起一年以内",
    "A temporary limit ends on a day from today on, within a year",
)
_ABOVE: Final = Text("不得超过银行设定的上限 {figure}", "The bank's ceiling is {figure}")


class LimitKind:
    """One kind of change. The bank's own limits are none of it."""

    code: str = KIND
    operation: str = "limits.change"

    def present(self, ctx: Context, target: str) -> Plain:
        """The limit as it stands; raises NotFound for a key that cannot be."""
        row = limit_queries.rule(ctx, key_of(target))
        return _plain(Content(**row)) if row else {}

    def checked(self, ctx: Context, change: Change) -> Plain:
        """The wish within its bounds; raises Faulty, NoSuchLimit."""
        key = key_of(change.target)
        if not change.after:
            if not change.before:
                raise NoSuchLimit
            return {}
        wanted = _content(change.after)
        found = [*_of_key(key, names.known(ctx)), *_of_figures(ctx, key, wanted)]
        found = found or list(_of_bank(ctx, key, wanted))
        if found:
            raise Faulty(found)
        return _plain(wanted)

    def title(self, ctx: Context, change: Change) -> Text:
        """Which limit it is about."""
        key = key_of(change.target)
        whose = names.who(names.known(ctx), key.scope, key.holder)
        return _TITLE.fill(who=whose, span=key.span.label)

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """One line: what it was, what it becomes; nothing for a limit that stays."""
        if change.before == change.after:
            return ()
        key = key_of(change.target)
        whose = names.who(names.known(ctx), key.scope, key.holder)
        label = Text(f"{whose.zh} {key.span.label.zh}", f"{key.span.label.en} of {whose.en}")
        return (Line(label, _said(key, change.before), _said(key, change.after)),)

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """Whom it names, or who holds the role it names: nobody sets their own limit."""
        key = key_of(change.target)
        return queries.concerned(ctx, key.scope, key.holder)

    def apply(self, ctx: Context, change: Change) -> None:
        """Write it; it counts from the next payment on, and what was counted stays counted."""
        key = key_of(change.target)
        content = _content(self.checked(ctx, change) or {**change.before, "live": False})
        limits.put(ctx, key, content, Issuer.ENTERPRISE, Effect.REFUSE)


def key_of(target: str) -> Key:
    """A limit's key as it is written; raises NotFound."""
    parts = target.split("/")
    if len(parts) != _PARTS:
        raise NotFound(_WHAT)
    scope, holder, span, currency = parts
    if scope not in set(LimitScope) or span not in set(LimitSpan):
        raise NotFound(_WHAT)
    return Key(LimitScope(scope), holder, LimitSpan(span), currency)


def _of_key(key: Key, known: Names) -> Iterator[Finding]:
    whole = key.scope is LimitScope.ENTERPRISE
    if key.holder != EVERY and (whole or (key.scope, key.holder) not in known):
        yield block("holder_unknown", _HOLDER, "holder")
    if (key.currency == EVERY) != key.span.counts or (
        key.currency not in EXPONENTS and not key.span.counts
    ):
        yield block("currency_unknown", _CURRENCY, "currency")


def _of_figures(ctx: Context, key: Key, wanted: Content) -> Iterator[Finding]:
    most = _COUNT_MAX if key.span.counts else MAX_MINOR
    if not 0 <= wanted.ceiling <= most:
        yield block("figure_wrong", _FIGURE, "ceiling_minor")
    if wanted.temporary_ceiling is not None and not 0 <= wanted.temporary_ceiling <= most:
        yield block("figure_wrong", _FIGURE, "temporary_minor")
    today = bank_today(ctx.world.clock)
    if (wanted.temporary_ceiling is None) != (wanted.temporary_until is None) or (
        wanted.temporary_until is not None
        and not today <= wanted.temporary_until <= today + timedelta(days=_TEMPORARY_DAYS_MAX)
    ):
        yield block("until_wrong", _UNTIL, "temporary_until")


def _of_bank(ctx: Context, key: Key, wanted: Content) -> Iterator[Finding]:
    """What an enterprise allows itself stays below what the bank allows it."""
    for row in limit_queries.ceilings(ctx, key)[:1]:
        text = _ABOVE.fill(figure=said(key, row["ceiling"]))
        if wanted.ceiling > row["ceiling"]:
            yield block("above_bank", text, "ceiling_minor")
        if (wanted.temporary_ceiling or 0) > row["ceiling"]:
            yield block("above_bank", text, "temporary_minor")


def _said(key: Key, content: Plain) -> Text:
    return names.figure(key, _content(content)) if content else NO_TEXT


def _plain(content: Content) -> dict[str, Any]:
    until = content.temporary_until
    return {
        "ceiling": content.ceiling,
        "temporary_ceiling": content.temporary_ceiling,
        "temporary_until": until.isoformat() if until else None,
    }


def _content(plain: Plain) -> Content:
    until = plain["temporary_until"]
    return Content(
        plain["ceiling"],
        plain["temporary_ceiling"],
        date.fromisoformat(until) if until else None,
        live=plain.get("live", True),
    )

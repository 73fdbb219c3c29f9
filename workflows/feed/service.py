"""Answers programs that ask what happened since. Changes nothing."""

from __future__ import annotations

from typing import Final

from corporate.identity import rights
from kernel import cursors, limits
from kernel.context import Context
from kernel.operation import Verb
from workflows.feed import repository
from workflows.feed.commands import EventKind, EventPage, EventView, PollEvents

_SEQ: Final = "s"


def poll(ctx: Context, command: PollEvents) -> EventPage:
    """Events behind the last mark. Raises CursorUnknown, CursorOfAnother.

    Rights are asked now: of an account no longer in sight nothing is told.
    """
    kinds = sorted(kind.value for kind in set(command.kinds or tuple(EventKind)))
    question = ("events.poll", kinds)
    place = cursors.place_of(question, command.cursor) if command.cursor else {_SEQ: 0}
    after, limit = cursors.number_in(place, _SEQ), _within(command.limit)
    wanted = repository.Wanted(
        after, kinds, _accounts(ctx, "payments.submit"), _accounts(ctx, "accounts.see")
    )
    found = repository.page(ctx, wanted, limit + 1)
    told = found[:limit]
    last = told[-1]["seq"] if told else after
    return EventPage(
        events=tuple(
            EventView(
                event_id=str(row["event_id"]),
                topic=row["topic"],
                happened_at=row["happened_at"],
                number=row["number"],
                client_serial=row["client_serial"],
                account_number=row["account_number"],
            )
            for row in told
        ),
        more=len(found) > limit,
        cursor=cursors.mark(question, {_SEQ: last}),
    )


def _accounts(ctx: Context, right: str) -> list[str]:
    if ctx.actor.user_id is None:
        return []
    return rights.accounts_of(ctx.uow, ctx.actor.user_id, right, Verb.SEE)


def _within(limit: int) -> int:
    return max(1, min(limit, limits.LINES_PAGE_MAX))

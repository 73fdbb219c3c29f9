"""Pages of intervals: by lane, by what may be done with them, by due date."""

from __future__ import annotations

from datetime import date
from typing import Final

from kernel.bills.acts import TABLE, Act, Role
from kernel.context import Context
from kernel.errors import Invalid
from kernel.ids import CursorUnknown
from kernel.text import Text
from workflows.bills import queries
from workflows.bills.answers import (
    BillPage,
)
from workflows.bills.commands import (
    ListBills,
)
from workflows.bills.lanes import Lane
from workflows.bills.views import allows, line_view

_PAGE_MAX: Final = 200
_FOUND: Final = {
    Role.DRAWER: (Lane.ISSUED,), Role.ACCEPTOR: (Lane.OWED,), Role.HOLDER: (Lane.HELD, Lane.COLLECTING),
    Role.PLEDGEE: (Lane.PLEDGED,), Role.DEBTOR: (Lane.OWED,), Role.PAYEE: (), Role.PRIOR: (), Role.NAMED: (),
}  # fmt: skip


class ChoiceUnknown(Invalid):
    """A lane or an act that is none."""

    code = "bill.choice_unknown"
    text = Text("没有分类或业务“{word}”", "There is no lane or act “{word}”")


def page(ctx: Context, command: ListBills, me: str, today: date) -> BillPage:
    """A page, the nearest due date first, for the enterprise with the code `me`; raises CursorUnknown, ChoiceUnknown.

    For an act, the index finds where it might be possible, and the table says of each whether it is.
    """
    limit = max(1, min(command.limit, _PAGE_MAX))
    if command.lane and command.lane not in set(Lane):
        raise ChoiceUnknown(word=command.lane)
    after = _read(command.cursor) if command.cursor else (date.min, "", 0)
    stages, lanes = _possible(command.act)
    wanted = queries.Filter(
        lane=command.lane, stages=stages, lanes=lanes, due_from=command.due_from, due_to=command.due_to,
        text=command.text, amount_from_minor=command.amount_from_minor, amount_to_minor=command.amount_to_minor, after=after,
    )  # fmt: skip
    rows = queries.page(ctx, wanted, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    more = f"{last['due_on']:%Y%m%d}.{last['number']}.{last['starts_at']}" if last else ""
    found = [
        row for row in rows[:limit] if not command.act or allows(row, Act(command.act), me, today)
    ]
    return BillPage(bills=tuple(line_view(row, today) for row in found), cursor=more)


def _possible(act: str) -> tuple[list[str] | None, list[str]]:
    """The stages an act is possible in and where its asker finds those; None when no act is asked for."""
    if not act:
        return None, []
    if act not in {known.value for known in TABLE}:
        raise ChoiceUnknown(word=act)
    asks = TABLE[Act(act)].asks
    lanes = {lane.value for role in asks.values() for lane in _FOUND[role]}
    return [stage.value for stage in asks], sorted(lanes)


def _read(cursor: str) -> tuple[date, str, int]:
    day, _, rest = cursor.partition(".")
    number, _, start = rest.partition(".")
    try:
        return date.fromisoformat(day), number, int(start)
    except ValueError:
        raise CursorUnknown from None

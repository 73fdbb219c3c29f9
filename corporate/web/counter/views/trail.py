"""What was done at the desk, for auditors (柜台审计): read from the bank's sealed audit."""

from __future__ import annotations

from flask import request

from corporate.staff import Area
from corporate.web.counter.pages import Counter, CounterPages, Shown
from workflows.desk import trail

pages = CounterPages("trail")


@pages.page("/trail", Area.TRAIL)
def listed(here: Counter) -> Shown:
    """The newest lines, of all or of one person or object."""
    query = request.args.get("q", "")[:60]
    items = here.do(lambda ctx: trail.listed(ctx, query))
    return Shown("desk/trail.html", {"items": items, "query": query})

"""The work lists: what waits, how long, and what may be done about it (工作清单)."""

from __future__ import annotations

from typing import Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.staff import Area, Duty
from corporate.staff.errors import NotYours
from corporate.staff.roles import MAKES
from corporate.web.counter import rows
from corporate.web.counter.pages import Counter, CounterPages, Shown
from kernel.context import Context
from kernel.errors import NotFound
from kernel.records import audit, outbox
from workflows.desk import worklists
from workflows.desk.handlers import ENQUIRE
from workflows.desk.worklists import WorkList

pages = CounterPages("work")

_KINDS: Final = {
    WorkList.UNKNOWN: "ruling",
    WorkList.SUSPENSE: "suspense",
    WorkList.STOPPED: "exception",
}


@pages.page("/lists", Area.WORK)
def unknown(_here: Counter) -> Response:
    """The list looked at first."""
    return redirect(url_for("work.listed", which=WorkList.UNKNOWN.value), code=303)


@pages.page("/lists/<which>", Area.WORK)
def listed(here: Counter, which: str) -> Shown:
    """One list, the oldest first."""
    if which not in set(WorkList):
        raise NotFound
    chosen = WorkList(which)

    def read(ctx: Context) -> dict[str, object]:
        counted = worklists.counted(ctx)
        tabs = [
            (one.label, url_for("work.listed", which=one.value), counted[one][0], one is chosen)
            for one in WorkList
        ]
        found = [rows.work_item(row, ctx.now) for row in worklists.listed(ctx, chosen)]
        return {"tabs": tabs, "items": found}

    makes = Duty.BUSINESS in MAKES[here.session.role]
    kind = _KINDS.get(chosen, "") if makes else ""
    facts = here.do(read) | {"which": chosen.value, "title": chosen.label, "kind": kind}
    asks = makes and chosen is WorkList.UNKNOWN
    return Shown("desk/work.html", facts | {"asks": asks, "asked": request.args.get("asked", "")})


@pages.page("/lists/unknown/enquire", Area.WORK, methods=("POST",))
def enquire(here: Counter) -> Response:
    """Have clearing asked at once; asking changes nothing, so one person may."""
    if Duty.BUSINESS not in MAKES[here.session.role]:
        raise NotYours(role=here.session.role.label)
    key = request.form.get("key", "")

    def work(ctx: Context) -> None:
        row = worklists.submission(ctx, key)
        outbox.emit(
            ctx.uow, ctx.world, ENQUIRE, f"enquire:{key}", {"submission_id": str(row["id"])}
        )
        audit.write(ctx, "desk.enquire", "submission", key)

    here.do(work)
    return redirect(url_for("work.listed", which=WorkList.UNKNOWN.value, asked="yes"), code=303)

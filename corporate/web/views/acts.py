"""What one may do with an item beside deciding (退回上一级、加签、转办), and the maker's reminder (催办)."""

from __future__ import annotations

from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web.desk import Desk
from corporate.web.more import ACTS
from corporate.web.routes import Pages
from kernel.errors import NotFound
from kernel.parsing import Names
from workflows.approval.act_commands import SeeOthers

pages = Pages("acts")

_OPERATIONS: Final = {
    "return": "approvals.return",
    "add": "approvals.add_sign",
    "hand_over": "approvals.transfer",
}


@pages.page("/approvals/<uuid:approval_id>/more", *ACTS, methods=("POST",), phone=True)
def act(desk: Desk, *, approval_id: Any, phone: bool) -> Response:
    """Return, add or hand over, over the text that was shown; then the item as it is now."""
    chosen, form = str(approval_id), request.form
    desk.read("approvals.others", SeeOthers(approval_id=chosen))  # not found before anything else
    what = form.get("act", "")
    if what not in _OPERATIONS:
        raise NotFound
    given = {
        "approval_id": chosen,
        "shown_digest": form.get("digest", ""),
        "comment": form.get(f"{what}_comment", ""),
    }
    if what != "return":
        given["person_id"] = form.get(f"{what}_person", "")
    desk.perform(_OPERATIONS[what], given, names=Names.PYTHON)
    return redirect(url_for("approvals.inbox", phone=phone, did=what), code=303)


@pages.page("/approvals/<uuid:approval_id>/urge", "approvals.urge", methods=("POST",))
def urge(desk: Desk, *, approval_id: Any) -> Response:
    """Remind whose turn it is; back to the payment it is about."""
    desk.perform("approvals.urge", {"approval_id": str(approval_id)}, names=Names.PYTHON)
    number = request.form.get("number", "")
    return redirect(url_for("payments.follow", number=number, urged=1), code=303)

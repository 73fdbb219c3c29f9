"""From the desk to the phone (扫码转手机): a QR code that opens the very item there, once."""

from __future__ import annotations

from typing import Any

import segno
from flask import redirect, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from corporate.identity import sessions
from corporate.identity.handoff import Handoff, begin, open_once
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.subjects import READS, signable_of
from corporate.web.visit import keep_session
from kernel import limits
from kernel.errors import NotFound

pages = Pages("handoff")


@pages.page("/approvals/<uuid:approval_id>/phone", *READS, methods=("POST",))
def offer(desk: Desk, *, approval_id: Any) -> Shown:
    """The code to scan; whoever may not see the item gets none."""
    signable_of(desk, str(approval_id))
    user_id = desk.session.user_id
    if user_id is None:
        raise NotFound
    with desk.changing() as ctx:
        token = begin(ctx, desk.session.person_id, Handoff(approval_id, user_id))
    address = url_for("handoff.arrive", token=token, _external=True)
    facts = {
        "code": qr(address),
        "minutes": limits.HANDOFF_LIFE_S // 60,
        "again_url": url_for("handoff.offer", approval_id=approval_id),
        "back_url": url_for("approvals.inbox", item=approval_id, phone=False),
    }
    return Shown("pages/handoff.html", facts)


@pages.member("/m/h/<token>")
def arrive(desk: Desk, *, token: str) -> Response:
    """Open the item on the phone, acting for the enterprise it belongs to; NotFound a second time."""
    with desk.own() as ctx:
        found = open_once(ctx, desk.session.person_id, token)
        if found is None:
            raise NotFound
        renewed = sessions.choose(ctx.uow, ctx.world, desk.session, found.user_id)
    answer = redirect(url_for("approvals.one", approval_id=found.item, phone=True), code=303)
    keep_session(answer, renewed)
    return answer


def qr(text: str) -> Markup:
    """A QR code as a drawing of its own, black on white in every theme."""
    drawn = segno.make(text, error="m", micro=False)
    return Markup(drawn.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None))  # noqa: S704 - segno's own SVG

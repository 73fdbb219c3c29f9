"""What waits for this person in other enterprises (一人多企): one inbox over all memberships.

Each enterprise is asked in a transaction of its own, as the user this person is there; nothing of one
enterprise is read in the scope of another. Opening an item switches, and switching mints a new token.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Final

from flask import request, url_for

from corporate import identity
from corporate.identity import Membership
from corporate.web.desk import Desk
from corporate.web.formats import local
from kernel.tenancy import Scope
from kernel.text import Text
from workflows.approval.commands import InboxAnswer, InboxLine, ListInbox

_INBOX: Final = "approvals.inbox"
_SHOWN: Final = 20
_DUE: Final = Text("{day} 前", "by {day}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item there: its title, until when, and where it opens once one has switched."""

    title: str
    due: Text
    onward: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another enterprise with something for this person to sign."""

    user_id: str
    enterprise: str
    count: int
    items: tuple[Waiting, ...]


def elsewhere_of(desk: Desk, *, phone: bool = False) -> tuple[Elsewhere, ...]:
    """Every other enterprise in which something waits; asked once a request."""
    if desk.session.memberships < 2:  # noqa: PLR2004 - one enterprise has no other
        return ()
    desk.end_reading()  # one connection a request
    with desk.portal.database.begin(Scope(desk.visit.tenant_id)) as uow:
        others = [
            one
            for one in identity.memberships(uow, desk.session.person_id)
            if one.user_id != desk.session.user_id
        ]
    found = [_asked(desk, one, phone=phone) for one in others]
    return tuple(one for one in found if one is not None)


def count_elsewhere(desk: Desk) -> int:
    """How many items wait in other enterprises."""
    if desk.waiting_elsewhere is None:
        desk.waiting_elsewhere = sum(one.count for one in elsewhere_of(desk))
    return desk.waiting_elsewhere


def _asked(desk: Desk, there: Membership, *, phone: bool) -> Elsewhere | None:
    actor = dataclasses.replace(
        desk.actor, enterprise_id=there.enterprise_id, user_id=there.user_id
    )
    gate = desk.portal.gate
    with gate.transaction(actor) as uow:
        if not {_INBOX, "approvals.decide"} <= gate.offers(actor, uow):
            return None
        inbox: InboxAnswer = gate.read(actor, _INBOX, ListInbox(limit=_SHOWN), uow=uow)
    if not inbox.waiting:
        return None
    items = tuple(_item(line, phone=phone) for line in inbox.items)
    return Elsewhere(str(there.user_id), there.enterprise_name, inbox.waiting, items)


def _item(line: InboxLine, *, phone: bool) -> Waiting:
    if phone:
        address = url_for("approvals.one", approval_id=line.approval_id, phone=True)
    else:
        address = url_for("approvals.inbox", item=line.approval_id, phone=False)
    due = _DUE.fill(day=f"{local(line.expires_at):%m-%d}")
    return Waiting(line.title, due, address.removeprefix(request.script_root))

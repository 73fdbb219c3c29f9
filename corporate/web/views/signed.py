"""我的签署: everything one person decided by signature, over all their enterprises.

Each enterprise is asked in a transaction of its own, as the user this person is there; the pages of
all of them are put together by time. What is shown of one signature is the exact text that was signed.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import Response as FileAnswer
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate import identity
from corporate.identity import Membership
from corporate.identity.methods import Method, named
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.search import date_value, text_value, wanted_date
from kernel.errors import NotFound
from kernel.ids import cursor_of
from kernel.money import Money
from kernel.operation import Door
from kernel.tenancy import Scope
from kernel.text import Text
from workflows.approval.commands import Action
from workflows.approval.signed_commands import (
    EvidenceFile,
    ListSigned,
    NameSigned,
    SignedDetail,
    SignedLine,
    SignedPage,
)
from workflows.approval.states import ApprovalStatus

pages = Pages("signed")

LIST: Final = "approvals.signed"
_ONE: Final = "approvals.signed_one"
_EVIDENCE: Final = "approvals.evidence"
_SHOWN: Final = 30
_DIGITS_MAX: Final = 6
_FILTERS: Final = ("text", "action", "method", "company", "from", "to")
_ANY: Final = ("", Text("全部", "Any"))
ACTIONS: Final = (_ANY, *((one.value, one.label) for one in Action))
METHODS: Final = (_ANY, *((one.value, one.label) for one in Method))
_TONES: Final[dict[ApprovalStatus, p.Tone]] = {
    ApprovalStatus.PENDING: "warn",
    ApprovalStatus.GRANTED: "ok",
    ApprovalStatus.REJECTED: "stop",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One decision, and as which user this person made it."""

    line: SignedLine
    there: Membership

    @property
    def at(self) -> tuple[datetime, UUID]:
        """Its place among all, over every enterprise."""
        return self.line.decided_at, UUID(self.line.approval_id)


@pages.page("/signed", LIST, _ONE)
def listed(desk: Desk) -> Shown:
    """A page of them, newest first; `item` opens one beside it."""
    places = memberships(desk)
    company = request.args.get("company", "")
    wanted = [one for one in places if company in {"", str(one.user_id)}]
    found, more = signed_in(desk, wanted, _asked(), _SHOWN)
    facts = {
        "rows": [_row(one) for one in found],
        "turn": p.Turn(
            rows=None,
            shown=len(found),
            first_url=_address() if request.args.get("cursor") else "",
            next_url=_address(cursor=more) if more else "",
        ),
        "query": {"text": p.Value(text_value("text"))}
        | {name: p.Value(request.args.get(name, "")) for name in ("action", "method", "company")}
        | {"from": date_value("from"), "to": date_value("to")},
        "actions": ACTIONS,
        "methods": METHODS,
        "companies": _companies(places),
        "is_filtered": any(request.args.get(name) for name in _FILTERS),
        "chosen": _chosen(desk, places),
        "close_url": _address(cursor=request.args.get("cursor") or None),
        "list_url": url_for("signed.listed"),
    }
    return Shown("pages/signed.html", facts)


@pages.page("/signed/evidence", _EVIDENCE)
def evidence(desk: Desk) -> Response:
    """The sealed evidence of the one the address names, as `tools/verify_evidence.py` reads it."""
    wanted = _item()
    if wanted is None:
        return redirect(url_for("signed.listed"), code=303)
    found: EvidenceFile = _ask(desk, _there(memberships(desk)), _EVIDENCE, wanted)
    answer = FileAnswer(found.content, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


def memberships(desk: Desk) -> list[Membership]:
    """Everywhere this person is a user now, the present enterprise first."""
    desk.end_reading()  # one connection a request
    with desk.portal.database.begin(Scope(desk.visit.tenant_id)) as uow:
        found = identity.memberships(uow, desk.session.person_id)
    return sorted(found, key=lambda one: one.user_id != desk.session.user_id)


def signed_in(
    desk: Desk, places: list[Membership], wanted: ListSigned, limit: int
) -> tuple[list[Found], str]:
    """What was decided in these enterprises, newest first, and where the next page goes on."""
    everything: list[Found] = []
    is_more = False
    for there in places:
        page: SignedPage = _ask(desk, there, LIST, dataclasses.replace(wanted, limit=limit))
        everything += [Found(line, there) for line in page.lines]
        is_more = is_more or bool(page.cursor)
    found = sorted(everything, key=lambda one: one.at, reverse=True)[:limit]
    is_more = is_more or len(everything) > limit
    return found, cursor_of(*found[-1].at) if found and is_more else ""


def address_of(one: Found) -> str:
    """Where one of them is shown."""
    item = f"{one.line.approval_id}.{one.line.seq}"
    return url_for("signed.listed", item=item, place=str(one.there.user_id), _anchor="detail")


def _ask(desk: Desk, there: Membership, code: str, given: object) -> Any:
    """Ask as the user this person is there; an enterprise where they may not look tells nothing."""
    actor = dataclasses.replace(
        desk.actor, enterprise_id=there.enterprise_id, user_id=there.user_id
    )
    gate = desk.portal.gate
    with gate.transaction(actor) as uow:
        if code == LIST and LIST not in gate.offers(actor, uow):
            return SignedPage()
        return gate.read(actor, code, given, uow=uow)


def _asked() -> ListSigned:
    """The filter as the address says it; what cannot be read filters nothing."""
    action, method = request.args.get("action", ""), request.args.get("method", "")
    return ListSigned(
        text=text_value("text"),
        action=action if action in dict(ACTIONS) else "",
        method=method if method in dict(METHODS) else "",
        from_on=wanted_date("from"),
        to_on=wanted_date("to"),
        cursor=request.args.get("cursor", ""),
    )


def _there(places: list[Membership]) -> Membership:
    """The enterprise the address names, among this person's own; NotFound for any other."""
    wanted = request.args.get("place", "")
    found = next((one for one in places if str(one.user_id) == wanted), None)
    if found is None:
        raise NotFound
    return found


def _address(**more: str | None) -> str:
    kept: dict[str, Any] = {name: request.args.get(name) or None for name in _FILTERS}
    return url_for("signed.listed", **(kept | more))


def _companies(places: list[Membership]) -> tuple[tuple[str, Text], ...]:
    if len(places) < 2:  # noqa: PLR2004 - of one there is nothing to choose
        return ()
    names = ((str(one.user_id), one.enterprise_name) for one in places)
    return (_ANY, *((key, Text(name, name)) for key, name in names))


def _row(one: Found) -> dict[str, Any]:
    item, there = f"{one.line.approval_id}.{one.line.seq}", str(one.there.user_id)
    more = {"cursor": request.args.get("cursor") or None, "item": item, "place": there}
    return _said(one) | {
        "on": request.args.get("item") == item,
        "href": _address(**more, _anchor="detail"),
    }


def _said(one: Found) -> dict[str, Any]:
    line = one.line
    methods = [Method(name) for name in line.method.split("+") if name in set(Method)]
    return {
        "line": line,
        "title": Text(line.title_zh, line.title_en),
        "amount": None if line.amount_minor is None else Money(line.amount_minor, line.currency),
        "company": one.there.enterprise_name,
        "method": named(methods) if methods else Text("—", "—"),
        "door": Door(line.door).label,
        "outcome": p.Tag(line.status.label, _TONES.get(line.status, "")),
    }


def _chosen(desk: Desk, places: list[Membership]) -> dict[str, Any] | None:
    """The one the address names, with its exact text; NotFound for what is not this person's."""
    wanted = _item()
    if wanted is None:
        return None
    there = _there(places)
    found: SignedDetail = _ask(desk, there, _ONE, wanted)
    evidence_url = url_for(
        "signed.evidence", item=request.args.get("item"), place=str(there.user_id)
    )
    return _said(Found(found.line, there)) | {"found": found, "evidence_url": evidence_url}


def _item() -> NameSigned | None:
    """Which decision the address names; NotFound for what cannot be one."""
    item = request.args.get("item", "")
    if not item:
        return None
    approval_id, _, number = item.partition(".")
    try:
        which = str(UUID(approval_id))
    except ValueError:
        raise NotFound from None
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS_MAX):
        raise NotFound
    return NameSigned(approval_id=which, seq=int(number))

"""The bank's own people, as security administrators see them (行员)."""

from __future__ import annotations

from flask import url_for

from corporate.staff import Area, Duty, Role, StaffStatus, keys, repository
from corporate.staff.errors import NotYours
from corporate.staff.roles import MAKES
from corporate.web import parts as p
from corporate.web.counter.pages import Counter, CounterPages, Shown
from workflows.desk import codes
from workflows.desk.rule_kind import KIND, PASSKEYS

pages = CounterPages("people")


@pages.page("/people", Area.PEOPLE)
def listed(here: Counter) -> Shown:
    """Everybody with role and state."""
    makes = Duty.PEOPLE in MAKES[here.session.role]
    found, passkeys = here.do(lambda ctx: (repository.all_of(ctx.uow), keys.numbers(ctx.uow)))
    items = [
        {
            "login": row["login"], "name": row["name"], "role": Role(row["role"]).label,
            "status": _tag(row["status"]), "invited": row["status"] == StaffStatus.INVITED,
            "ask": url_for("changes.start", kind="staff", target=row["login"]) if makes else "",
            "code_url": url_for("people.code", login=row["login"]) if makes else "",
            "is_self": row["id"] == here.session.staff_id, "passkeys": passkeys.get(row["id"], 0),
        }
        for row in found
    ]  # fmt: skip
    new_url = url_for("changes.start", kind="staff") if makes else ""
    rule_url = url_for("changes.start", kind=KIND, target=PASSKEYS) if makes else ""
    facts = {"items": items, "new_url": new_url, "rule_url": rule_url}
    return Shown("desk/people.html", facts)


@pages.page("/people/<login>/code", Area.PEOPLE, methods=("POST",))
def code(here: Counter, login: str) -> Shown:
    """Hand out an activation code; it is shown this once."""
    if Duty.PEOPLE not in MAKES[here.session.role]:
        raise NotYours(role=here.session.role.label)
    handed = here.do(lambda ctx: codes.for_staff(ctx, here.portal.activator, login))
    facts = {"handed": handed, "back_url": url_for("people.listed"), "here": "people"}
    return Shown("desk/code.html", facts)


def _tag(status: str) -> p.Tag:
    return p.Tag(StaffStatus(status).label, "ok" if status == StaffStatus.ACTIVE else "warn")

"""What else one may do with an item than sign or refuse it (更多): return it, add somebody, hand it over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import request, url_for

from corporate.web.desk import Desk
from workflows.approval.act_commands import OthersAnswer, PersonLine, SeeOthers

ACTS: Final = ("approvals.others", "approvals.return", "approvals.add_sign", "approvals.transfer")


@dataclass(frozen=True, slots=True)
class More:
    """Where the three forms go, and whom one may choose; a form with nobody to choose is not drawn."""

    act_url: str
    may_return: bool
    to_add: tuple[tuple[str, str], ...]
    to_hand_over: tuple[tuple[str, str], ...]


def more_of(desk: Desk, approval_id: str, *, phone: bool) -> More | None:
    """What this one may do with an item that is theirs to sign; None when nobody asked for it."""
    if "more" not in request.args or not desk.offers("approvals.others"):
        return None
    found: OthersAnswer = desk.read("approvals.others", SeeOthers(approval_id=approval_id))
    return More(
        act_url=url_for("acts.act", approval_id=approval_id, phone=phone),
        may_return=found.may_return,
        to_add=choices(found.to_add),
        to_hand_over=choices(found.to_hand_over),
    )


def choices(people: Sequence[PersonLine]) -> tuple[tuple[str, str], ...]:
    """People to choose from, by id and name."""
    return tuple((each.person_id, each.name) for each in people)

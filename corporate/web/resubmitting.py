"""A payment that was sent back, corrected and submitted anew: the new one takes the place of the old.

The old one stays as it was signed and refused, and is taken back once the new one is there; it is never the other way
round, so that nothing is lost between the two.
"""

from __future__ import annotations

from typing import Final

from flask import request

from corporate.web.desk import Desk
from kernel.errors import Conflict, NotFound
from kernel.public_status import PublicStatus
from workflows.payments.commands import WithdrawPayment
from workflows.payments.page_answers import FollowedPayment
from workflows.payments.page_commands import FollowPayment

FIELD: Final = "instead"
"""The field that carries the old one's number from its page to the submission."""
OPERATIONS: Final = ("payments.follow", "payments.withdraw")
_NUMBER_CHARS: Final = 40
_REASON: Final = "已更正并重新提交：{number}"


def old_number() -> str:
    """The payment whose place is to be taken, as the page or the form says it; nothing for any other."""
    return request.values.get(FIELD, "")[:_NUMBER_CHARS]


def take_back(desk: Desk, new_number: str) -> None:
    """Take the old one back where it still waits for its maker; anything else is left as it is."""
    number = old_number()
    if not number:
        return
    try:
        old: FollowedPayment = desk.read("payments.follow", FollowPayment(number=number))
        if old.status is PublicStatus.SENT_BACK and old.may_withdraw:
            reason = _REASON.format(number=new_number)
            desk.perform("payments.withdraw", WithdrawPayment(number=number, reason=reason))
    except (NotFound, Conflict):
        return

"""Which event makes which notice, and for whom. Called by the relay, at least once for each event.

`event_id` in the payload is the event's own id: with it the same event heard twice is told once.
`event_at` is the instant of the transaction that wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from corporate.notices import from_desk, people, writing
from corporate.notices.kinds import NoticeKind
from corporate.notices.writing import Notice
from kernel.context import Context
from kernel.text import Text

_OF_BATCH: Final = {
    NoticeKind.PAYMENT_SUCCEEDED: (NoticeKind.BATCH_SUCCEEDED, ""),
    NoticeKind.PAYMENT_REJECTED: (NoticeKind.BATCH_REJECTED, "event_at"),
    NoticeKind.PAYMENT_SENT_BACK: (NoticeKind.BATCH_SENT_BACK, "event_at"),
    NoticeKind.PAYMENT_EXPIRED: (NoticeKind.BATCH_EXPIRED, "event_at"),
    NoticeKind.PAYMENT_REOPENED: (NoticeKind.BATCH_REOPENED, "event_at"),
}
"""A batch of 10,000 is not 10,000 notices: its rows change in one transaction, at one instant."""

_PAYROLL: Final = "payroll"
Payload = Mapping[str, Any]
Hears = Callable[[Context, Payload], None]


def turn_has_come(ctx: Context, payload: Payload) -> None:
    """Somebody must approve: each person whose turn it has just become is told."""
    persons = [UUID(person_id) for person_id in payload["turn"]]
    if not persons:
        return
    enterprise_id = UUID(payload["enterprise_id"])
    title = Text(payload["title"]["zh"], payload["title"]["en"])
    link = f"approvals/{payload['approval_id']}"
    notice = _notice(NoticeKind.APPROVAL_TURN, title, link, payload["event_id"])
    users = writing.users_of(ctx, enterprise_id, persons)
    writing.to_users(ctx, enterprise_id, users, notice)


def payment_changed(kind: NoticeKind, ctx: Context, payload: Payload) -> None:
    """What became of a payment is told to its maker; what becomes of a whole batch, once."""
    link, source = f"payments/{payload['number']}", payload["event_id"]
    if payload.get("group_id") and kind in _OF_BATCH:
        kind, once_for = _OF_BATCH[kind]
        source = f"batch:{payload['group_id']}:{kind}:{payload.get(once_for, '')}"
    makers = [UUID(payload["maker_person_id"])] if payload.get("maker_person_id") else []
    enterprise_id = UUID(payload["enterprise_id"])
    notice = _notice(kind, _name(payload["number"]), link, source)
    writing.to_users(ctx, enterprise_id, writing.users_of(ctx, enterprise_id, makers), notice)


def batch_changed(kind: NoticeKind, ctx: Context, payload: Payload) -> None:
    """What became of a batch is told to its maker, once; nothing of a row."""
    if not payload["maker_person_id"]:
        return
    place = "payroll" if payload["kind"] == _PAYROLL else "batches"
    number = payload["number"]
    notice = _notice(kind, _name(number), f"{place}/{number}", payload["event_id"])
    enterprise_id = UUID(payload["enterprise_id"])
    makers = writing.users_of(ctx, enterprise_id, [UUID(payload["maker_person_id"])])
    writing.to_users(ctx, enterprise_id, makers, notice)


def credit_booked(ctx: Context, payload: Payload) -> None:
    """Money came in: everybody who may look at the account is told."""
    if payload["enterprise_id"] is None:
        return
    enterprise_id = UUID(payload["enterprise_id"])
    number = payload["number"]
    notice = _notice(
        NoticeKind.CREDIT_BOOKED, _name(number), f"credits/{number}", payload["event_id"]
    )
    users = writing.users_who_see(ctx, enterprise_id, payload["account_number"])
    writing.to_users(ctx, enterprise_id, users, notice)


def documents_ready(ctx: Context, payload: Payload) -> None:
    """What somebody asked for has been made: that user is told where it lies."""
    title = Text(payload["title"]["zh"], payload["title"]["en"])
    notice = _notice(NoticeKind.DOCUMENTS_READY, title, "receipts/packs", payload["event_id"])
    enterprise_id = UUID(payload["enterprise_id"])
    writing.to_users(ctx, enterprise_id, [UUID(payload["user_id"])], notice)


def bill_changed(kind: NoticeKind, ctx: Context, payload: Payload) -> None:
    """What became of a request about a bill is told to its maker."""
    notice = _notice(kind, _name(payload["number"]), "bills/requests", payload["event_id"])
    enterprise_id = UUID(payload["enterprise_id"])
    makers = writing.users_of(ctx, enterprise_id, [UUID(payload["maker_person_id"])])
    writing.to_users(ctx, enterprise_id, makers, notice)


def standing_changed(kind: NoticeKind, ctx: Context, payload: Payload) -> None:
    """What became of a standing order is told to its maker."""
    number = payload["number"]
    notice = _notice(kind, _name(number), f"standing/{number}", payload["event_id"])
    enterprise_id = UUID(payload["enterprise_id"])
    makers = writing.users_of(ctx, enterprise_id, [UUID(payload["maker_person_id"])])
    writing.to_users(ctx, enterprise_id, makers, notice)


def bill_asked(ctx: Context, payload: Payload) -> None:
    """Somebody asks something about a bill: whoever may answer for the enterprise is told, once."""
    title = Text(payload["title"]["zh"], payload["title"]["en"])
    link = f"bills/{payload['number']}/{payload['interval']}"
    notice = _notice(NoticeKind.BILL_ASKED, title, link, f"bill:{payload['open_id']}")
    enterprise_id = UUID(payload["enterprise_id"])
    users = writing.users_with(ctx, enterprise_id, "bills.answer")
    writing.to_users(ctx, enterprise_id, users, notice)


def credit_suspended(ctx: Context, payload: Payload) -> None:
    """Money nobody could be found for: the bank's desk is told."""
    number = payload["number"]
    kind, link = NoticeKind.CREDIT_SUSPENDED, f"desk/credits/{number}"
    writing.to_desk(ctx, _notice(kind, _name(number), link, payload["event_id"]))


def clearing_exception(ctx: Context, payload: Payload) -> None:
    """A message of clearing contradicts what is known: the bank's desk is told."""
    link = f"desk/answers/{payload['answer_id']}"
    kind, what = NoticeKind.CLEARING_EXCEPTION, _name(payload["message_id"])
    writing.to_desk(ctx, _notice(kind, what, link, payload["event_id"]))


def certificate(kind: NoticeKind, ctx: Context, payload: Payload) -> None:
    """A key of the direct link ends soon, or has a successor: administrators are told."""
    enterprise_id = UUID(payload["enterprise_id"])
    what = _name(payload["serial"])
    notice = _notice(kind, what, f"certificates/{payload['serial']}", payload["event_id"])
    users = writing.users_with(ctx, enterprise_id, "certificates.request")
    writing.to_users(ctx, enterprise_id, users, notice)


def methods_reset(ctx: Context, payload: Payload) -> None:
    """Somebody's ways to sign were reset: that person is told over every proven channel."""
    enterprise_id = UUID(payload["enterprise_id"])
    kind, what = NoticeKind.METHODS_RESET, _name(payload["number"])
    notice = _notice(kind, what, "sessions", payload["event_id"])
    users = writing.users_of(ctx, enterprise_id, [UUID(payload["person_id"])])
    writing.to_users(ctx, enterprise_id, users, notice)


def _notice(kind: NoticeKind, what: Text, link: str, source: str) -> Notice:
    return Notice(kind, kind.words.fill(what=what), link, source)


def _name(text: str) -> Text:
    return Text(text, text)


SUBSCRIPTIONS: Final[Mapping[str, tuple[Hears, ...]]] = {
    "approval.started": (turn_has_come,),
    "approval.signed": (turn_has_come,),
    "approval.reassigned": (turn_has_come,),
    "approval.reopened": (turn_has_come,),
    "approval.returned": (turn_has_come,),
    "approval.sign_added": (turn_has_come,),
    "approval.transferred": (turn_has_come,),
    "approval.urged": (turn_has_come,),
    "approval.escalated": (turn_has_come,),
    "payment.succeeded": (partial(payment_changed, NoticeKind.PAYMENT_SUCCEEDED),),
    "payment.failed": (partial(payment_changed, NoticeKind.PAYMENT_FAILED),),
    "payment.unknown": (partial(payment_changed, NoticeKind.PAYMENT_UNKNOWN),),
    "payment.returned": (partial(payment_changed, NoticeKind.PAYMENT_RETURNED),),
    "payment.rejected": (partial(payment_changed, NoticeKind.PAYMENT_REJECTED),),
    "payment.sent_back": (partial(payment_changed, NoticeKind.PAYMENT_SENT_BACK),),
    "payment.expired": (partial(payment_changed, NoticeKind.PAYMENT_EXPIRED),),
    "payment.reopened": (partial(payment_changed, NoticeKind.PAYMENT_REOPENED),),
    "batch.succeeded": (partial(batch_changed, NoticeKind.LIST_SUCCEEDED),),
    "batch.partly_succeeded": (partial(batch_changed, NoticeKind.LIST_PARTLY_SUCCEEDED),),
    "batch.failed": (partial(batch_changed, NoticeKind.LIST_FAILED),),
    "batch.rejected": (partial(batch_changed, NoticeKind.LIST_REJECTED),),
    "batch.sent_back": (partial(batch_changed, NoticeKind.LIST_SENT_BACK),),
    "batch.expired": (partial(batch_changed, NoticeKind.LIST_EXPIRED),),
    "batch.reopened": (partial(batch_changed, NoticeKind.LIST_REOPENED),),
    "credit.booked": (credit_booked,),
    "documents.ready": (documents_ready,),
    "bill.asked": (bill_asked,),
    "bill.succeeded": (partial(bill_changed, NoticeKind.BILL_SUCCEEDED),),
    "bill.failed": (partial(bill_changed, NoticeKind.BILL_FAILED),),
    "standing.active": (partial(standing_changed, NoticeKind.STANDING_ACTIVE),),
    "standing.rejected": (partial(standing_changed, NoticeKind.STANDING_REFUSED),),
    "standing.sent_back": (partial(standing_changed, NoticeKind.STANDING_REFUSED),),
    "standing.expired": (partial(standing_changed, NoticeKind.STANDING_REFUSED),),
    "standing.reopened": (partial(standing_changed, NoticeKind.STANDING_REOPENED),),
    "standing.short": (partial(standing_changed, NoticeKind.STANDING_SHORT),),
    "standing.stopped": (partial(standing_changed, NoticeKind.STANDING_STOPPED),),
    "standing.completed": (partial(standing_changed, NoticeKind.STANDING_COMPLETED),),
    "credit.suspended": (credit_suspended,),
    "dispatch.exception": (clearing_exception,),
    "user.methods_reset": (methods_reset,),
    **people.SUBSCRIPTIONS,
    **from_desk.SUBSCRIPTIONS,
    "certificate.expiring": (partial(certificate, NoticeKind.CERTIFICATE_EXPIRING),),
    "certificate.renewed": (partial(certificate, NoticeKind.CERTIFICATE_RENEWED),),
}
"""Topic of the outbox → who hears it."""

"""Payments (付款): the list with its states, one payment with its way through the bank, taking back."""

from __future__ import annotations

import re
from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import flags, progress, slips
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from corporate.web.search import date_value, text_value, wanted_date
from kernel.money import Money
from kernel.public_status import PublicStatus
from kernel.text import Text
from receipts.kinds import ReceiptKind
from workflows.approval.commands import Action
from workflows.documents.commands import ListReceipts, ReceiptPage
from workflows.payments.commands import WithdrawPayment
from workflows.payments.page_answers import FollowedPayment
from workflows.payments.page_commands import (
    BrowsePayments,
    FollowPayment,
    PaymentLine,
    PaymentList,
    Tab,
)

pages = Pages("payments")

_BOOKED: Final = frozenset({PublicStatus.SUCCEEDED, PublicStatus.RETURNED})
_HELD: Final = frozenset({PublicStatus.UNKNOWN, PublicStatus.FAILED})
_STILL_OPEN: Final = frozenset(
    {
        PublicStatus.DRAFT,
        PublicStatus.PENDING_APPROVAL,
        PublicStatus.SENT_BACK,
        PublicStatus.APPROVED,
        PublicStatus.SCHEDULED,
    }
)
_RUN: Final = re.compile(r"(Q[0-9]{6}-[0-9A-Z]{8})/[0-9]{4}")
"""The serial of a standing order's run: the order's number and the run."""
_SUBMITTED: Final = Text("已提交", "Submitted")
_AS: Final = Text("业务编号 {number}，{then}。", "Number {number}: {then}.")
_SENT_BACK: Final = Text(
    "{said}更正后重新提交，本笔随之撤回。",
    "{said}Correct it and submit it anew; this one is then taken back.",
)
_AGAINST: Final[dict[PublicStatus, tuple[Action, Text, Text, p.Tone, str]]] = {
    PublicStatus.SENT_BACK: (
        Action.SEND_BACK,
        Text("{name}退回修改", "Sent back by {name}"),
        _SENT_BACK,
        "warn",
        "arrow-back-up",
    ),
    PublicStatus.REJECTED: (
        Action.REJECT,
        Text("{name}驳回", "Refused by {name}"),
        Text("{said}", "{said}"),
        "stop",
        "ban",
    ),
}
"""The decisions that end a payment's way: what was decided, and how its maker is told."""
_USED: Final = p.Note(
    Text("这张表单已提交过", "This form was submitted before"),
    Text(
        "它就是下面这笔付款。之后的修改没有生效，也没有重复付款；如需另付一笔，请新建付款。",
        "It is the payment below. Later changes had no effect and nothing was paid twice;"
        " to pay again, start a new payment.",
    ),
    "warn",
    "info-circle",
)


@pages.page("/payments", "payments.browse")
def browse(desk: Desk) -> Shown:
    """All payments, by what has to be done about them."""
    tab = _tab(request.args.get("tab", ""))
    text = text_value("text") or text_value("q")
    since, until = wanted_date("from"), wanted_date("to")
    found: PaymentList = desk.read(
        "payments.browse",
        BrowsePayments(
            tab=tab, text=text, from_on=since, to_on=until, cursor=request.args.get("cursor", "")
        ),
    )
    is_filtered = bool(text or since or until)
    count = next(one.payments for one in found.counts if one.tab is tab)
    facts = {
        "states": tuple(
            (one.tab.label, _address(one.tab, {}), one.payments, one.tab is tab)
            for one in found.counts
        ),
        "rows": tuple(_row(line) for line in found.payments),
        "turn": p.Turn(
            rows=None if is_filtered else count,
            shown=len(found.payments),
            first_url=_address(tab, {"cursor": ""}) if "cursor" in request.args else "",
            next_url=_address(tab, {"cursor": found.cursor}) if found.cursor else "",
        ),
        "query": {"text": p.Value(text), "from": date_value("from"), "to": date_value("to")},
        "tab": tab.value,
        "is_filtered": is_filtered,
        "list_url": url_for("payments.browse"),
        "new_url": url_for("pay.new") if desk.offers("payments.submit") else "",
        "standing_url": url_for("standing.listed") if desk.offers("standing.list") else "",
    }
    return Shown("pages/payments.html", facts)


@pages.page("/payments/<number>", "payments.follow", "documents.receipts")
def follow(desk: Desk, *, number: str) -> Shown:
    """One payment: what was asked, who agreed how, what the bank did, and its receipts."""
    paid: FollowedPayment = desk.read("payments.follow", FollowPayment(number=number))
    receipts = _receipts(desk, paid)
    facts = {
        "number": paid.number,
        "status": paid.status,
        "slip": slips.followed(paid),
        "steps": progress.of_payment(paid),
        "notes": _notes(paid),
        "submitted": _submitted(paid) if "submitted" in request.args else None,
        "list_url": url_for("payments.browse"),
        "receipt_url": receipts[0].href if receipts and paid.status in _BOOKED else "",
        "receipts": receipts,
        "withdraw_url": url_for("payments.withdraw", number=number) if paid.may_withdraw else "",
        "withdraw_text": _withdraw_text(paid),
        "copy_url": url_for("pay.new", copy=number) if desk.offers("payments.submit") else "",
        "again_url": _again_url(desk, paid),
        "new_url": url_for("pay.new") if desk.offers("payments.submit") else "",
        "order_url": _order_url(desk, paid),
        "keep_url": url_for("templates.keep", number=number)
        if desk.offers("payments.keep_template")
        else "",
        "keeping": "keep" in request.args,
        "withdrawing": "withdraw" in request.args,
        "urge_url": _urge_url(desk, paid),
        "urged": "urged" in request.args,
    }
    return Shown("pages/payment.html", facts)


@pages.page("/payments/<number>/withdraw", "payments.withdraw", methods=("POST",))
def withdraw(desk: Desk, *, number: str) -> Response:
    """Take it back while it waits, or cancel it before its day."""
    reason = request.form.get("reason", "").strip()
    desk.perform("payments.withdraw", WithdrawPayment(number=number, reason=reason))
    return redirect(url_for("payments.follow", number=number), code=303)


def _order_url(desk: Desk, paid: FollowedPayment) -> str:
    """The standing order whose run this payment is; empty for any other."""
    found = _RUN.fullmatch(paid.client_serial)
    if found is None or not desk.offers("standing.show"):
        return ""
    return url_for("standing.one", number=found[1])


def _again_url(desk: Desk, paid: FollowedPayment) -> str:
    """Where its maker corrects what was sent back, so that the new one takes its place."""
    mine = paid.status is PublicStatus.SENT_BACK and paid.may_withdraw
    if not (mine and desk.offers("payments.submit")):
        return ""
    return url_for("pay.new", copy=paid.number, instead=paid.number)


def _urge_url(desk: Desk, paid: FollowedPayment) -> str:
    """Where the maker reminds whose turn it is; empty for anybody else, and when nobody is to sign."""
    waits = paid.status is PublicStatus.PENDING_APPROVAL and bool(paid.rounds)
    if not (waits and paid.may_withdraw and desk.offers("approvals.urge")):
        return ""
    return url_for("acts.urge", approval_id=paid.rounds[-1].id)


def _receipts(desk: Desk, paid: FollowedPayment) -> tuple[p.File, ...]:
    """The receipts of what was booked, or of money that stands still meanwhile."""
    if paid.status not in _BOOKED | _HELD or not desk.offers("documents.receipts"):
        return ()
    found: ReceiptPage = desk.read("documents.receipts", ListReceipts(text=paid.number))
    return tuple(
        p.File(
            one.number,
            ReceiptKind(one.kind).label,
            url_for("receipts.receipt", number=one.number),
            "receipt",
        )
        for one in found.receipts
    )


def _notes(paid: FollowedPayment) -> tuple[p.Note, ...]:
    open_ = paid.status in _STILL_OPEN
    notes = [flags.note_of(one) for one in paid.findings if open_ and one.severity == "warn"]
    if "used" in request.args:
        notes.insert(0, _USED)
    why = _decided(paid) or _why(paid)
    return (why, *notes) if why else tuple(notes)


def _decided(paid: FollowedPayment) -> p.Note | None:
    """Who would not sign it and in what words, where that is how it stands: what its maker must know first."""
    told = _AGAINST.get(paid.status)
    if told is None:
        return None
    action, title, text, tone, icon = told
    entries = [one for seen in paid.rounds for one in seen.entries if one.action is action]
    if not entries:
        return None
    last = entries[-1]
    said = f"“{last.comment}” " if last.comment else ""
    return p.Note(title.fill(name=last.actor), text.fill(said=said), tone, icon)


def _why(paid: FollowedPayment) -> p.Note | None:
    """What the bank or a rule said, with the code a program was told; how agreement ended has none, and its state says it."""
    if not paid.reason_code:
        return None
    said = Text("原因（{code}）", "Reason ({code})").fill(code=paid.reason_code)
    return p.Note(said, paid.reason, "stop", "alert-circle")


def _submitted(paid: FollowedPayment) -> p.Note:
    """The answer to a submission: its number and where it stands."""
    then = paid.status.label
    waits = [level for seen in paid.rounds for level in seen.levels if level.state == "now"]
    if paid.status is PublicStatus.PENDING_APPROVAL and waits:
        who = "、".join(person.name for person in waits[0].people)
        then = Text("等待{who}签名", "waits for {who} to sign").fill(who=who)
    text = _AS.fill(number=paid.number, then=then)
    return p.Note(_SUBMITTED, text, "ok", "circle-check")


def _withdraw_text(paid: FollowedPayment) -> Text:
    if paid.status is PublicStatus.SCHEDULED:
        return Text(
            "取消后到付款日也不会付款，已有签名作废。",
            "Once cancelled it is not paid on its day; the signatures on it are void.",
        )
    return Text(
        "撤回后审批人不能再签名，已有签名作废。可修改后重新提交。",
        "Once taken back nobody can sign it and signatures on it are void. Correct and submit again.",
    )


def _row(line: PaymentLine) -> p.PaymentRow:
    return p.PaymentRow(
        number=line.number,
        payee=line.payee_name,
        account=line.payee_account,
        purpose=line.purpose or "—",
        amount=Money(line.amount_minor, line.currency),
        made_by=line.made_by,
        at=line.created_at,
        status=line.status,
        href=url_for("payments.follow", number=line.number),
        note=Text(line.reason_zh, line.reason_en) if line.reason_zh else "",
    )


def _tab(text: str) -> Tab:
    return Tab(text) if text in set(Tab) else Tab.ALL


def _address(tab: Tab, more: dict[str, Any]) -> str:
    """The list again: its filters kept, another tab or another page."""
    kept = {name: request.args.get(name) or None for name in ("text", "from", "to")}
    chosen = {"tab": None if tab is Tab.ALL else tab.value}
    return url_for("payments.browse", **(kept | chosen | {k: v or None for k, v in more.items()}))

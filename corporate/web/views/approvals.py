"""The approval desk (审批台): what waits, one item with everything to be seen, and the signature.

One page for the desktop, split in two; its twin below `/m` for the phone, one item at a time. What
is signed is the digest that was drawn with the page; the engine compares it with the row as it is.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity.errors import ProofMissing, ProofRefused, TooManyAttempts
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.elsewhere import Elsewhere, elsewhere_of
from corporate.web.more import more_of
from corporate.web.proofs import PASSWORD_ONLY, Ways, ask_here, typed_proof, ways_here
from corporate.web.queue import Queue, queue_of
from corporate.web.routes import Pages, Shown
from corporate.web.signables import Signable
from corporate.web.subjects import CARDS, READS, outcome_of, signable_of
from corporate.web.visit import keep_session
from corporate.web.words import counted
from kernel.errors import NotFound, YinqiError
from kernel.parsing import Names
from kernel.text import Text

pages = Pages("approvals")

_DIGITS_MAX: Final = 4
_REASON_MISSING: Final = Text("请填写原因", "Say why")
_NOT_YOURS: Final = Text("当前不需要您签名", "Your signature is not needed now")
_DONE: Final = Text("已处理", "Done")
_DID: Final = {
    "return": p.Note(
        _DONE,
        Text("已退回上一级，重新审批", "Back at the previous level, to be signed again"),
        "ok",
        "circle-check",
    ),
    "add": p.Note(
        _DONE,
        Text("已加签，此人签名后才会继续", "Added: it goes on once they have signed"),
        "ok",
        "circle-check",
    ),
    "hand_over": p.Note(
        _DONE, Text("已转办", "Handed over: they have been told"), "ok", "circle-check"
    ),
}
WRONG_PROOF: Final = (ProofRefused, ProofMissing, TooManyAttempts)


@pages.page("/approvals", *READS, "approvals.others", phone=True)
def inbox(desk: Desk, *, phone: bool) -> Shown:
    """What waits, and on a wide screen one of it beside the list."""
    queue = queue_of(desk)
    chosen = _named("item") or (queue.rows[0].id if queue.rows else "")
    return _inbox(desk, queue, chosen, phone=phone)


@pages.page(
    "/approvals/<uuid:approval_id>", *READS, "approvals.decide", "approvals.others", phone=True
)
def one(desk: Desk, *, approval_id: Any, phone: bool) -> Shown | Response:
    """One item; at the desktop's address it is shown in the split view."""
    if not phone:
        return redirect(url_for("approvals.inbox", item=approval_id, phone=False), code=303)
    return _one(desk, str(approval_id))


@pages.page(
    "/approvals/<uuid:approval_id>",
    *READS,
    "approvals.decide",
    "approvals.others",
    methods=("POST",),
    phone=True,
)
def decide(desk: Desk, *, approval_id: Any, phone: bool) -> Shown | Response:
    """Approve, reject or send back, proven by the methods the bank's rule asks for."""
    chosen, queue, form = str(approval_id), queue_of(desk), request.form
    approves = form.get("decision") == "approve"
    comment = form.get("comment" if approves else "reason", "")
    typed = {name: form.get(name, "") for name in ("comment", "reason", "decision")}
    if not approves and not comment.strip():
        faulty: dict[str, Any] = {**typed, "reason_fault": _REASON_MISSING}
        return _again(desk, chosen, None, faulty, phone=phone, status=422)
    given = {
        "approval_id": chosen,
        "action": form.get("decision", ""),
        "shown_digest": form.get("digest", ""),
        "comment": comment,
    }
    proof = typed_proof(form, "" if approves else "refuse_")
    try:
        desk.perform("approvals.decide", given, proof=proof, names=Names.PYTHON)
    except WRONG_PROOF as refused:
        status = 429 if isinstance(refused, TooManyAttempts) else 422
        return _again(desk, chosen, refused, typed, phone=phone, status=status)
    return _onward(desk, queue, chosen, phone=phone)


@pages.page("/approvals/<uuid:approval_id>/ask", "approvals.decide", methods=("POST",), phone=True)
def ask(desk: Desk, *, approval_id: Any, phone: bool) -> Response:  # noqa: ARG001 - by its address
    """What a passkey is to sign for this decision; once, and within two minutes."""
    given = {
        "approval_id": str(approval_id),
        "action": request.form.get("decision", ""),
        "shown_digest": request.form.get("digest", ""),
    }
    return ask_here(desk, "approvals.decide", given)


@pages.page("/approvals/done", *CARDS, phone=True)
def done(desk: Desk, *, phone: bool) -> Shown:
    """Nothing waits any more."""
    note = _outcome(desk)
    summary = (p.Fact(note.title, note.text),) if note else ()
    facts = {
        "summary": summary,
        "back_url": url_for("approvals.inbox", phone=phone),
        "home_url": url_for("home.home"),
        "place": None,
    }
    return Shown("pages/approvals_done.html", facts)


def _inbox(desk: Desk, queue: Queue, chosen: str, *, phone: bool, **more: Any) -> Shown:
    seen = signable_of(desk, chosen, queue.sorts.get(chosen, "")) if chosen else None
    note = _outcome(desk) or _bulk_outcome() or _DID.get(request.args.get("did", ""))
    facts = {
        "queue": queue.rows,
        "count": queue.count,
        "chosen_id": chosen,
        "elsewhere": _elsewhere(desk, phone=phone),
        "choose_url": url_for("login.choose"),
        "queue_url": url_for("bulk.check", phone=phone),
        "pane_url": url_for("approvals.inbox", phone=phone) + "?item={id}",
        "signing": "sign" in request.args,
        "refusing": "refuse" in request.args,
        "sign_fault": None,
        "typed": {},
        "toasts": (_toast(note),) if note else (),
        **_slip(desk, seen, chosen, phone=phone),
    }
    facts["chosen"] = facts.pop("slip")
    return Shown("pages/approvals.html", facts | more)


def _elsewhere(desk: Desk, *, phone: bool) -> tuple[Elsewhere, ...]:
    found = elsewhere_of(desk, phone=phone)
    desk.waiting_elsewhere = sum(one.count for one in found)
    return found


def _one(desk: Desk, chosen: str, **more: Any) -> Shown:
    queue = queue_of(desk)
    seen = signable_of(desk, chosen, queue.sorts.get(chosen, ""))
    facts = {
        "place": _carried_place() or queue.place(chosen),
        "back_url": url_for("approvals.inbox", phone=True),
        "signed": _outcome(desk),
        "signing": "sign" in request.args,
        "refusing": "refuse" in request.args,
        "sign_fault": None,
        "typed": {},
        **_slip(desk, seen, chosen, phone=True),
    }
    return Shown("pages/approval.html", facts | more)


def _slip(desk: Desk, seen: Signable | None, chosen: str, *, phone: bool) -> dict[str, Any]:
    """The slip with its flags; without an address to act at when it is not theirs to sign."""
    if seen is None:
        nothing = {"slip": None, "notes": (), "act_url": "", "handoff_url": "", "more": None}
        return nothing | {"ways": PASSWORD_ONLY}
    notes = seen.notes
    if seen.refusal is not None:
        notes = (p.Note(_NOT_YOURS, seen.refusal, "", "info-circle"), *notes)
    act_url = url_for("approvals.decide", approval_id=chosen, phone=phone, **_carried_query())
    return {
        "slip": seen.slip,
        "notes": notes,
        "act_url": act_url if seen.refusal is None else "",
        "more": more_of(desk, chosen, phone=phone) if seen.refusal is None else None,
        "ways": _ways(desk, seen, chosen, phone=phone) if not seen.refusal else PASSWORD_ONLY,
        "handoff_url": ""
        if phone or seen.refusal
        else url_for("handoff.offer", approval_id=chosen),
    }


def _ways(desk: Desk, seen: Signable, chosen: str, *, phone: bool) -> Ways:
    """With which methods this one may be signed; where passkeys are not to be had, without them."""
    given = {"approval_id": chosen, "action": "approve", "shown_digest": seen.slip.digest}
    ask_url = url_for("approvals.ask", approval_id=chosen, phone=phone)
    return ways_here(desk, "approvals.decide", given, ask_url)


def _again(
    desk: Desk,
    chosen: str,
    refused: YinqiError | None,
    typed: dict[str, Any],
    *,
    phone: bool,
    status: int,
) -> Shown:
    """The page once more with the dialog open, what was typed kept, and why nothing was signed."""
    approves = typed["decision"] == "approve"
    more = {
        "signing": approves,
        "refusing": not approves,
        "sign_fault": refused.message if refused else None,
        "typed": typed,
    }
    if phone:
        shown = _one(desk, chosen, **more)
    else:
        shown = _inbox(desk, queue_of(desk), chosen, phone=False, **more)
    return Shown(shown.template, shown.facts, status)


def _onward(desk: Desk, queue: Queue, chosen: str, *, phone: bool) -> Response:
    """Go to the next item with a new session token: 已签名 → 下一笔 2/7."""
    following = queue.after(chosen)
    if not phone:
        target = url_for("approvals.inbox", item=following or None, signed=chosen, phone=False)
    elif following:
        begun = _carried_place() or queue.place(chosen) or p.Place(1, queue.count)
        left = queue.count - (chosen in queue.items)
        target = url_for(
            "approvals.one",
            approval_id=following,
            phone=True,
            signed=chosen,
            at=min(max(begun.count - left + 1, 1), begun.count),
            of=begun.count,
        )
    else:
        target = url_for("approvals.done", signed=chosen, phone=True)
    answer = redirect(target, code=303)
    keep_session(answer, desk.renew_session())
    return answer


def _outcome(desk: Desk) -> p.Note | None:
    """What became of the item just decided, told by the row as it is now."""
    decided = _named("signed")
    return outcome_of(desk, decided) if decided else None


def _bulk_outcome() -> p.Note | None:
    """How many were signed together."""
    signed = _count("bulk")
    if not signed:
        return None
    said = counted(signed, "已签名 {count} 笔", "{count} payment signed", "{count} payments signed")
    return p.Note(Text("批量签名", "Signed together"), said, "ok", "circle-check")


def _count(parameter: str) -> int:
    typed = request.args.get(parameter, "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) < _DIGITS_MAX
    return int(typed) if is_number else 0


def _named(parameter: str) -> str:
    """The approval a parameter names; NotFound for what is no id at all."""
    text = request.args.get(parameter, "")
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        raise NotFound from None


def _toast(note: p.Note) -> p.Toast:
    said = Text("{title}：{text}", "{title}: {text}").fill(title=note.title, text=note.text)
    return p.Toast(said, note.tone, note.icon)


def _carried_place() -> p.Place | None:
    """Where one is in a flow that began with more items than wait now; only for the eye."""
    number, count = _count("at"), _count("of")
    return p.Place(number, count) if 1 <= number <= count else None


def _carried_query() -> dict[str, Any]:
    place = _carried_place()
    return {"at": str(place.number), "of": str(place.count)} if place else {}

"""Several payments under one signature (批量签名): count, sums and one digest over the ordered list.

The gate makes the list anew from the rows as they are; one that has changed voids all of it, and the
page says which. What has a flag is never signed this way, nor is a change of rule: each is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity.errors import ProofMissing, TooManyAttempts
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.proofs import PASSWORD_ONLY, Ways, ask_here, typed_proof, usable, ways_of
from corporate.web.queue import Queue, queue_of
from corporate.web.relying import site_here
from corporate.web.routes import Pages, Shown
from corporate.web.signables import Item
from corporate.web.subjects import CARDS
from corporate.web.views.approvals import WRONG_PROOF
from corporate.web.visit import keep_session
from kernel import limits
from kernel.errors import Conflict, YinqiError
from kernel.money import Money, total
from kernel.parsing import Names
from kernel.text import Text

pages = Pages("bulk")

_DECIDE: Final = "approvals.decide_list"
_LEFT_OUT: Final = p.Note(
    Text("部分付款没有列入", "Some payments were left out"),
    Text(
        "有提示的须逐笔打开核对；一次最多签 {most} 笔。",
        "What has a note is opened one by one; at most {most} are signed at once.",
    ).fill(most=limits.BULK_SIGNATURES_MAX),
    "warn",
    "alert-triangle",
)
_CHANGED: Final = Text(
    "待签内容已有变化，尚未签名", "What is to be signed has changed; nothing was signed"
)
_AGAIN: Final = Text("请重新核对下列付款。", "Check the payments below again.")
_UNKNOWN_DIGEST: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Chosen:
    """What may be signed together, and whether something was left out."""

    items: tuple[Item, ...]
    left_out: bool

    def given(self, digest: str = _UNKNOWN_DIGEST) -> dict[str, Any]:
        """As the gate is asked about it."""
        shown = [{"approval_id": one.row.id, "shown_digest": one.digest} for one in self.items]
        return {"items": shown, "shown_digest": digest}

    def sums(self) -> tuple[Money, ...]:
        """How much in each currency."""
        amounts = [one.row.amount for one in self.items if one.row.amount is not None]
        currencies = sorted({amount.currency for amount in amounts})
        return tuple(total([a for a in amounts if a.currency == c], c) for c in currencies)


@pages.page("/approvals/check", *CARDS, _DECIDE, methods=("POST",), phone=True)
def check(desk: Desk, *, phone: bool) -> Shown:
    """What is about to be signed, counted and summed; nothing is changed yet."""
    chosen = _chosen(queue_of(desk), request.form.getlist("id"))
    return _shown(desk, chosen, phone=phone)


@pages.page("/approvals/ask", _DECIDE, methods=("POST",), phone=True)
def ask(desk: Desk, *, phone: bool) -> Response:  # noqa: ARG001 - by its address
    """What a passkey is to sign for the whole list; once, and within two minutes."""
    return ask_here(desk, _DECIDE, _posted())


@pages.page("/approvals/sign", *CARDS, _DECIDE, methods=("POST",), phone=True)
def sign(desk: Desk, *, phone: bool) -> Shown | Response:
    """Sign all of them with one proof, or none of them."""
    ids = request.form.getlist("id")
    chosen = _chosen(queue_of(desk), ids)
    if not chosen.items or len(chosen.items) != len(ids):
        return _changed(desk, chosen, _AGAIN, phone=phone)
    try:
        desk.perform(_DECIDE, _posted(), proof=typed_proof(request.form), names=Names.PYTHON)
    except WRONG_PROOF as refused:
        status = 429 if isinstance(refused, TooManyAttempts) else 422
        return _shown(desk, chosen, phone=phone, fault=refused, status=status)
    except Conflict as changed:
        return _changed(desk, _chosen(queue_of(desk), ids), changed.message, phone=phone)
    answer = redirect(url_for("approvals.inbox", phone=phone, bulk=len(ids)), code=303)
    keep_session(answer, desk.renew_session())
    return answer


def _posted() -> dict[str, Any]:
    """The list as the form had it, item by item."""
    form = request.form
    pairs = zip(form.getlist("id"), form.getlist("shown"), strict=False)
    items = [{"approval_id": one, "shown_digest": digest} for one, digest in pairs]
    return {"items": items, "shown_digest": form.get("digest", "")}


def _chosen(queue: Queue, ids: Sequence[str]) -> Chosen:
    wanted = [queue.items[row.id] for row in queue.rows if row.id in set(ids)]
    plain = [one for one in wanted if not one.row.flagged and one.digest]
    kept = tuple(plain[: limits.BULK_SIGNATURES_MAX])
    return Chosen(kept, left_out=len(kept) < len(wanted))


def _demanded(desk: Desk, chosen: Chosen, ask_url: str) -> tuple[str, Ways]:
    """The digest over the list, and with which methods it may be signed."""
    if not chosen.items:
        return "", PASSWORD_ONLY
    try:
        demand = desk.demand(_DECIDE, chosen.given())
    except ProofMissing as absent:
        return "", Ways(password=False, fault=absent.message)
    return demand.signing.digest.hex(), usable(ways_of(demand.ways, ask_url), site_here())


def _changed(desk: Desk, chosen: Chosen, why: Text, *, phone: bool) -> Shown:
    note = p.Note(_CHANGED, why, "stop", "refresh")
    return _shown(desk, chosen, phone=phone, notes=(note,), status=409)


def _shown(
    desk: Desk,
    chosen: Chosen,
    *,
    phone: bool,
    notes: tuple[p.Note, ...] = (),
    fault: YinqiError | None = None,
    status: int = 200,
) -> Shown:
    digest, ways = _demanded(desk, chosen, url_for("bulk.ask", phone=phone))
    facts = {
        "items": chosen.items,
        "sums": chosen.sums(),
        "notes": (*notes, _LEFT_OUT) if chosen.left_out else notes,
        "digest": digest,
        "ways": ways,
        "act_url": url_for("bulk.sign", phone=phone),
        "back_url": url_for("approvals.inbox", phone=phone),
        "sign_fault": fault.message if fault else None,
    }
    return Shown("pages/approvals_check.html", facts, status)

"""Several payments in one submission (批量签名): count, sums and one digest over all of them.

Each item is still decided by its own digest, compared with its row under the engine's lock. What
has a flag is never signed this way, nor is a change of rule: it is opened one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity.errors import TooManyAttempts
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.queue import Queue, queue_of, sums
from corporate.web.routes import Pages, Shown
from corporate.web.subjects import CARDS
from corporate.web.views.approvals import WRONG_PROOF
from corporate.web.visit import keep_session
from kernel import limits
from kernel.errors import Conflict, Denied, YinqiError
from kernel.parsing import Names
from kernel.text import Text

pages = Pages("bulk")

_VERSION: Final = "bulk-approval/1"
_LEFT_OUT: Final = p.Note(
    Text("部分付款没有列入", "Some payments were left out"),
    Text(
        "有提示的须逐笔打开核对；一次最多签 {most} 笔。",
        "What has a note is opened one by one; at most {most} are signed at once.",
    ).fill(most=limits.BULK_SIGNATURES_MAX),
    "warn",
    "alert-triangle",
)
_CHANGED: Final = p.Note(
    Text("待签内容已有变化，尚未签名", "What is to be signed has changed; nothing was signed"),
    Text("请重新核对下列付款。", "Check the payments below again."),
    "stop",
    "refresh",
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What may be signed together, and whether something was left out."""

    rows: tuple[p.QueueRow, ...]
    digests: tuple[str, ...]
    left_out: bool

    def text(self) -> str:
        """The text behind the one fingerprint: count, sums, the ordered digests."""
        said = [f"{fact.label}: {fact.value}" for fact in sums(self.rows)]
        return "\n".join([_VERSION, *said, *self.digests])


@pages.page("/approvals/check", *CARDS, methods=("POST",), phone=True)
def check(desk: Desk, *, phone: bool) -> Shown:
    """What is about to be signed, counted and summed; nothing is changed yet."""
    chosen = _chosen(queue_of(desk), request.form.getlist("id"))
    return _shown(desk, chosen, phone=phone)


@pages.page("/approvals/sign", *CARDS, "approvals.decide", methods=("POST",), phone=True)
def sign(desk: Desk, *, phone: bool) -> Shown | Response:
    """Sign all of them with one proof; the first wrong proof ends it with nothing signed."""
    chosen = _chosen(queue_of(desk), request.form.getlist("id"))
    if request.form.get("digest", "") != _digest(desk, chosen) or not chosen.rows:
        return _shown(desk, chosen, phone=phone, notes=(_CHANGED,), status=409)
    proof = {"password": request.form.get("password", "")}
    signed, missed = 0, 0
    for row, digest in zip(chosen.rows, chosen.digests, strict=True):
        given = {"approval_id": row.id, "action": "approve", "shown_digest": digest}
        try:
            desk.perform("approvals.decide", given, proof=proof, names=Names.PYTHON)
        except WRONG_PROOF as refused:
            if not signed:
                status = 429 if isinstance(refused, TooManyAttempts) else 422
                return _shown(desk, chosen, phone=phone, fault=refused, status=status)
            missed += 1
        except (Conflict, Denied):
            missed += 1
        else:
            signed += 1
    answer = redirect(
        url_for("approvals.inbox", phone=phone, bulk=signed, missed=missed or None), code=303
    )
    if signed:
        keep_session(answer, desk.renew_session())
    return answer


def _chosen(queue: Queue, ids: Sequence[str]) -> Chosen:
    wanted = [row for row in queue.rows if row.id in set(ids)]
    plain = [row for row in wanted if not row.flagged and row.id in queue.digests]
    kept = tuple(plain[: limits.BULK_SIGNATURES_MAX])
    return Chosen(
        kept, tuple(queue.digests[row.id] for row in kept), left_out=len(kept) < len(wanted)
    )


def _digest(desk: Desk, chosen: Chosen) -> str:
    return desk.portal.world.crypto.sm3(chosen.text().encode()).hex()


def _shown(
    desk: Desk,
    chosen: Chosen,
    *,
    phone: bool,
    notes: tuple[p.Note, ...] = (),
    fault: YinqiError | None = None,
    status: int = 200,
) -> Shown:
    facts = {
        "rows": chosen.rows,
        "sums": sums(chosen.rows),
        "notes": (*notes, _LEFT_OUT) if chosen.left_out else notes,
        "digest": _digest(desk, chosen),
        "act_url": url_for("bulk.sign", phone=phone),
        "back_url": url_for("approvals.inbox", phone=phone),
        "sign_fault": fault.message if fault else None,
    }
    return Shown("pages/approvals_check.html", facts, status)

"""Changes: asked for with a form, read with every difference, signed by somebody else with a passkey or a fresh code."""

from __future__ import annotations

from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.identity.errors import ProofMissing, SignatureRefused
from corporate.identity.methods import Method
from corporate.identity.signing import Signing
from corporate.staff import Area
from corporate.staff.errors import NotYours, StaffProofRefused
from corporate.staff.proof import DECIDE
from corporate.staff.roles import CHECKS
from corporate.web import parts as p
from corporate.web.counter import bill_facts, rows, visit
from corporate.web.counter.pages import Counter, CounterPages, Shown
from corporate.web.formats import account
from corporate.web.proofs import Ways, asked, typed_proof, usable, ways_of
from kernel.context import Context
from kernel.errors import Denied, Faulty, NotFound, YinqiError
from kernel.statements import Row
from kernel.text import NO_TEXT, Text
from workflows.desk import link_keys, queries
from workflows.desk.kinds import Field
from workflows.desk.link_key_kind import KIND as LINK_KEY
from workflows.desk.service import Verdict
from workflows.desk.states import DeskChangeStatus

pages = CounterPages("changes")

_STEPS: Final = {
    "submit": Text("提交", "Asked for"),
    "apply": Text("复核通过，已生效", "Confirmed and in force"),
    "refuse": Text("复核通过，未能生效", "Confirmed, but not in force"),
    "approve": Text("复核通过，执行中", "Confirmed, being carried out"),
    "reject": Text("复核驳回", "Rejected"),
    "withdraw": Text("提交人撤回", "Withdrawn"),
    "carry_out": Text("已执行", "Carried out"),
    "give_up": Text("未能执行", "Could not be carried out"),
}
_REASON: Final = Text("变更原因", "Reason")
_ABOUT: Final = {"bill_answer": bill_facts.of_request, "bill_collect": bill_facts.of_holding}
_FINGERPRINT: Final = Text("密钥指纹（SM3）", "Fingerprint of the key (SM3)")
_OPTIONAL: Final = Text("选填", "May be left empty")
_CHOOSE: Final = ("", Text("请选择", "Choose"))
_TABS: Final = ("waiting", "in_force", "failed", "rejected", "")


@pages.page("/changes", Area.CHANGES)
def listed(here: Counter) -> Shown:
    """The changes this role may read (变更与复核)."""
    status = request.args.get("status", "waiting")
    status = status if status in _TABS else "waiting"
    desk = here.portal.changes
    found = here.do(lambda ctx: queries.page(ctx, desk.seen_by(here.session.role), status))
    tabs = [
        (
            DeskChangeStatus(one).label if one else Text("全部", "All"),
            url_for("changes.listed", status=one),
            None,
            one == status,
        )
        for one in _TABS
    ]
    items = [rows.change_item(row, desk.kind(row["kind"])) for row in found]
    return Shown("desk/changes.html", {"items": items, "tabs": tabs})


@pages.page("/changes/<number>", Area.CHANGES)
def shown(here: Counter, number: str) -> Shown:
    """One change whole."""
    return _page(here, number)


@pages.page("/changes/<number>/decide", Area.CHANGES, methods=("POST",))
def decide(here: Counter, number: str) -> Shown | Response:
    """Confirm or reject it, over what was shown, with a passkey or a fresh code."""
    digest = _digest(request.form.get("digest", ""))
    approves = request.form.get("verdict") == "approve"
    comment = " ".join(request.form.get("comment", "").split())[:200]
    given = typed_proof(request.form) or {}
    try:
        evidence = here.portal.proof.prove(here.scope, here.session, given, _signing(digest))
    except (StaffProofRefused, SignatureRefused, ProofMissing) as refused:
        return _page(here, number, (p.FormFault("code", refused.message),))
    said = Verdict(approves, digest, comment, evidence)
    here.do(lambda ctx: here.portal.changes.decide(ctx, here.session.role, number, said))
    return redirect(url_for("changes.shown", number=number), code=303)


@pages.page("/changes/<number>/ask", Area.CHANGES, methods=("POST",))
def ask(here: Counter, number: str) -> Response:
    """What a passkey is to sign for a decision."""
    site = visit.site_here()
    if site is None:
        raise NotFound
    row, _ = _read(here, number)
    signing, staff_id = _signing(bytes(row["digest"])), here.session.staff_id
    text = row["canonical_text"]
    return asked(here.do(lambda ctx: here.portal.proof.ask(ctx, staff_id, site, signing, text)))


@pages.page("/changes/<number>/withdraw", Area.CHANGES, methods=("POST",))
def withdraw(here: Counter, number: str) -> Response:
    """Take it back."""
    here.do(lambda ctx: here.portal.changes.withdraw(ctx, number))
    return redirect(url_for("changes.shown", number=number), code=303)


@pages.page("/new/<kind>", Area.CHANGES, methods=("GET", "POST"))
def start(here: Counter, kind: str) -> Shown | Response:
    """Ask for a change of one kind."""
    target = request.args.get("target", "new")
    if request.method == "GET":
        return _form(here, kind, target)
    typed = {name: value for name, value in request.form.items() if name != "csrf"}
    reason = " ".join(typed.get("change_reason", "").split())[:200]

    def work(ctx: Context) -> Row:
        return here.portal.changes.propose(ctx, here.session.role, kind, target, typed, reason)

    try:
        row = here.do(work)
    except Faulty as faulty:
        faults = tuple(p.FormFault(one.field, one.text) for one in faulty.findings)
        return _form(here, kind, target, typed, faults)
    except Denied:
        raise
    except YinqiError as refused:
        return _form(here, kind, target, typed, (p.FormFault("change_reason", refused.message),))
    return redirect(url_for("changes.shown", number=row["number"]), code=303)


def _form(
    here: Counter,
    code: str,
    target: str,
    typed: dict[str, str] | None = None,
    faults: tuple[p.FormFault, ...] = (),
) -> Shown:
    desk, role = here.portal.changes, here.session.role
    fields = here.do(lambda ctx: desk.form(ctx, role, code, target))
    wrong = {fault.field: fault.text for fault in faults}
    asked: list[dict[str, Any]] = [
        {
            "name": one.name, "label": one.label, "sort": one.sort, "options": _options(one), "hint": _hint(one),
            "optional": one.optional, "fault": wrong.get(one.name),
            "value": (typed or {}).get(one.name, one.value),
        }
        for one in fields
    ]  # fmt: skip
    about = _about(here, code, target)
    facts = {
        "title": desk.kind(code).title, "target": "" if target == "new" or about else target, "fields": asked, "about": about,
        "faults": faults, "reason": (typed or {}).get("change_reason", ""), "reason_label": _REASON,
        "reason_fault": wrong.get("change_reason"),
    }  # fmt: skip
    return Shown("desk/form.html", facts, 422 if faults else 200)


def _hint(field: Field) -> Text:
    """What helps to fill it in; of what may be left out, that it may."""
    return _OPTIONAL if field.optional and not field.hint.zh else field.hint


def _options(field: Field) -> tuple[tuple[str, Text], ...]:
    """What is chosen from; where nothing is so yet, somebody chooses, and not the order of the list."""
    chosen = field.value or any(not value for value, _ in field.options)
    return field.options if chosen or not field.options else (_CHOOSE, *field.options)


def _about(here: Counter, code: str, target: str) -> tuple[p.Fact, ...]:
    """What somebody decides by, for the kinds that are about something at hand."""
    facts = _ABOUT.get(code)
    if facts:
        return here.do(lambda ctx: facts(ctx, here.portal.banks.of(ctx.uow), target))
    kind = here.portal.changes.kind(code)
    return tuple(p.Fact(*one) for one in here.do(lambda ctx: kind.about(ctx, target)))


def _page(here: Counter, number: str, faults: tuple[p.FormFault, ...] = ()) -> Shown:
    desk, session = here.portal.changes, here.session
    row, steps = _read(here, number)
    kind, waits = desk.kind(row["kind"]), row["status"] == DeskChangeStatus.WAITING
    signed = row["evidence"].get("method")
    own = row["maker_id"] == session.staff_id
    may_decide = waits and not own and kind.duty in CHECKS[session.role]
    facts = [
        p.Fact(Text("种类", "Kind"), kind.title),
        p.Fact(Text("客户", "Customer"), row["enterprise_name"] or "—"),
        p.Fact(Text("提交人", "Asked for by"), row["maker_name"]),
        p.Fact(_REASON, row["reason"] or "—"),
        p.Fact(Text("复核人", "Confirmed by"), row["checker_name"] or "—"),
        p.Fact(Text("签名方式", "Signed with"), Method(signed).label if signed else "—"),
        p.Fact(Text("复核意见", "Said"), row["evidence"].get("comment") or "—"),
    ]
    if row["kind"] == LINK_KEY and (made := here.do(lambda ctx: link_keys.of_change(ctx, number))):
        facts.append(p.Fact(_FINGERPRINT, account(made["fingerprint"])))
    page = {
        "row": row, "title": rows.text_of(row["title"]), "status": rows.status_tag(row["status"]),
        "about": _about(here, row["kind"], row["target"]) if waits else (),
        "lines": rows.lines(row), "fresh": _fresh(row), "facts": facts, "steps": _steps(steps), "digest": bytes(row["digest"]).hex(),
        "why": rows.text_of(row["why"]) if row["why"] else NO_TEXT, "faults": faults,
        "may_decide": may_decide, "ways": _ways(here, number) if may_decide else None,
        "may_withdraw": waits and own, "waits_for_other": waits and own,
        "next_url": _onward(row), "next_name": _ONWARD.get(row["kind"], NO_TEXT),
    }  # fmt: skip
    return Shown("desk/change.html", page, 422 if faults else 200)


def _read(here: Counter, number: str) -> tuple[Row, list[Row]]:
    """A change and the way it has gone; raises NotYours for one this role may not read."""
    desk, role = here.portal.changes, here.session.role

    def read(ctx: Context) -> tuple[Row, list[Row]]:
        row = queries.by_number(ctx, number)
        if row["kind"] not in desk.seen_by(role):
            raise NotYours(role=role.label)
        return row, queries.steps(ctx, row)

    return here.do(read)


def _ways(here: Counter, number: str) -> Ways:
    allowed = here.do(lambda ctx: here.portal.proof.ways(ctx, here.session.staff_id))
    return usable(ways_of(allowed, url_for("changes.ask", number=number)), visit.site_here())


def _signing(digest: bytes) -> Signing:
    """What is signed: this decision over this digest."""
    statement = "approve" if request.form.get("verdict") == "approve" else "reject"
    return Signing(DECIDE, digest, statement)


_ONWARD: Final = {
    "onboarding": Text("发放激活码", "Hand out activation codes"),
    "staff": Text("发放激活码", "Hand out the activation code"),
}


def _onward(row: Row) -> str:
    """Where a change in force leads next."""
    if row["status"] != DeskChangeStatus.IN_FORCE:
        return ""
    if row["kind"] == "onboarding":
        return url_for("customers.shown", number=row["target"])
    return url_for("people.listed") if row["kind"] == "staff" else ""


def _fresh(row: Row) -> list[p.Fact]:
    """What something new consists of; nothing for a change of something that was there."""
    found = rows.lines(row)
    return (
        []
        if any(one.was.zh for one in found)
        else [p.Fact(one.label, one.becomes) for one in found]
    )


def _steps(steps: list[Row]) -> list[p.Step]:
    bad = {"refuse", "reject", "give_up"}
    return [
        p.Step(_STEPS[row["trigger"]], "stop" if row["trigger"] in bad else "done", row["at"], notes=(row["actor"],))
        for row in steps
    ]  # fmt: skip


def _digest(typed: str) -> bytes:
    try:
        return bytes.fromhex(typed)
    except ValueError:
        return b""

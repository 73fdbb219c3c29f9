"""Approval rules (审批规则): every rule in a sentence, its versions, the check of a change before it is proposed."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.policy_check import Wanted, check_page, waiting_notes
from corporate.web.policy_form import scope_of
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Denied, Invalid, NotFound
from kernel.parsing import Names
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.mandates.commands import MandateView
from workflows.policies.commands import PolicyLine, PolicyList, PolicyView

pages = Pages("policies")


@pages.page("/policies", "policies.list", "policies.choices")
def listed(desk: Desk) -> Shown:
    """Every rule in force, the most general first."""
    found: PolicyList = desk.read("policies.list")
    facts = {
        "rows": tuple(_row(line) for line in found.policies),
        "new_url": url_for("policy_editor.edit", new=1) if _may_change(desk) else "",
        "try_url": url_for("policy_editor.simulate"),
    }
    return Shown("pages/policies.html", facts)


@pages.page("/policies/rule", "policies.show", "policies.versions")
def one(desk: Desk) -> Shown | Response:
    """The rule of a scope, or one of its versions, with all versions beside; the list for no scope."""
    if "operation" not in request.args:
        return redirect(url_for("policies.listed"), code=303)
    scope: dict[str, Any] = {**scope_of(request.args)}
    versions: PolicyList = desk.read("policies.versions", scope, names=Names.PYTHON)
    if not versions.policies:
        raise NotFound
    number = _version(request.args.get("version", "")) or _newest(versions).version
    seen: PolicyView = desk.read("policies.show", scope | {"version": number}, names=Names.PYTHON)
    is_mine = _may_change(desk)
    facts = {
        "rule": _row(seen),
        "versions": tuple(_version_row(line, number) for line in versions.policies),
        "rules": seen.rules,
        "scope": tuple(scope.items()),
        "notes": waiting_notes(seen.waiting),
        "edit_url": url_for("policy_editor.edit", **scope) if is_mine and seen.live else "",
        "check_url": url_for("policies.check") if is_mine else "",
        "try_url": url_for("policy_editor.simulate"),
        "list_url": url_for("policies.listed"),
    }
    return Shown("pages/policy.html", facts)


@pages.page("/policies/check", "policies.check", "policies.show", methods=("POST",))
def check(desk: Desk) -> Shown:
    """What would change, line by line, before anything is proposed."""
    return check_page(desk, _wanted(desk))


@pages.page(
    "/policies/submit", "policies.check", "policies.show", "policies.change", "policies.restore",
    methods=("POST",),
)  # fmt: skip
def submit(desk: Desk) -> Shown | Response:
    """Propose it; another administrator confirms it at the approval desk."""
    scope, form = scope_of(request.form), request.form
    version = _version(form.get("version", ""))
    given: dict[str, Any] = {**scope, "reason": form.get("reason", "")[:100]}
    try:
        if version:
            made: MandateView = desk.perform(
                "policies.restore", {**given, "version": version}, names=Names.PYTHON
            )
        else:
            wanted = {**given, "rules": form.get("rules", "")}
            made = desk.perform("policies.change", wanted, names=Names.PYTHON)
    except NotFound:
        raise
    except (Invalid, Conflict, Denied) as refused:
        return check_page(desk, _wanted(desk), refused)
    done = "applied" if made.status is PublicStatus.SUCCEEDED else "proposed"
    return redirect(url_for("changes.one", number=made.number, done=done), code=303)


def _wanted(desk: Desk) -> Wanted:
    """What the form is about: a rule, or an old version of one."""
    scope, sent = scope_of(request.form), request.form
    version, rules = _version(sent.get("version", "")), sent.get("rules", "")
    if version:
        named = scope | {"version": version}
        old: PolicyView = desk.read("policies.show", named, names=Names.PYTHON)
        rules = old.rules
    reason = sent.get("reason", "")
    return Wanted(scope, rules, version, sent.get("draft", ""), reason, "new" in sent)


def _row(line: PolicyLine) -> dict[str, Any]:
    scope = _scope(line)
    return {
        "title": Text(line.title_zh, line.title_en),
        "sentence": Text(line.sentence_zh, line.sentence_en),
        "bands": tuple(
            p.Fact(Text(band.range_zh, band.range_en), Text(band.asks_zh, band.asks_en))
            for band in line.bands
        ),
        "version": line.version,
        "live": line.live,
        "at": line.created_at,
        "waiting": line.waiting,
        "waiting_url": url_for("changes.one", number=line.waiting) if line.waiting else "",
        "href": url_for("policies.one", **scope),
    }


def _version_row(line: PolicyLine, shown: int) -> dict[str, Any]:
    number = line.change_number
    return _row(line) | {
        "href": url_for("policies.one", **_scope(line), version=line.version),
        "here": line.version == shown,
        "set_by": line.set_by,
        "confirmed_by": line.confirmed_by,
        "change_url": url_for("changes.one", number=number) if number else "",
        "number": number,
    }


def _scope(line: PolicyLine) -> dict[str, Any]:
    return {
        "operation": line.operation,
        "account": line.account,
        "payee_class": line.payee_class,
        "door": line.door,
    }


def _newest(versions: PolicyList) -> PolicyLine:
    """The live version; of a rule that was ended the last one."""
    return next((line for line in versions.policies if line.live), versions.policies[0])


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004


def _may_change(desk: Desk) -> bool:
    return desk.offers("policies.change")

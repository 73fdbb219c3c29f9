"""The editor of approval rules (审批流程编辑): cards below each other, a form beside, a sentence above, a trial.

The draft lives in the page and nowhere else. Every button sends the whole form back and gets the page drawn
anew; with scripts only the parts that changed are swapped.
"""

from __future__ import annotations

from typing import Any, Final

from flask import request, url_for

from corporate.web import parts as p
from corporate.web import policy_form as form
from corporate.web.desk import Desk
from corporate.web.flow import cards
from corporate.web.parts import FormFault
from corporate.web.policy_check import Wanted, check_page
from corporate.web.policy_draft import Draft, draft_of, read_draft, read_path
from corporate.web.policy_steps import act
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Faulty, Invalid, NotFound
from kernel.operation import Door
from kernel.parsing import Names
from kernel.text import Text
from workflows.approval.errors import PolicyMalformed
from workflows.approval.policy import ANY, Mode
from workflows.policies.commands import CheckedPolicy, Choices, Option, PolicyView, SimulatedPolicy

pages = Pages("policy_editor")

READS: Final = ("policies.choices", "policies.show", "policies.check", "policies.simulate")
_CASE: Final = ("number", "sim_operation", "sim_account", "sim_amount", "sim_currency",
                "sim_payee_class", "sim_door", "sim_maker")  # fmt: skip
_NOBODY: Final = Text("不指定", "nobody in particular")
_NO_CLASS: Final = Text("不区分", "none in particular")
_HELD: Final = Text("{name}（{people}）", "{name} ({people})")
_EMPTY: Final = Text("{name}（暂无成员）", "{name} (no members)")
_NO_GROUP: Final = Text("不要求", "none")
_ADD: Final = Text("新增审批规则", "New approval rule")
_LEVEL: Final = Text("第 {number} 级 · {asks}", "Level {number} · {asks}")
_NOBODY_CAN: Final = Text("暂无可审批人", "nobody at present")


@pages.page("/policies/edit", *READS)
def edit(desk: Desk) -> Shown:
    """The rule of a scope as cards; for a new one the scope is chosen first."""
    desk.need("policies.change", Text("审批规则设置", "Approval rules"))
    scope = form.scope_of(request.args)
    is_new = "new" in request.args
    if is_new:
        scope["operation"] = "payments.submit"
    return _page(desk, scope, _draft(desk, scope), opened="", is_new=is_new)


@pages.page("/policies/edit", *READS, methods=("POST",))
def step(desk: Desk) -> Shown:
    """A button of the editor: what was typed is taken first, then the button is done."""
    desk.need("policies.change", Text("审批规则设置", "Approval rules"))
    sent = request.form
    draft = read_draft(sent.get("draft", ""))
    form.take(draft, sent)
    scope, is_new, wish = form.scope_of(sent), "new" in sent, sent.get("do", "")
    if wish != "check":
        return _page(desk, scope, draft, opened=act(draft, wish, sent.get("at", "")), is_new=is_new)
    written = form.written(draft)
    if _check(desk, scope, draft, written)[1]:
        shown = _page(desk, scope, draft, opened=sent.get("at", ""), is_new=is_new)
        return Shown(shown.template, shown.facts | {"asked": True}, 422)
    return check_page(desk, Wanted(scope, written.rules, draft=draft.written(), is_new=is_new))


@pages.page("/policies/try", *READS)
def simulate(desk: Desk) -> Shown:
    """A trial of the rules in force."""
    choices: Choices = desk.read("policies.choices")
    case = {name: request.args.get(name, "") for name in _CASE}
    facts = {
        "trial": _trial(desk, case, None) if "try" in request.args else None,
        "case": case,
        "offer": _offer(choices),
        "try_url": url_for("policy_editor.simulate"),
        "list_url": url_for("policies.listed"),
    }
    return Shown("pages/policy_try.html", facts)


def _page(desk: Desk, scope: dict[str, str], draft: Draft, *, opened: str, is_new: bool) -> Shown:
    choices: Choices = desk.read("policies.choices")
    written = form.written(draft)
    checked, faults = _check(desk, scope, draft, written)
    case = {name: request.form.get(name, "") for name in _CASE}
    if not case["sim_operation"] and scope["operation"] != ANY:
        case["sim_operation"] = scope["operation"]
    tried = request.form.get("do") == "try" or bool(request.form.get("tried"))
    facts = {
        "title": _ADD if is_new else _title(choices, scope),
        "is_new": is_new,
        "scope": scope,
        "draft": draft.written(),
        "asked": False,
        "tables": cards(draft, opened, _names(choices), faults),
        "card": _card(draft, opened),
        "faults": faults,
        "sentence": Text(checked.sentence_zh, checked.sentence_en) if checked else None,
        "warnings": _warnings(checked),
        "changed": len(checked.lines) if checked else 0,
        "offer": _offer(choices) | {"left": _currencies_left(choices, draft)},
        "plain": scope["operation"] in choices.without_amount,
        "allows_direct": choices.allows_direct,
        "case": case,
        "trial": _trial(desk, case, (scope, written.rules)) if tried and checked else None,
        "tried": tried,
        "edit_url": url_for("policy_editor.step"),
        "list_url": url_for("policies.listed"),
    }
    return Shown("pages/policy_edit.html", facts)


def _draft(desk: Desk, scope: dict[str, str]) -> Draft:
    """What there is to start from: the rule of the scope, or a rule of one level."""
    try:
        seen: PolicyView = desk.read("policies.show", scope, names=Names.PYTHON)
    except NotFound:
        return Draft()
    return draft_of(form.read_rules(seen.rules))


def _check(
    desk: Desk, scope: dict[str, str], draft: Draft, written: form.Written
) -> tuple[CheckedPolicy | None, tuple[FormFault, ...]]:
    """The rule in its words, or what is wrong with it at its cards."""
    if written.faults:
        return None, written.faults
    try:
        checked: CheckedPolicy = desk.read(
            "policies.check", {**scope, "rules": written.rules}, names=Names.PYTHON
        )
    except PolicyMalformed as fault:
        where = form.place_of(str(fault.params["place"]), draft)
        return None, (FormFault(where, fault.message),)
    except Faulty as faulty:
        return None, tuple(FormFault("", finding.text) for finding in faulty.findings)
    except (Invalid, Conflict) as fault:
        return None, (FormFault("", fault.message),)
    return checked, ()


def _card(draft: Draft, opened: str) -> dict[str, Any]:
    """The open card's fields, for the form beside."""
    path = read_path(opened)
    found = form.card_at(draft, path)
    kinds = ("rule", "table", "band", "step", "level")
    kind = kinds[len(path)] if found is not None else "rule"
    last = False
    if kind == "band":
        last = path[1] == len(draft.tables[path[0]].bands) - 1
    currency = draft.tables[path[0]].currency if path else ""
    return {
        "kind": kind, "path": opened if kind != "rule" else "", "of": found or draft, "last": last,
        "currency": currency, "number": path[-1] + 1 if path else 0,
    }  # fmt: skip


def _trial(
    desk: Desk, case: dict[str, str], draft: tuple[dict[str, str], str] | None
) -> dict[str, Any]:
    """What a trial says; a case that cannot be read says why instead."""
    given: dict[str, Any] = {
        name.removeprefix("sim_"): text.strip() for name, text in case.items() if text.strip()
    }
    if "amount" in given:
        given["amount_minor"] = given.pop("amount")
    given.setdefault("door", Door.WEB.value)
    if draft is not None:
        scope, rules = draft
        given |= {"rules": rules} | {f"rule_{name}": part for name, part in scope.items()}
    try:
        seen: SimulatedPolicy = desk.read("policies.simulate", given, names=Names.PYTHON)
    except (Invalid, Conflict, NotFound) as refused:
        return {"note": p.Note(refused.message, "", "stop", "alert-circle")}
    pairs = zip(seen.lacking_zh, seen.lacking_en, strict=True)
    return {
        "note": None,
        "facts": Text(seen.facts_zh, seen.facts_en),
        "why": Text(seen.why_zh, seen.why_en),
        "sentence": Text(seen.sentence_zh, seen.sentence_en),
        "drafted": seen.drafted,
        "direct": seen.direct,
        "steps": tuple(
            p.Step(
                _LEVEL.fill(number=level.number, asks=Text(level.asks_zh, level.asks_en)),
                "next" if level.people else "stop",
                notes=("、".join(level.people) if level.people else _NOBODY_CAN,),
                icon="users",
            )
            for level in seen.levels
        ),
        "lacking": tuple(p.Note(Text(zh, en), "", "stop", "alert-circle") for zh, en in pairs),
    }


def _offer(choices: Choices) -> dict[str, Any]:
    """Everything the selects of the page offer."""
    groups = tuple((one.key, _peopled(one)) for one in choices.groups)
    return {
        "operations": _pairs(choices.operations),
        "simulated": tuple(pair for pair in _pairs(choices.operations) if pair[0] != ANY),
        "accounts": _pairs(choices.accounts),
        "own_accounts": tuple(pair for pair in _pairs(choices.accounts) if pair[0] != ANY),
        "payee_classes": _pairs(choices.payee_classes),
        "own_classes": (("", _NO_CLASS), *(x for x in _pairs(choices.payee_classes) if x[0] != ANY)),
        "doors": _pairs(choices.doors),
        "own_doors": tuple(pair for pair in _pairs(choices.doors) if pair[0] != ANY),
        "groups": groups,
        "must": (("", _NO_GROUP), *(pair for pair in groups if pair[0] != ANY)),
        "modes": tuple((mode.value, mode.label) for mode in Mode),
        "people": (("", _NOBODY), *_pairs(choices.people)),
        "currencies": tuple((code, code) for code in choices.currencies),
    }  # fmt: skip


def _peopled(group: Option) -> Text:
    """A group with who holds it today."""
    if group.key == ANY:
        return group.name
    said = "、".join(group.people)
    return _HELD.fill(name=group.name, people=said) if said else _EMPTY.fill(name=group.name)


def _pairs(options: tuple[Option, ...]) -> tuple[tuple[str, Text], ...]:
    return tuple((one.key, one.name) for one in options)


def _names(choices: Choices) -> dict[str, Text]:
    """Groups by code as cards call them."""
    return dict(_pairs(choices.groups))


def _currencies_left(choices: Choices, draft: Draft) -> tuple[str, ...]:
    there = {table.currency for table in draft.tables}
    return tuple(code for code in choices.currencies if code not in there)


def _title(choices: Choices, scope: dict[str, str]) -> Text:
    parts = [
        dict(_pairs(listed)).get(scope[name], Text(scope[name], scope[name]))
        for name, listed in (
            ("operation", choices.operations),
            ("account", choices.accounts),
            ("payee_class", choices.payee_classes),
            ("door", choices.doors),
        )
        if name == "operation" or scope[name] != ANY
    ]
    return Text(" · ".join(x.zh for x in parts), " · ".join(x.en for x in parts))


def _warnings(checked: CheckedPolicy | None) -> tuple[Text, ...]:
    if checked is None:
        return ()
    pairs = zip(checked.warnings_zh, checked.warnings_en, strict=True)
    return tuple(Text(zh, en) for zh, en in pairs)[:3]

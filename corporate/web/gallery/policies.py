"""Example facts of the pages about approval rules."""

from __future__ import annotations

from typing import Any, Final

from flask import request

from corporate.web import parts as p
from corporate.web.flow import cards
from corporate.web.gallery.house import NOW
from corporate.web.parts import FormFault
from corporate.web.policy_draft import Band, Draft, Level, Table
from kernel.text import Text
from workflows.approval.policy import Mode

Facts = dict[str, Any]

SENTENCE: Final = Text(
    "人民币 50,000.00 及以下，由复核 1 人审批；人民币 50,000.00 以上，先由复核 1 人、法务任一人（不分先后）审批，"
    "再由资金经理 2 人（其中须有财务总监）审批；审批期限：30 天。",
    "CNY up to 50,000.00: signed by 1 of Checkers; CNY over 50,000.00: signed first by 1 of Checkers and any one"
    " of Legal (in any order), then by 2 of Treasurers (one of them of Finance directors); Time to approve: 30 day(s).",
)  # fmt: skip
BANDS: Final = (
    p.Fact(
        Text("人民币 50,000.00 及以下", "CNY up to 50,000.00"),
        Text("由复核 1 人审批", "signed by 1 of Checkers"),
    ),
    p.Fact(
        Text("人民币 50,000.00 以上", "CNY over 50,000.00"),
        Text(
            "先由复核 1 人、法务任一人（不分先后）审批，再由资金经理 2 人（其中须有财务总监）审批",
            "signed first by 1 of Checkers and any one of Legal (in any order), then by 2 of Treasurers"
            " (one of them of Finance directors)",
        ),
    ),
    p.Fact(Text("审批期限", "Time to approve"), Text("30 天", "30 day(s)")),
)
GROUPS: Final = (
    ("*", Text("有审批权的人", "people entitled to approve")),
    ("checker", Text("复核（陈嘉怡、周敏）", "Checkers (陈嘉怡、周敏)")),
    ("legal", Text("法务（暂无成员）", "Legal (no members)")),
    ("manager", Text("资金经理（李雯）", "Treasurers (李雯)")),
)
NAMES: Final = {
    "checker": Text("复核", "Checkers"),
    "legal": Text("法务", "Legal"),
    "manager": Text("资金经理", "Treasurers"),
    "director": Text("财务总监", "Finance directors"),
}
ANY_OF: Final = (("*", Text("全部", "all")),)
SCOPE: Final = {"operation": "payments.submit", "account": "*", "payee_class": "*", "door": "*"}
OPERATIONS: Final = (("payments.submit", Text("提交付款", "Submit a payment")),)
LACKING: Final = p.Note(
    Text("第 2 级（法务）还缺 1 位可审批的人", "Level 2 (Legal) lacks 1 person"),
    "",
    "stop",
    "alert-circle",
)
CASE: Final = dict.fromkeys(
    ("number", "sim_operation", "sim_maker", "sim_account", "sim_payee_class", "sim_door"), ""
) | {"sim_amount": "250,000.00", "sim_currency": "CNY"}


def listed() -> Facts:
    """Every rule; `?empty` before there is one."""
    special = _rule(
        Text("提交付款 · 新收款人 · 银企直联", "Submit a payment · new payees · Direct link")
    )
    return {
        "rows": () if "empty" in request.args else (_rule(waiting="M261120-7KQ2M9XA"), special),
        "new_url": "/gallery/policy-edit",
        "try_url": "/gallery/policy-try",
    }  # fmt: skip


def one() -> Facts:
    """The rule in force; `?old` a version of before."""
    old = "old" in request.args
    newest = _rule() | {"here": not old, "set_by": "周涛", "confirmed_by": "马倩"}
    first = _rule(version=1) | {"here": old, "live": False, "set_by": "", "confirmed_by": ""}
    return {
        "rule": first if old else newest,
        "versions": (newest, first),
        "scope": tuple(SCOPE.items()),
        "notes": (),
        "edit_url": "" if old else "/gallery/policy-edit",
        "check_url": "/gallery/policy-check",
        "try_url": "/gallery/policy-try",
        "list_url": "/gallery/policies",
    }


def edit() -> Facts:
    """The editor with a level open; `?new`, `?band`, `?rule` and `?faults` show its other faces."""
    draft, asked = _draft(), request.args
    faults = (FormFault("t0.b0", Text("请填写这一档的金额上限", "Enter the upper end")),)
    opened, kind, of = "t0.b1.s0.l1", "level", draft.tables[0].bands[1].steps[0][1]
    card: Facts = {"kind": kind, "path": opened, "of": of, "number": 2}
    if "band" in asked or "faults" in asked:
        card = {"kind": "band", "path": "t0.b0", "of": draft.tables[0].bands[0], "number": 1}
    elif "rule" in asked:
        card = {"kind": "rule", "path": "", "of": draft, "number": 0}
    found = faults if "faults" in asked else ()
    return {
        "title": Text("提交付款", "Submit a payment"),
        "is_new": "new" in asked,
        "scope": SCOPE,
        "draft": draft.written(),
        "asked": bool(found),
        "tables": cards(draft, card["path"], NAMES, found),
        "card": card | {"last": False, "currency": "CNY"},
        "faults": found,
        "sentence": None if found else SENTENCE,
        "warnings": (LACKING.title,),
        "changed": 1,
        "offer": _offer() | {"left": ("EUR",)},
        "plain": False,
        "allows_direct": False,
        "case": CASE,
        "trial": _trial(),
        "tried": True,
        "edit_url": "/gallery/policy-edit",
        "list_url": "/gallery/policies",
    }


def check() -> Facts:
    """The check page; `?nothing` when the rule is the one in force."""
    nothing = "nothing" in request.args
    line = p.ChangeRow(BANDS[1].label, BANDS[0].value, BANDS[1].value)
    return {
        "sentence": SENTENCE,
        "lines": () if nothing else (line,),
        "notes": (p.Note(Text("没有变更", "Nothing changes"), "", "warn"),) if nothing else (),
        "scope": tuple(SCOPE.items()),
        "rules": "{}",
        "version": 0,
        "draft": _draft().written(),
        "is_new": False,
        "reason": "",
        "edit_url": "/gallery/policy-edit",
        "back_url": "/gallery/policies",
        "submit_url": "#",
        "may_submit": not nothing,
    }


def tried() -> Facts:
    """A trial of the rules in force."""
    return {
        "trial": _trial(),
        "case": CASE,
        "offer": _offer(),
        "try_url": "/gallery/policy-try",
        "list_url": "/gallery/policies",
    }


def _rule(title: Text = OPERATIONS[0][1], *, version: int = 2, waiting: str = "") -> Facts:
    return {
        "title": title, "sentence": SENTENCE, "bands": BANDS, "version": version, "live": True, "at": NOW,
        "waiting": waiting, "waiting_url": "#", "href": "/gallery/policy",
    }  # fmt: skip


def _draft() -> Draft:
    panel = [Level("checker"), Level("legal", "any")]
    last = [Level("manager", "some", "2", "director", "终审", "Final")]
    bands = [Band("50,000.00", [[Level("checker")]]), Band("", [panel, last])]
    return Draft(tables=[Table("CNY", bands)])


def _trial() -> Facts:
    steps = (
        p.Step(Text("第 1 级 · 复核 1 人", "Level 1 · 1 of Checkers"), "next", notes=("陈嘉怡、周敏",)),
        p.Step(
            Text("第 2 级 · 法务任一人", "Level 2 · any one of Legal"), "stop",
            notes=(Text("暂无可审批人", "nobody at present"),),
        ),
    )  # fmt: skip
    return {
        "note": None,
        "facts": Text("提交付款：CNY 250,000.00，企业网银", "Submit a payment: CNY 250,000.00, Web bank"),
        "why": Text("草案：适用规则：提交付款（第 3 版）", "Draft: Rule: Submit a payment (version 3)"),
        "sentence": Text("需由陈嘉怡或周敏审批", "To be signed by 陈嘉怡 or 周敏"),
        "drafted": True,
        "direct": False,
        "steps": steps,
        "lacking": (LACKING,),
    }  # fmt: skip


def _offer() -> Facts:
    none = ("", Text("不要求", "none"))
    return {
        "operations": OPERATIONS, "simulated": OPERATIONS, "accounts": ANY_OF, "own_accounts": ANY_OF,
        "payee_classes": ANY_OF, "own_classes": ANY_OF, "doors": ANY_OF, "own_doors": ANY_OF,
        "groups": GROUPS, "must": (none, *GROUPS[1:]), "people": (none,),
        "modes": tuple((mode.value, mode.label) for mode in Mode),
        "currencies": (("CNY", "CNY"), ("EUR", "EUR")),
    }  # fmt: skip

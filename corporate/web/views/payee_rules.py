"""What is demanded of payees (收款人管控): the white list and the cool-down, set by one administrator."""

from __future__ import annotations

from typing import Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Faulty, Finding, Invalid, Severity, YinqiError
from kernel.money import Money
from kernel.parsing import Names, parse
from kernel.text import Text
from workflows.payees.classes import WhiteList
from workflows.payees.commands import AskDemands, Demand, PayeeDemands

pages = Pages("payee_rules")

_FIELDS: Final = {
    "white_list": "white_list",
    "hours": "cool_down_hours",
    "free": "cool_down_free_minor",
    "blocks": "cool_down_blocks",
    "reason": "reason",
}
_OF: Final = {command: field for field, command in _FIELDS.items()} | {"cool_down_free": "free"}
_BLOCKS: Final = (
    ("false", Text("提示审批人", "Show it to the signers")),
    ("true", Text("不予受理", "Refuse the payment")),
)
_SUBMITTED: Final = p.Note(
    Text("设置已提交，等待另一位管理员确认", "Submitted; another administrator has to confirm it"),
    Text("确认后从下一笔付款起生效。", "Then it counts from the next payment on."),
    "ok",
    "circle-check",
)


@pages.page("/payees/rules", "payees.demands")
def demands(desk: Desk) -> Shown:
    """What is demanded now, ready to be changed."""
    now: PayeeDemands = desk.read("payees.demands", AskDemands())
    fields = {
        "white_list": now.white_list.value,
        "hours": str(now.cool_down_hours),
        "free": Money(now.cool_down_free_minor, now.currency).wire(),
        "blocks": "true" if now.cool_down_blocks else "false",
        "reason": "",
    }
    return _form(desk, fields)


@pages.page("/payees/rules", "payees.demands", "payees.govern", methods=("POST",))
def govern(desk: Desk) -> Shown | Response:
    """Propose other demands; another administrator confirms them."""
    fields = {name: request.form.get(name, "").strip()[:300] for name in _FIELDS}
    try:
        command = parse(Demand, {_FIELDS[k]: v for k, v in fields.items()}, Names.PYTHON)
        desk.perform("payees.govern", command)
    except (Invalid, Conflict) as refused:
        return _form(desk, fields, faults=_faults(refused), status=422)
    return redirect(url_for("payee_rules.demands", submitted=1), code=303)


def _form(
    desk: Desk,
    fields: dict[str, str],
    *,
    faults: tuple[p.FormFault, ...] = (),
    status: int = 200,
) -> Shown:
    wrong = {fault.field: fault.text for fault in faults}
    facts = {
        "form": {name: p.Value(text, wrong.get(name, "")) for name, text in fields.items()},
        "faults": faults,
        "modes": tuple((one.value, one.label) for one in WhiteList),
        "ways": _BLOCKS,
        "notes": (_SUBMITTED,) if "submitted" in request.args else (),
        "may_change": desk.offers("payees.govern"),
        "post_url": url_for("payee_rules.govern"),
    }
    return Shown("pages/payee_rules.html", facts, status)


def _faults(refused: YinqiError) -> tuple[p.FormFault, ...]:
    found = [Finding(refused.code, Severity.BLOCK, refused.message, "white_list")]
    listed = refused.findings if isinstance(refused, Faulty) else found
    return tuple(p.FormFault(_OF.get(one.field, "white_list"), one.text) for one in listed)

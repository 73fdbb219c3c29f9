"""Forms about bills: what was typed becomes a command of an act, or faults at their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from corporate.web import parts as p
from corporate.web.desk import Desk
from kernel.bills.acts import TABLE, Act
from kernel.bills.intervals import Interval
from kernel.errors import Faulty, Invalid, YinqiError
from kernel.money import format_minor, parse_typed_amount
from workflows.bills.party_commands import KnownParties, KnownParty, ListParties

PARTY: Final = ("to_name", "to_code", "to_account", "to_bank")
_NAMED: Final = frozenset({Act.ENDORSE, Act.PLEDGE, Act.GUARANTEE})
REGISTER: Final = (
    "kind", "amount", "due_on", "mark", "contract", "invoice", "acceptor_name", "acceptor_code",
    "acceptor_account", "acceptor_bank", "payee_name", "payee_code", "payee_account", "payee_bank",
)  # fmt: skip


def known(desk: Desk) -> tuple[KnownParty, ...]:
    """Whom the enterprise named before, as far as this person may see it."""
    if not desk.offers("bills.parties"):
        return ()
    found: KnownParties = desk.read("bills.parties", ListParties())
    return found.parties


def picked(parties: Iterable[KnownParty], number: str, prefix: str) -> dict[str, str]:
    """The four fields of the one that was chosen, named with a prefix; none where none was."""
    one = next((one for one in parties if one.number == number), None)
    names = ("name", "code", "account", "bank")
    return {f"{prefix}_{name}": getattr(one, name) for name in names} if one else {}


def names_party(act: Act) -> bool:
    """Whether somebody is named."""
    return act in _NAMED


def takes_part(act: Act) -> bool:
    """Whether it may be about a part."""
    return act in TABLE and TABLE[act].parts


def given(act: Act, form: Mapping[str, str], interval: Interval) -> dict[str, Any]:
    """What the gate is asked, in its own names; raises Invalid for an amount that cannot be read."""
    asked: dict[str, Any] = {name: form.get(name, "") for name in ("client_serial", "account_number")}  # fmt: skip
    asked |= {"bill_number": form.get("bill_number", ""), "interval": str(interval)}
    if takes_part(act) and form.get("amount", "").strip():
        minor = parse_typed_amount(form["amount"].strip(), "CNY")
        asked["interval"] = str(interval.first(minor))
    if names_party(act):
        asked |= {name: form.get(name, "").strip() for name in PARTY}
        asked["mark"] = form.get("mark", "EM00")
    if act is Act.DISCOUNT:
        asked["rate"] = form.get("rate", "")
        asked |= borne(form.get("borne", ""))
    if act is Act.RECOURSE:
        asked["debtor_code"] = form.get("debtor_code", "")
    if act is Act.ANSWER:
        agrees = form.get("agrees") == "yes"
        asked |= {"agrees": agrees, "note": form.get("note", "").strip()}
        if not agrees and form.get("reason"):
            asked["reason"] = form["reason"]
    elif form.get("remark", "").strip():
        asked["remark"] = form["remark"].strip()
    return asked


def borne(chosen: str) -> dict[str, str]:
    """Who bears interest, as it is chosen: nothing for the seller, else `payer:agreement`."""
    payer, _, agreement = chosen.partition(":")
    return {"payer": payer, "agreement": agreement} if agreement else {}


def registered(form: Mapping[str, str]) -> dict[str, Any]:
    """A new bill as it was typed; raises Invalid for an amount that cannot be read."""
    asked: dict[str, Any] = {name: form.get(name, "").strip() for name in REGISTER}
    asked = {name: value for name, value in asked.items() if value}
    minor = parse_typed_amount(asked.pop("amount", ""), "CNY")
    asked["amount_minor"] = format_minor(minor, "CNY", grouping=False)
    system = form.get("system", "package")
    asked |= {"splits": system == "package", "classic": system == "classic"}
    return asked | {name: form.get(name, "") for name in ("client_serial", "account_number")}


def faults_of(refused: YinqiError) -> tuple[p.FormFault, ...]:
    """Where to correct what."""
    if isinstance(refused, Faulty):
        return tuple(p.FormFault(_field(one.field), one.text) for one in refused.findings)
    field = "amount" if isinstance(refused, Invalid) else ""
    return (p.FormFault(field, refused.message),)


def _field(name: str) -> str:
    """`ToBank` or `to_bank` → `to_bank`."""
    spaced = "".join(f"_{mark.lower()}" if mark.isupper() else mark for mark in name)
    return spaced.lstrip("_").removesuffix("_minor")

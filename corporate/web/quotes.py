"""What will become of a payment, beside the form and on the check page: rail, arrival, fee, flags, signers."""

from __future__ import annotations

from typing import Any, Final

from corporate.web import channels, flags, progress, slips
from corporate.web import parts as p
from kernel.money import Money
from kernel.text import Text
from risk.errors import ConfirmationNeeded
from risk.limits import Room
from workflows.payments.page_answers import CheckedPayment


def warnings(checked: CheckedPayment) -> tuple[p.Note, ...]:
    """What must be seen before submitting, gravest first."""
    draft = checked.draft
    found = []
    for one in checked.findings:
        if one.code == flags.FIRST:
            if not _differs(checked):  # of a payee there is not, nothing else need be said
                own = draft.payee_bank.own
                found.append(flags.first_note(draft.payee_account, None, own_bank=own))
        elif one.severity == "warn":
            found.append(flags.note_of(one))
    return tuple(sorted(found, key=lambda note: note.tone != "stop"))


def panel(checked: CheckedPayment) -> dict[str, Any]:
    """The panel beside the form."""
    return {
        "facts": facts(checked),
        "notes": warnings(checked),
        "steps": progress.planned(checked.plan),
    }


def facts(checked: CheckedPayment) -> tuple[p.Fact, ...]:
    """Where it goes, how, when it arrives, what it costs and what is left."""
    draft, route = checked.draft, checked.draft.route
    free = Text("免费", "Free")
    return (
        p.Fact(Text("收款行", "Payee's bank"), draft.payee_bank.name or draft.payee_bank.code),
        p.Fact(Text("户名校验", "Name check"), _name_check(checked)),
        p.Fact(Text("汇路", "Rail"), channels.rail_name(route.rail)),
        p.Fact(Text("预计到账", "Arrival"), route.arrival),
        p.Fact(Text("手续费", "Fee"), slips.worth(route.fee) if route.fee.minor else free),
        p.Fact(Text("付后可用", "Leaves"), _left(draft.payer.available, draft.money, route.fee)),
        *_room(draft.room),
    )


def to_confirm(checked: CheckedPayment) -> Text | None:
    """The reminder of a large amount that must be answered before submitting (大额提醒), if any."""
    asked = (one for one in checked.findings if one.code == ConfirmationNeeded.code)
    found = next(asked, None)
    return Text(found.zh, found.en) if found else None


def _room(room: Room | None) -> tuple[p.Fact, ...]:
    """What limits leave of the day, where one counts it."""
    left = room.left_of_day if room else None
    if room is None or left is None:
        return ()
    label = _LEFT_TODAY if room.is_today else _LEFT_THAT_DAY
    return (p.Fact(label, slips.worth(left)),)


_LEFT_TODAY: Final = Text("今日剩余额度", "Left of today's limit")
_OTHERWISE: Final = frozenset(
    {"payment.payee_name_differs", "payment.payee_unknown", "payment.payee_closed"}
)
_LEFT_THAT_DAY: Final = Text("付款日剩余额度", "Left of that day's limit")


def _left(available: Money, amount: Money, fee: Money) -> str:
    """What is left, where account and payment are of one currency."""
    if available.currency != amount.currency:
        return "—"
    return slips.worth(available - amount - fee)


def _name_check(checked: CheckedPayment) -> Text:
    """What is known of the payee's name: the bank's own accounts are checked at once (户名校验)."""
    if not checked.draft.payee_bank.own:
        unasked = Text("他行账户，由收款行核验", "At another bank, which will check it")
        return checked.draft.name_said or unasked
    if _differs(checked):
        return Text("不一致", "Differs")
    return Text("户名与账号一致", "The name is the account's")


def _differs(checked: CheckedPayment) -> bool:
    """Whether the bank's own books say otherwise than was typed."""
    return any(found.code in _OTHERWISE for found in checked.findings)

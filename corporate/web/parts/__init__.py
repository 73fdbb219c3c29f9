"""What each part of a page is fed with: plain records, so that views need no template to be tested.

Texts of the house are `Text`; names of people, firms and files are `str`. Nothing here reads a
database or decides anything.
"""

from corporate.web.parts.basics import (
    Fact,
    File,
    FormFault,
    Note,
    Say,
    Step,
    Tag,
    Toast,
    Tone,
    Value,
)
from corporate.web.parts.home import CurrencyTotal, CutOff, Flow, Position
from corporate.web.parts.lists import (
    AccountRow,
    LedgerDay,
    LedgerRow,
    PackRow,
    Page,
    PaymentRow,
    Place,
    QueueRow,
    ReceiptRow,
    ScheduleRow,
    ShareRow,
    Turn,
)
from corporate.web.parts.shell import Brand, NavGroup, NavItem, Palette, Person, Shell
from corporate.web.parts.slips import ChangeRow, ChangeSlip, Payee, Sheet, Slip, SlipRow

__all__ = [
    "AccountRow",
    "Brand",
    "ChangeRow",
    "ChangeSlip",
    "CurrencyTotal",
    "CutOff",
    "Fact",
    "File",
    "Flow",
    "FormFault",
    "LedgerDay",
    "LedgerRow",
    "NavGroup",
    "NavItem",
    "Note",
    "PackRow",
    "Page",
    "Palette",
    "Payee",
    "PaymentRow",
    "Person",
    "Place",
    "Position",
    "QueueRow",
    "ReceiptRow",
    "Say",
    "ScheduleRow",
    "ShareRow",
    "Sheet",
    "Shell",
    "Slip",
    "SlipRow",
    "Step",
    "Tag",
    "Toast",
    "Tone",
    "Turn",
    "Value",
]

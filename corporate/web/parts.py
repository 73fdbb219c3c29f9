"""What each part of a page is fed with: plain records, so that views need no template to be tested.

Texts of the house are `Text`; names of people, firms and files are `str`. Nothing here reads a
database or decides anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from kernel.money import Money
from kernel.text import Text

Tone = Literal["", "ok", "warn", "stop", "brand"]
Say = Text | str


@dataclass(frozen=True, slots=True)
class Tag:
    """A short word with a colour that means something."""

    text: Say
    tone: Tone = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A flag as a sentence with facts, never a score."""

    title: Say
    text: Say = ""
    tone: Tone = ""
    icon: str = "info-circle"
    href: str = ""
    """Where something can be done about it."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """One payment channel's hours today; `closes_at` is None for a channel that never closes."""

    name: Text
    note: Text
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    opens_next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """One field of the currency strip: what is held, and what it is worth or weighs."""

    amount: Money
    note: Say


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One thing that waits for somebody; `flagged` is never taken by "select all".

    What has no amount, a change of rule, is never signed together with others.
    """

    id: str
    title: Say
    detail: Say
    amount: Money | None
    due: Say
    href: str
    tags: tuple[Tag, ...] = ()
    flagged: bool = False
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a summary list; `change` leads back to the field that was typed."""

    label: Say
    value: Say
    note: Say = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class Payee:
    """Whom money goes to; `is_new` marks the account's tail. A batch has no account."""

    name: Say
    account: str
    bank: Say
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """An attachment."""

    name: str
    note: Say
    href: str
    icon: str = "file-text"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an approval or of the way through the bank: who, when, how, what was said."""

    title: Say
    state: Literal["done", "now", "next", "stop", "warn"]
    at: datetime | None = None
    wait: Say = ""
    notes: tuple[Say, ...] = ()
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """One line of what comes and goes in the next days."""

    on: date
    title: Say
    note: Say
    amount: Money


@dataclass(frozen=True, slots=True)
class NavItem:
    """A place in the rail; the first four with a `short` name also stand in the phone's bar."""

    key: str
    name: Text
    icon: str
    href: str
    short: Text | None = None
    badge: int = 0


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A part of the rail, with a heading or none."""

    items: tuple[NavItem, ...]
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who is logged in, as the top bar shows it."""

    name: str
    role: Say
    last_login: Say = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page of somebody who is logged in."""

    user: Person
    scope: str
    nav: tuple[NavGroup, ...]
    logout_url: str
    home_url: str = "/"
    search_url: str = ""
    notices_url: str = ""
    unread: int = 0

    @property
    def bar(self) -> tuple[NavItem, ...]:
        """The places in the phone's bottom bar."""
        return tuple(item for group in self.nav for item in group.items if item.short)[:4]


@dataclass(frozen=True, slots=True)
class Page:
    """Where one is in a long list."""

    number: int
    count: int
    rows: int
    url: str
    """Address of a page, with `{page}` where its number goes."""

    @property
    def near(self) -> tuple[int, ...]:
        """The page numbers to offer: first, last and those around; 0 stands for a gap."""
        wanted = sorted(
            {1, self.count, *range(self.number - 1, self.number + 2)}
            & set(range(1, self.count + 1))
        )
        shown: list[int] = []
        for number in wanted:
            if shown and number - shown[-1] > 1:
                shown.append(0)
            shown.append(number)
        return tuple(shown)

    def at(self, number: int) -> str:
        """Return the address of page `number`."""
        return self.url.replace("{page}", str(number))


@dataclass(frozen=True, slots=True)
class Turn:
    """Where one is in a list that is turned by marks: how many in all (None: not counted), and on."""

    rows: int | None
    shown: int
    first_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class FormFault:
    """One thing to correct, and the field it is about."""

    field: str
    text: Say


@dataclass(frozen=True, slots=True)
class Place:
    """Which of how many things one is at, in a flow of several."""

    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Toast:
    """A short word that something was done; it goes by itself."""

    text: Say
    tone: Tone = "ok"
    icon: str = "circle-check"


@dataclass(frozen=True, slots=True)
class Position:
    """The home page's one figure and what it consists of; all in one currency."""

    total: Money
    available: Money
    held: Money
    change: Money | None = None
    warning: Tag | None = None


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One payment of a batch that is signed as a whole; `flagged` has something to be seen."""

    payee: str
    account: str
    purpose: str
    amount: Money
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """Everything a signer must see, in the order it is read.

    `more` is signed too but decides less, and stands below; `rows` are the payments of a batch.
    """

    amount: Money
    payee: Payee
    facts: tuple[Fact, ...]
    digest: str = ""
    tag: Tag | None = None
    files: tuple[File, ...] = ()
    steps: tuple[Step, ...] = ()
    more: tuple[Fact, ...] = ()
    rows: tuple[SlipRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One difference of a change of rule."""

    label: Say
    was: Say
    becomes: Say
    is_new: bool = False
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSlip:
    """A change of rule as its signer reads it: every difference, then who asked for it and why."""

    title: Say
    lines: tuple[ChangeRow, ...]
    facts: tuple[Fact, ...]
    digest: str = ""
    tag: Tag | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as lists show it; `is_own` tells the house's own accounts from other banks'."""

    name: Say
    number: str
    bank: str
    mark: str
    book: Money
    available: Money
    href: str
    held: Money | None = None
    came_in: Money | None = None
    went_out: Money | None = None
    fresh: Tag | None = None
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One entry of an account: what it was, with whom, how much, and what it left."""

    at: datetime
    title: Say
    note: str
    party: str
    amount: Money
    balance: Money
    href: str = ""


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """The entries of one bank day and what they add up to."""

    on: date
    rows: tuple[LedgerRow, ...]
    net: Money


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment as lists show it."""

    number: str
    payee: str
    account: str
    purpose: str
    amount: Money
    made_by: str
    at: datetime
    status: str
    href: str
    note: Say = ""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One receipt as lists show it."""

    number: str
    on: date
    kind: Say
    party: str
    amount: Money
    href: str
    pdf_href: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A receipt as a page previews it; the PDF is the document, this is its picture."""

    title: Say
    number: str
    payer: Payee
    payee: Payee
    amount: Money
    facts: tuple[Fact, ...]
    code: str
    is_specimen: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """What a form holds while it is filled in: the typed text and what is wrong with it."""

    text: str = ""
    fault: Say = ""


@dataclass(frozen=True, slots=True)
class Palette:
    """A bank's own four colours, each as six hexadecimal digits for light and for dark."""

    brand: tuple[str, str]
    strong: tuple[str, str]
    soft: tuple[str, str]
    on_brand: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Brand:
    """A bank's face: its name and, if it wants other than 青墨's own, its colours."""

    name: Text
    palette: Palette | None = None

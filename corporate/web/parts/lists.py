"""Lists: where one is in them, and what their rows show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from corporate.web.parts.basics import Say, Tag
from kernel.money import Money


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
class Place:
    """Which of how many things one is at, in a flow of several."""

    number: int
    count: int


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
    whole: bool = True
    """Whether these are all of its entries: a filter or the end of a page leaves others out."""


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
class PackRow:
    """What is being packed as a list shows it."""

    number: str
    what: Say
    at: datetime
    status: Tag
    progress: Say
    href: str = ""
    note: Say = ""


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """Statements that come by themselves as a list shows them."""

    period: Say
    format: Say
    next_on: date
    end_href: str


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A link that shares a receipt as a list shows it."""

    made: datetime
    until: datetime
    status: Tag
    uses: str
    end_href: str = ""


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
    moves: bool = True
    """Whether the amount went in or out, and did not only stand still."""

"""What is read before it is signed, and what is printed after it was done."""

from __future__ import annotations

from dataclasses import dataclass

from corporate.web.parts.basics import Fact, File, Say, Step, Tag
from kernel.money import Money


@dataclass(frozen=True, slots=True)
class Payee:
    """Whom money goes to; `is_new` marks the account's tail. A batch has no account."""

    name: Say
    account: str
    bank: Say
    is_new: bool = False


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
    rows_title: Say = ""
    """What the rows are called where they are not all of them."""


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
    sides: tuple[Say, Say] = ("", "")
    """What the two sides are called."""
    whole: Say = ""
    """Said in the place of an amount, where it is everything there is."""
    note: Say = ""
    """Said in the place of the warning against booking it twice."""

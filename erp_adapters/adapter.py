"""What every ERP adapter is: pure mappings between an ERP's documents and ours, and nothing that acts.

An adapter says what it can do by what it has: `state` and `entries` are None where an ERP takes no such
thing. Folders, schedules, retries and keys are the gateway's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from erp_adapters.client import Document, Payment
from erp_adapters.statement import Statement
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an ERP hears about one payment it handed in."""

    serial: str
    number: str
    status: str
    amount: str
    currency: str
    text: Text
    at: str


@dataclass(frozen=True, slots=True)
class BackFile:
    """A document of the ERP's own, to be put where it looks for it."""

    name: str
    content: bytes


Read = Callable[[bytes, str], Sequence[Payment | Document]]
StateBack = Callable[[Outcome], BackFile]
EntriesBack = Callable[[Statement], BackFile | None]


@dataclass(frozen=True, slots=True)
class Adapter:
    """One ERP's mappings, bound to one enterprise's profile."""

    name: str
    title: Text
    read: Read
    state: StateBack | None = None
    entries: EntriesBack | None = None


Profile = Mapping[str, Any]
"""What differs from enterprise to enterprise: accounts, organisations, subjects (科目). From TOML."""
MakeAdapter = Callable[[Profile], Adapter]

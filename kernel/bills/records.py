"""A bill as the exchange keeps it: a package, its live intervals, and what became of each request.

Frozen records that say the same as JSON, so that a snapshot of one travels and compares as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self

from kernel.bills.acts import MOVES, Act
from kernel.bills.codes import BillKind, Mark, Stage
from kernel.bills.intervals import Interval

Terms = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in the bill: who (统一社会信用代码, a bank's code for a bank), and the account and bank it acts by."""

    name: str
    code: str
    account: str
    bank: str

    def is_same(self, other: Party | None) -> bool:
        """Whether it is the same person at law."""
        return other is not None and self.code == other.code

    @property
    def is_bank(self) -> bool:
        """Whether a bank itself is meant."""
        return self.code == self.bank

    def as_json(self) -> dict[str, str]:
        """In plain values."""
        return {"name": self.name, "code": self.code, "account": self.account, "bank": self.bank}

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """From plain values."""
        return cls(*(str(said[name]) for name in ("name", "code", "account", "bank")))


class Outcome(StrEnum):
    """What became of a request."""

    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the back: an act that ended, between whom, when, how."""

    act: Act
    by: Party
    to: Party | None
    on: date
    outcome: Outcome
    mark: Mark = Mark.FREE
    note: str = ""
    interval: Interval | None = None
    """Of what, before any later split; None where it was not written down."""

    @property
    def moved(self) -> bool:
        """Whether it passed the bill on."""
        return self.act in MOVES and self.outcome is Outcome.AGREED

    def as_json(self) -> dict[str, Any]:
        """In plain values."""
        said = {
            "act": self.act.value, "by": self.by.as_json(), "to": self.to.as_json() if self.to else None,
            "on": self.on.isoformat(), "outcome": self.outcome.value, "mark": self.mark.value, "note": self.note,
        }  # fmt: skip
        return said | ({"interval": str(self.interval)} if self.interval else {})

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """From plain values."""
        return cls(
            Act(said["act"]), Party.of(said["by"]), Party.of(said["to"]) if said["to"] else None,
            date.fromisoformat(said["on"]), Outcome(said["outcome"]), Mark(said["mark"]), said["note"],
            Interval.parse(said["interval"]) if "interval" in said else None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Open:
    """A request that waits for its answer."""

    id: str
    act: Act
    by: Party
    to: Party
    on: date
    terms: Terms = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """In plain values."""
        return {
            "id": self.id, "act": self.act.value, "by": self.by.as_json(), "to": self.to.as_json(),
            "on": self.on.isoformat(), "terms": dict(self.terms),
        }  # fmt: skip

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """From plain values."""
        by, to = Party.of(said["by"]), Party.of(said["to"])
        on = date.fromisoformat(said["on"])
        return cls(str(said["id"]), Act(said["act"]), by, to, on, dict(said["terms"]))


@dataclass(frozen=True, slots=True)
class Piece:
    """One live interval: where it stands, who holds it, and how it came there."""

    interval: Interval
    stage: Stage
    holder: Party
    pledgee: Party | None = None
    debtor: Party | None = None
    trail: tuple[Step, ...] = ()
    open: Open | None = None

    @property
    def chain(self) -> tuple[Step, ...]:
        """The steps that passed it on, the first first (背书链)."""
        return tuple(step for step in self.trail if step.moved)

    @property
    def last(self) -> Step | None:
        """The last step that counted."""
        done = (
            s
            for s in reversed(self.trail)
            if s.outcome in {Outcome.AGREED, Outcome.DONE, Outcome.REFUSED}
        )
        return next(done, None)  # fmt: skip

    def fits(self, following: Piece) -> bool:
        """Whether both say the same of neighbouring units, so that one piece may say it of both."""
        alone = self.open is None and following.open is None
        same = replace(following, interval=self.interval) == self
        return alone and same and following.interval.start == self.interval.end + 1

    def as_json(self) -> dict[str, Any]:
        """In plain values."""
        return {
            "start": self.interval.start, "end": self.interval.end, "stage": self.stage.value,
            "holder": self.holder.as_json(), "pledgee": self.pledgee.as_json() if self.pledgee else None,
            "debtor": self.debtor.as_json() if self.debtor else None,
            "trail": [step.as_json() for step in self.trail],
            "open": self.open.as_json() if self.open else None,
        }  # fmt: skip

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """From plain values."""
        return cls(
            Interval(int(said["start"]), int(said["end"])), Stage(said["stage"]), Party.of(said["holder"]),
            Party.of(said["pledgee"]) if said["pledgee"] else None,
            Party.of(said["debtor"]) if said["debtor"] else None,
            tuple(Step.of(step) for step in said["trail"]), Open.of(said["open"]) if said["open"] else None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bill:
    """A package (票据包): its face, which never changes, and its live intervals from the first unit to the last."""

    number: str
    kind: BillKind
    amount_minor: int
    issued_on: date
    due_on: date
    drawer: Party
    acceptor: Party
    payee: Party
    splits: bool
    mark: Mark
    contract: str
    invoice: str
    pieces: tuple[Piece, ...]
    version: int = 1

    def parties(self) -> set[Party]:
        """Everybody in it, by the accounts they act by."""
        found = {self.drawer, self.acceptor, self.payee}
        for piece in self.pieces:
            found |= {piece.holder} | {p for p in (piece.pledgee, piece.debtor) if p}
            found |= {p for step in piece.trail for p in (step.by, step.to) if p}
            found |= {piece.open.by, piece.open.to} if piece.open else set()
        return found

    def as_json(self) -> dict[str, Any]:
        """In plain values."""
        return {
            "number": self.number, "kind": self.kind.value, "amount_minor": self.amount_minor,
            "issued_on": self.issued_on.isoformat(), "due_on": self.due_on.isoformat(),
            "drawer": self.drawer.as_json(), "acceptor": self.acceptor.as_json(), "payee": self.payee.as_json(),
            "splits": self.splits, "mark": self.mark.value, "contract": self.contract, "invoice": self.invoice,
            "pieces": [piece.as_json() for piece in self.pieces], "version": self.version,
        }  # fmt: skip

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """From plain values; raises KeyError, ValueError and TypeError for what is no bill."""
        return cls(
            str(said["number"]), BillKind(said["kind"]), int(said["amount_minor"]),
            date.fromisoformat(said["issued_on"]), date.fromisoformat(said["due_on"]),
            Party.of(said["drawer"]), Party.of(said["acceptor"]), Party.of(said["payee"]),
            bool(said["splits"]), Mark(said["mark"]), str(said["contract"]), str(said["invoice"]),
            tuple(Piece.of(piece) for piece in said["pieces"]), int(said["version"]),
        )  # fmt: skip

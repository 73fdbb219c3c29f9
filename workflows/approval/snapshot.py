"""The policy as it was when a round began, kept with the round (快照), and what was added since.

A round is judged by its snapshot while people sign, whatever happens to the policy meanwhile. At
release today's policy is read too, and what it asks beyond that is appended here, never taken away.
What approvers do to a round is kept here too: signatures asked for in addition, turns handed over,
further people asked after a time, and which signatures a return to an earlier level made void.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from kernel.text import Text
from workflows.approval.policy import Escalation, Level, Steps
from workflows.approval.policy_parser import level_json, parse_level

_HAPPENED: Final = ("persons", "handed_over", "asked_too", "added")


@dataclass(frozen=True, slots=True)
class Addition:
    """Steps from `first_step` on were added at release, for this reason."""

    first_step: int
    why: Text


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Which policy, why it, what it asks; `voided` are decisions that count no more, by number."""

    policy: dict[str, Any]
    why: Text
    steps: Steps
    valid_days: int
    additions: tuple[Addition, ...] = ()
    shares: bool = False
    escalation: Escalation | None = None
    lap: int = 1
    voided: tuple[int, ...] = ()

    def with_added(self, steps: Steps, why: Text) -> Snapshot:
        """The snapshot with further steps at its end."""
        addition = Addition(len(self.steps), why)
        return replace(self, steps=self.steps + steps, additions=(*self.additions, addition))

    def with_step(self, step: int, levels: tuple[Level, ...]) -> Snapshot:
        """The snapshot with other levels in one step."""
        return replace(self, steps=(*self.steps[:step], levels, *self.steps[step + 1 :]))

    def returned(self, voided: tuple[int, ...]) -> Snapshot:
        """The snapshot in its next lap, with these decisions void."""
        return replace(self, lap=self.lap + 1, voided=self.voided + voided)

    def why_step(self, step: int) -> Text:
        """Why this step is asked for."""
        reasons = [addition.why for addition in self.additions if addition.first_step <= step]
        return reasons[-1] if reasons else self.why

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        escalation = self.escalation
        return {
            "policy": self.policy,
            "why": _text_json(self.why),
            "steps": [[_stored(level) for level in step] for step in self.steps],
            "valid_days": self.valid_days,
            "additions": [
                {"first_step": added.first_step, "why": _text_json(added.why)}
                for added in self.additions
            ],
            "shares": self.shares,
            "escalation": [escalation.after_hours, escalation.group] if escalation else None,
            "lap": self.lap,
            "voided": list(self.voided),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Snapshot:
        """As it was stored; a round that began before a word was known does not have it."""
        escalation = stored.get("escalation")
        return cls(
            policy=stored["policy"],
            why=Text(**stored["why"]),
            steps=tuple(tuple(_read(raw) for raw in step) for step in stored["steps"]),
            valid_days=stored["valid_days"],
            additions=tuple(
                Addition(a["first_step"], Text(**a["why"])) for a in stored["additions"]
            ),
            shares=stored.get("shares", False),
            escalation=Escalation(*escalation) if escalation else None,
            lap=stored.get("lap", 1),
            voided=tuple(stored.get("voided", ())),
        )


def _stored(level: Level) -> dict[str, Any]:
    """The words of the rule, and those of what happened, where it did."""
    happened = {
        "persons": list(map(str, level.persons)),
        "handed_over": list(map(str, level.handed_over)),
        "asked_too": level.asked_too,
        "added": level.added,
    }
    return level_json(level) | {word: value for word, value in happened.items() if value}


def _read(raw: dict[str, Any]) -> Level:
    rule = {word: value for word, value in raw.items() if word not in _HAPPENED}
    return replace(
        parse_level(rule, "snapshot.steps"),
        persons=tuple(map(UUID, raw.get("persons", ()))),
        handed_over=tuple(map(UUID, raw.get("handed_over", ()))),
        asked_too=raw.get("asked_too", ""),
        added=raw.get("added", False),
    )


def _text_json(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}

"""The policy as it was when a round began, kept with the round (快照), and what was added since.

A round is judged by its snapshot while people sign, whatever happens to the policy meanwhile. At
release today's policy is read too, and what it asks beyond that is appended here, never taken away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kernel.text import Text
from workflows.approval.policy import Steps
from workflows.approval.policy_parser import parse_steps, steps_json


@dataclass(frozen=True, slots=True)
class Addition:
    """Steps from `first_step` on were added at release, for this reason."""

    first_step: int
    why: Text


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Which policy, why it, what it asks."""

    policy: dict[str, Any]
    why: Text
    steps: Steps
    valid_days: int
    additions: tuple[Addition, ...] = ()

    def with_added(self, steps: Steps, why: Text) -> Snapshot:
        """The snapshot with further steps at its end."""
        addition = Addition(len(self.steps), why)
        return replace(self, steps=self.steps + steps, additions=(*self.additions, addition))

    def why_step(self, step: int) -> Text:
        """Why this step is asked for."""
        reasons = [addition.why for addition in self.additions if addition.first_step <= step]
        return reasons[-1] if reasons else self.why

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "policy": self.policy,
            "why": _text_json(self.why),
            "steps": steps_json(self.steps),
            "valid_days": self.valid_days,
            "additions": [
                {"first_step": added.first_step, "why": _text_json(added.why)}
                for added in self.additions
            ],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Snapshot:
        """As it was stored."""
        return cls(
            policy=stored["policy"],
            why=Text(**stored["why"]),
            steps=parse_steps(stored["steps"], "snapshot.steps"),
            valid_days=stored["valid_days"],
            additions=tuple(
                Addition(a["first_step"], Text(**a["why"])) for a in stored["additions"]
            ),
        )


def _text_json(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}

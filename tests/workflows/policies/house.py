"""The whole house, with short words for what administrators do with approval rules."""

from __future__ import annotations

import json
from typing import Any, Final

from kernel.operation import Door
from tests.cast import PASSWORD, POLICY
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.mandates.commands import MandateView
from workflows.policies.commands import CheckedPolicy, PolicyLine, PolicyView, SimulatedPolicy

PAY: Final = "payments.submit"
Steps = list[list[tuple[str, int]]]


def rule(*bands: tuple[int | None, Steps], currency: str = "CNY", **more: Any) -> dict[str, Any]:
    """A rule of one currency: (upper end, steps of (group, needed)) for each band."""
    written = [
        {
            "upper_minor": upper,
            "steps": [[{"group": group, "needed": n} for group, n in step] for step in steps],
        }
        for upper, steps in bands
    ]
    return {"valid_days": 30, "bands": {currency: written}, **more}


TWO_OF_ANY: Final = rule((None, [[("*", 2)]]))
STRICTER: Final[dict[str, Any]] = {
    **POLICY,
    "bands": {
        **POLICY["bands"],  # type: ignore[dict-item]
        "CNY": [
            {"upper_minor": 1_000_000, "steps": [[{"group": "checker", "needed": 1}]]},
            {
                "upper_minor": 10_000_000,
                "steps": [
                    [{"group": "checker", "needed": 1}],
                    [{"group": "approver", "needed": 1}],
                ],
            },
            {
                "upper_minor": None,
                "steps": [
                    [{"group": "checker", "needed": 1}],
                    [{"group": "approver", "needed": 1}],
                    [{"group": "manager", "needed": 1}],
                ],
            },
        ],
    },
}
"""The rule of the cast, and a manager above 100,000.00."""


class PolicyHouse:
    """Short words for what administrators do."""

    def __init__(self, world: HouseWorld) -> None:
        self.world = world
        self.payments = PaymentHouse(world)
        self.gate = self.payments.house.gate

    def propose(
        self, rules: dict[str, Any] | str, *, by: str = "周涛", operation: str = PAY, **scope: str
    ) -> MandateView:
        text = rules if isinstance(rules, str) else json.dumps(rules)
        given = {"Operation": operation, "Rules": text, **_wire(scope)}
        seen = self.gate.perform(self.world.actor(by), "policies.change", given)
        assert isinstance(seen, MandateView)
        return seen

    def decide(self, name: str, seen: MandateView, action: str = "approve") -> str:
        given = {"ApprovalId": seen.approval_id, "Action": action, "ShownDigest": seen.fingerprint}
        answer = self.gate.perform(
            self.world.actor(name, door=Door.PHONE),
            "approvals.decide",
            given,
            proof={"password": PASSWORD},
        )
        return str(answer.outcome.value)

    def set(self, rules: dict[str, Any] | str, **scope: str) -> MandateView:
        """Proposed by one, confirmed by the other."""
        seen = self.propose(rules, **scope)
        assert self.decide("马倩", seen) == "granted"
        return seen

    def restore(self, version: int, *, by: str = "周涛", operation: str = PAY) -> MandateView:
        given = {"Operation": operation, "Version": version}
        seen = self.gate.perform(self.world.actor(by), "policies.restore", given)
        assert isinstance(seen, MandateView)
        return seen

    def show(self, *, by: str = "马倩", operation: str = PAY, **scope: str) -> PolicyView:
        given = {"Operation": operation, **_wire(scope)}
        seen = self.gate.read(self.world.actor(by), "policies.show", given)
        assert isinstance(seen, PolicyView)
        return seen

    def listed(self, *, by: str = "马倩", enterprise: str = "") -> tuple[PolicyLine, ...]:
        actor = self.world.actor(by, enterprise=enterprise)
        found: tuple[PolicyLine, ...] = self.gate.read(actor, "policies.list").policies
        return found

    def versions(self, operation: str = PAY) -> tuple[PolicyLine, ...]:
        given = {"Operation": operation}
        found = self.gate.read(self.world.actor("马倩"), "policies.versions", given)
        lines: tuple[PolicyLine, ...] = found.policies
        return lines

    def check(self, rules: dict[str, Any] | str, **scope: str) -> CheckedPolicy:
        text = rules if isinstance(rules, str) else json.dumps(rules)
        given = {"Operation": PAY, "Rules": text, **_wire(scope)}
        seen = self.gate.read(self.world.actor("周涛"), "policies.check", given)
        assert isinstance(seen, CheckedPolicy)
        return seen

    def simulate(self, *, by: str = "周涛", **given: Any) -> SimulatedPolicy:
        seen = self.gate.read(self.world.actor(by), "policies.simulate", _wire(given))
        assert isinstance(seen, SimulatedPolicy)
        return seen


def _wire(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "".join(p.capitalize() for p in name.split("_")): value for name, value in given.items()
    }

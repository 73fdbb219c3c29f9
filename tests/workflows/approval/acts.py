"""What people do to a round beside deciding, as a test says it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.workflows.approval.house import PAY, House, User
from workflows.approval.acting import Aside
from workflows.approval.delegation import Wanted


def level(group: str, needed: int = 1, **words: Any) -> dict[str, Any]:
    """One level of a rule, with any words."""
    return {"group": group} | ({} if "mode" in words else {"needed": needed}) | words


def rule(house: House, *steps: list[dict[str, Any]], **words: Any) -> None:
    """One band for every amount, with any words of the rule."""
    scope = {
        name: words.pop(name)
        for name in ("operation", "account_number", "payee_class", "door")
        if name in words
    }
    bands = {"CNY": [{"upper_minor": None, "steps": list(steps)}]}
    house.raw_rule({"bands": bands} | words, **scope)


def _aside(house: House, item: UUID, to: User | None, shown: bytes | None) -> Aside:
    digest = house.digest(item) if shown is None else shown
    return Aside(digest, "请看", to.person_id if to else None)


def return_back(house: House, user: User, item: UUID, shown: bytes | None = None) -> None:
    """Return to the previous level."""
    with house.as_user(user) as ctx:
        house.engine.return_back(ctx, item, _aside(house, item, None, shown))


def add_sign(house: House, user: User, item: UUID, who: User, shown: bytes | None = None) -> None:
    """Add a signer."""
    with house.as_user(user) as ctx:
        house.engine.add_sign(ctx, item, _aside(house, item, who, shown))


def transfer(house: House, user: User, item: UUID, who: User, shown: bytes | None = None) -> None:
    """Hand over."""
    with house.as_user(user) as ctx:
        house.engine.transfer(ctx, item, _aside(house, item, who, shown))


def urge(house: House, user: User, item: UUID) -> None:
    """Urge."""
    with house.as_user(user) as ctx:
        house.engine.urge(ctx, item)


def delegate(
    house: House, user: User, to: User, *, days: int = 7, operation: str = PAY, after: int = 0
) -> UUID:
    """Lend one's place for some days from now, or from some days after now."""
    begins = house.clock.now() + timedelta(days=after)
    wanted = Wanted(to.person_id, operation, begins, begins + timedelta(days=days))
    with house.as_user(user) as ctx:
        return house.engine.delegate(ctx, wanted).id


def end(house: House, user: User, delegation_id: UUID) -> None:
    """Take it back."""
    with house.as_user(user) as ctx:
        house.engine.end_delegation(ctx, delegation_id)


def escalate(house: House) -> int:
    """The worker asks further people where it is time."""
    with house.as_worker() as ctx:
        return house.engine.escalate_due(ctx).expired


def topics(house: House) -> list[tuple[str, list[str]]]:
    """What was told, and to whom it says that it is their turn."""
    rows = house.look(
        "SELECT topic, payload FROM yinqi.outbox WHERE tenant_id = %s ORDER BY position",
        house.tenant_id,
    )
    return [(row[0], row[1]["turn"]) for row in rows]

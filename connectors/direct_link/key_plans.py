"""Which key of a bank comes next, from when, and which two people said so (密钥换代).

Beside the first key of a line lie its successors, `<name>.2.next` and so on, each with its plan in one file, so that
there is never the one without the other. A plan is of a change two people at the bank's desk agreed to. Keys are never
removed by themselves: what was sealed to one still opens.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Final

from kernel.crypto.key_folder import KeyFolder
from kernel.errors import Conflict, Invalid
from kernel.limits import LINK_KEY_TOLD_DAYS
from kernel.text import Text

FIRST: Final = 1


class KeyWaits(Conflict):
    """One successor at a time: the next is prepared when the one before has taken over."""

    code = "link_keys.waits"
    text = Text("已有密钥 {key} 等待启用", "Key {key} waits to take over already")


class TooSoon(Invalid):
    """Customers need time to take the next key."""

    code = "link_keys.too_soon"
    text = Text(
        "启用日至少在 {days} 天之后", "A key takes over {days} days from now at the earliest"
    )


@dataclass(frozen=True, slots=True)
class Agreed:
    """The change at the desk that a key is made for, and the two who agreed to it."""

    change: str
    prepared_by: str
    agreed_by: str


@dataclass(frozen=True, slots=True)
class Plan:
    """When a key takes over, and who said so. `pem` is the private key; without `agreed_by` nobody has, and it is none."""

    key_id: str
    pem: str = field(repr=False)
    from_at: datetime
    prepared_by: str
    agreed_by: str = ""
    change: str = ""


class Plans:
    """The successors of the keys in a folder."""

    def __init__(self, folder: KeyFolder) -> None:
        self._folder = folder

    def of(self, name: str) -> list[Plan]:
        """The plans of a line of keys, the first successor's first."""
        found: list[Plan] = []
        while self._folder.exists(file := _file(name, FIRST + len(found) + 1)):
            said = json.loads(self._folder.read(file))
            found.append(Plan(**said | {"from_at": datetime.fromisoformat(said["from_at"])}))
        return found

    def made_for(self, name: str, change: str) -> Plan | None:
        """The plan that came of a change, if it was made already."""
        return next((one for one in self.of(name) if one.change == change), None)

    def add(self, name: str, plan: Plan, now: datetime) -> None:
        """Keep the next key. Raises KeyWaits, TooSoon."""
        _check_time(plan, now)
        agreed = [one for one in self.of(name) if one.agreed_by]
        if agreed and agreed[-1].from_at > now:
            raise KeyWaits(key=agreed[-1].key_id)
        self._folder.replace(_file(name, FIRST + len(agreed) + 1), _written(plan))


def _check_time(plan: Plan, now: datetime) -> None:
    if plan.from_at < now + timedelta(days=LINK_KEY_TOLD_DAYS):
        raise TooSoon(days=LINK_KEY_TOLD_DAYS)


def _file(name: str, number: int) -> str:
    return f"{name}.{number}.next"


def _written(plan: Plan) -> bytes:
    return json.dumps(asdict(plan) | {"from_at": plan.from_at.isoformat()}).encode()

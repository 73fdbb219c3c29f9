"""Which key of a bank comes next, from when, and which two people said so (密钥换代).

Beside the first key of a line lie its successors and a plan for each: `<name>.2.pem` and `<name>.2.plan`. A plan counts
when a second person has agreed to it. Keys are never removed by themselves: what was sealed to one still opens.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final

from kernel.crypto.key_folder import KeyFolder
from kernel.errors import Conflict, Denied, Invalid, NotFound
from kernel.text import Text

FIRST: Final = 1
_WHAT: Final = Text("待换代的密钥", "A key that waits to be agreed to")


class KeyWaits(Conflict):
    """One successor at a time: the next is prepared when the one before has taken over."""

    code = "link_keys.waits"
    text = Text("已有密钥 {key} 等待启用", "Key {key} waits to take over already")


class SamePerson(Denied):
    """Whoever prepared a key does not agree to it."""

    code = "link_keys.same_person"
    text = Text("{person} 准备了该密钥，须由另一人确认", "{person} prepared it: another must agree")


class TooSoon(Invalid):
    """Customers need time to take the next key."""

    code = "link_keys.too_soon"
    text = Text(
        "启用日至少在 {days} 天之后", "A key takes over {days} days from now at the earliest"
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """When a key takes over; it does once a second person has agreed."""

    key_id: str
    from_at: datetime
    prepared_by: str
    agreed_by: str = ""


class Plans:
    """The successors of the keys in a folder."""

    def __init__(self, folder: KeyFolder) -> None:
        self._folder = folder

    def of(self, name: str) -> list[Plan]:
        """The plans of a line of keys, the first successor's first."""
        found: list[Plan] = []
        while self._folder.exists(plan := _plan(name, FIRST + len(found) + 1)):
            said = json.loads(self._folder.read(plan))
            found.append(Plan(**said | {"from_at": datetime.fromisoformat(said["from_at"])}))
        return found

    def prepare(self, name: str, pem: bytes, plan: Plan, now: datetime) -> None:
        """Keep a next key. Raises KeyWaits."""
        before = self.of(name)
        if before and (not before[-1].agreed_by or before[-1].from_at > now):
            raise KeyWaits(key=before[-1].key_id)
        number = FIRST + len(before) + 1
        self._folder.create_once(file_of(name, number), pem)
        self._folder.create_once(_plan(name, number), _written(plan))

    def agree(self, name: str, key_id: str, person: str) -> Plan:
        """Agree to the key of that id. Raises NotFound, SamePerson."""
        before = self.of(name)
        if not before or before[-1].agreed_by or before[-1].key_id != key_id:
            raise NotFound(what=_WHAT)
        if before[-1].prepared_by == person:
            raise SamePerson(person=person)
        agreed = replace(before[-1], agreed_by=person)
        self._folder.replace(_plan(name, FIRST + len(before)), _written(agreed))
        return agreed


def file_of(name: str, number: int) -> str:
    """The file of a key of a line."""
    return f"{name}.pem" if number == FIRST else f"{name}.{number}.pem"


def _plan(name: str, number: int) -> str:
    return f"{name}.{number}.plan"


def _written(plan: Plan) -> bytes:
    return json.dumps(asdict(plan) | {"from_at": plan.from_at.isoformat()}).encode()

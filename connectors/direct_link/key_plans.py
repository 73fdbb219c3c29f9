"""Which key of a bank comes next, from when, and which two people said so (密钥换代).

Beside the first key of a line lie its successors, `<name>.2.next` and so on, each with its plan in one file, so that
there is never the one without the other. A plan counts when a second person has agreed to it. Keys are never removed by
themselves: what was sealed to one still opens.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from kernel.crypto.key_folder import KeyFolder
from kernel.errors import Conflict, Denied, Invalid, NotFound
from kernel.limits import LINK_KEY_TOLD_DAYS
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
    """When a key takes over; it does once a second person has agreed. `pem` is the private key."""

    key_id: str
    pem: str = field(repr=False)
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
        while self._folder.exists(file := _file(name, FIRST + len(found) + 1)):
            said = json.loads(self._folder.read(file))
            found.append(Plan(**said | {"from_at": datetime.fromisoformat(said["from_at"])}))
        return found

    def prepare(self, name: str, plan: Plan, now: datetime) -> None:
        """Keep a next key, in the place of one that nobody agreed to. Raises KeyWaits, TooSoon."""
        _check_time(plan, now)
        agreed = [one for one in self.of(name) if one.agreed_by]
        if agreed and agreed[-1].from_at > now:
            raise KeyWaits(key=agreed[-1].key_id)
        self._folder.replace(_file(name, FIRST + len(agreed) + 1), _written(plan))

    def agree(self, name: str, key_id: str, person: str, now: datetime) -> Plan:
        """Agree to the key of that id, in time to announce it. Raises NotFound, SamePerson, TooSoon."""
        before = self.of(name)
        if not before or before[-1].agreed_by or before[-1].key_id != key_id:
            raise NotFound(what=_WHAT)
        if before[-1].prepared_by == person:
            raise SamePerson(person=person)
        _check_time(before[-1], now)
        agreed = replace(before[-1], agreed_by=person)
        self._folder.replace(_file(name, FIRST + len(before)), _written(agreed))
        return agreed


def _check_time(plan: Plan, now: datetime) -> None:
    if plan.from_at < now + timedelta(days=LINK_KEY_TOLD_DAYS):
        raise TooSoon(days=LINK_KEY_TOLD_DAYS)


def _file(name: str, number: int) -> str:
    return f"{name}.{number}.next"


def _written(plan: Plan) -> bytes:
    return json.dumps(asdict(plan) | {"from_at": plan.from_at.isoformat()}).encode()

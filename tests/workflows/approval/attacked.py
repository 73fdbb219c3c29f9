"""The item that attempts to get round maker and checker are made on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest

from kernel.errors import YinqiError
from tests.workflows.approval.house import House, User

STEPS = [[("manager", 1)], [("director", 1)]]


@dataclass
class Item:
    """The item under attack, and the cast."""

    house: House
    id: UUID
    maker: User
    manager: User
    director: User

    @property
    def subject_id(self) -> UUID:
        """The instruction behind it."""
        (row,) = self.house.look("SELECT subject_id FROM yinqi.approval WHERE id = %s", self.id)
        return UUID(str(row[0]))

    def edit(self, **columns: object) -> None:
        """Change the instruction behind the engine's back."""
        for name, value in columns.items():
            sql = f"UPDATE probe.subject SET {name} = %s WHERE id = %s"  # noqa: S608
            self.house.admin(sql, value, self.subject_id)


@contextmanager
def refused(house: House, reason: type[YinqiError]) -> Iterator[None]:
    """What happens inside is refused for this reason, and not one row is different after it."""
    before = house.everything()
    with pytest.raises(reason) as caught:
        yield
    assert type(caught.value) is reason
    assert house.everything() == before

"""The worker carries out what two at the desk agreed upon and what moves money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from workflows.desk import repository
from workflows.desk.service import ChangeDesk
from workflows.desk.states import ORDER

ENQUIRE: Final = "desk.enquire"
"""Staff want clearing asked now, not when its turn comes."""

Hears = Callable[[Context, Mapping[str, Any]], None]


class DeskOrders:
    """Hears orders; told twice, they are carried out once."""

    def __init__(self, desk: ChangeDesk) -> None:
        self._desk = desk

    def __call__(self, ctx: Context, payload: Mapping[str, Any]) -> None:
        """Carry one change out."""
        row = repository.lock_by_id(ctx, UUID(payload["change_id"]))
        self._desk.carry_out(ctx, row)


def subscriptions(desk: ChangeDesk, enquire: Hears) -> Mapping[str, tuple[Hears, ...]]:
    """Who hears what the desk asks of the worker."""
    return {ORDER: (DeskOrders(desk),), ENQUIRE: (enquire,)}

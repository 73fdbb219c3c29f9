"""The scope of a transaction: which bank, which enterprise.

`SET LOCAL` takes no bind parameter and is void outside a transaction, so one helper writes the
opening of every transaction. Values are UUID objects, never text of others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

_ENTER: Final = (
    "SELECT set_config('yinqi.tenant', %s, true), set_config('yinqi.enterprise', %s, true)"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Bank (tenant) and enterprise of one transaction; None means nothing of that kind is visible."""

    tenant_id: UUID | None = None
    enterprise_id: UUID | None = None

    def bank(self) -> UUID:
        """The bank; asking for it where there is none is a fault of ours."""
        return _present("bank", self.tenant_id)

    def enterprise(self) -> UUID:
        """The enterprise; asking for it before the transaction is narrowed is a fault of ours."""
        return _present("enterprise", self.enterprise_id)

    def opening(self) -> tuple[str, str, str]:
        """BEGIN and both variables, always both: a pooled connection keeps nothing."""
        return "BEGIN", _set("tenant", self.tenant_id), _set("enterprise", self.enterprise_id)

    def entered(self) -> tuple[str, tuple[str, str]]:
        """A statement that enters the scope where no BEGIN was said, and its values: for a transaction of one message."""
        return _ENTER, (_spelt(self.tenant_id), _spelt(self.enterprise_id))

    def narrow(self, enterprise_id: UUID) -> str:
        """Step from the bank into one of its enterprises, inside the transaction."""
        if self.enterprise_id not in (None, enterprise_id):
            message = "a transaction never changes its enterprise"
            raise ValueError(message)
        return _set("enterprise", enterprise_id)


def _present(name: str, value: UUID | None) -> UUID:
    if value is None:
        message = f"this transaction has no {name}"
        raise LookupError(message)
    return value


def _set(name: str, value: UUID | None) -> str:
    return f"SET LOCAL yinqi.{name}='{_spelt(value)}'"


def _spelt(value: UUID | None) -> str:
    """Only a UUID can spell itself this way: anything else fails here, before it is SQL."""
    return "" if value is None else UUID.__str__(value)

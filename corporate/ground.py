"""What every part of a house stands on: settings, world, database, the banks and the core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectors.core_banking.embedded import EmbeddedCore
from corporate import enterprises, identity
from corporate.banks import Bank, Banks
from corporate.settings import Settings
from kernel.context import Context
from kernel.crypto import FileKeyPort
from kernel.crypto.key_port import KeyPort
from kernel.db import Database
from kernel.money import Money
from kernel.world import World


@dataclass(frozen=True, slots=True)
class Ground:
    """Handed to whatever puts a part together."""

    settings: Settings
    world: World
    database: Database
    banks: Banks
    core: EmbeddedCore

    def bank_of(self, ctx: Context) -> Bank:
        """The bank of a context, with what it has set."""
        return self.banks.of(ctx.uow)

    def alone(self, ctx: Context) -> bool:
        """Whether one administrator is enough at the context's enterprise."""
        return enterprises.current(ctx.uow).has_single_administrator

    def data_keys(self) -> KeyPort:
        """The keys data is sealed under."""
        return data_keys(self.settings, self.world)

    def verify_page(self, bank: Bank) -> str:
        """Where anybody verifies a document of a bank."""
        return f"{self.settings.public_url}/b/{bank.slug}/verify"


def data_keys(settings: Settings, world: World) -> KeyPort:
    """The keys this deployment's data is sealed under."""
    return FileKeyPort(settings.data / "data-keys", world.randomness)


class RightsPeople:
    """Who may approve, read from the rights matrix at every question."""

    def approvers(
        self, ctx: Context, operation: str, account_number: str, money: Money | None = None
    ) -> list[Any]:
        """Users with the right to approve the operation on the account, up to the amount."""
        return list(identity.approvers(ctx.uow, operation, account_number, money))

    def colleagues(self, ctx: Context) -> list[Any]:
        """Users with the right to approve anything at all."""
        return list(identity.colleagues(ctx.uow))

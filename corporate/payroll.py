"""Payroll, put together: what is sealed, the employee book, agreements.

Part of the composition root, apart from it for its length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connectors.ports import CoreBanking
from corporate.banks import Bank
from corporate.settings import Settings
from kernel.context import Context
from kernel.crypto import FileKeyPort
from kernel.operation import Bindings
from kernel.world import World
from workflows.mandates.kinds import Kind
from workflows.mandates.service import MandateService
from workflows.payroll import operations
from workflows.payroll.agreements import AgreementDesk, AgreementKind
from workflows.payroll.staff import StaffBook
from workflows.payroll.vault import Vault

__all__ = ["Payroll", "desk", "kinds", "operations"]


@dataclass(frozen=True, slots=True)
class Payroll:
    """Everything payroll has in one process."""

    vault: Vault
    core: CoreBanking
    bank_of: Callable[[Context], Bank]

    def bindings(self, mandates: MandateService) -> Bindings:
        """What the operations on payroll do."""
        book, agreements = StaffBook(self.vault, self.core, self.bank_of), AgreementDesk(mandates)
        return {
            "payroll.details": book.page,
            "payroll.employee": book.show,
            "payroll.keep": book.keep,
            "payroll.leave": book.leave,
            "payroll.agreements": agreements.listed,
            "payroll.signed": agreements.listed,
            "payroll.agree": agreements.change,
        }


def desk(
    settings: Settings, world: World, core: CoreBanking, bank_of: Callable[[Context], Bank]
) -> Payroll:
    """Payroll over the keys of this deployment."""
    vault = Vault(lambda: FileKeyPort(settings.data / "data-keys", world.randomness))
    return Payroll(vault, core, bank_of)


def kinds() -> tuple[Kind, ...]:
    """What administrators change of it."""
    return (AgreementKind(),)

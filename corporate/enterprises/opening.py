"""Opens an enterprise and signs it up for accounts and services (开户与签约).

Runs as the owner of the schema with the bank in scope; the bank's own desk comes later and takes
the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from corporate.enterprises.profile import EnterpriseStatus, SignedAccount
from kernel.charset import clean_name
from kernel.db import UnitOfWork
from kernel.errors import Faulty, Severity
from kernel.identifiers import parse_account_number, parse_uscc
from kernel.operation import Door


@dataclass(frozen=True, slots=True)
class NewEnterprise:
    """An enterprise to be opened; `uscc` is its unified social credit code (统一社会信用代码)."""

    id: UUID
    number: str
    name: str
    uscc: str
    name_en: str = ""


def open_enterprise(uow: UnitOfWork, enterprise: NewEnterprise, *, at: datetime) -> None:
    """Write a new enterprise; raises IdentifierFault for the code and Faulty for the name."""
    uscc = parse_uscc(enterprise.uscc)
    name = clean_name(enterprise.name, "name")
    faults = [finding for finding in name.findings if finding.severity is Severity.BLOCK]
    if faults:
        raise Faulty(faults)
    uow.run(
        "INSERT INTO enterprise (tenant_id, id, number, name, name_en, uscc, status, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            uow.scope.bank(), enterprise.id, enterprise.number, name.value, enterprise.name_en,
            uscc, EnterpriseStatus.ACTIVE, at,
        ),
    )  # fmt: skip


def sign_account(uow: UnitOfWork, enterprise_id: UUID, account: SignedAccount) -> None:
    """Sign an account up; an account belongs to one enterprise only."""
    uow.run(
        "INSERT INTO signed_account (tenant_id, enterprise_id, account_number, alias, currency,"
        " may_pay, position) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            uow.scope.bank(), enterprise_id, parse_account_number(account.number), account.alias,
            account.currency, account.may_pay, account.position,
        ),
    )  # fmt: skip


def sign_services(
    uow: UnitOfWork, enterprise_id: UUID, services: Iterable[tuple[str, Door]]
) -> None:
    """Sign up for operations at doors; what is signed already stays."""
    for operation, door in services:
        uow.run(
            "INSERT INTO signed_service (tenant_id, enterprise_id, operation, door)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (uow.scope.bank(), enterprise_id, operation, door),
        )


def set_status(uow: UnitOfWork, enterprise_id: UUID, status: EnterpriseStatus) -> None:
    """Suspend, close or reopen; takes effect on the next request at every door."""
    uow.run(
        "UPDATE enterprise SET status = %s WHERE tenant_id = %s AND id = %s",
        (status, uow.scope.bank(), enterprise_id),
    )

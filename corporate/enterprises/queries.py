"""Reads enterprises and what they signed up for. The enterprise is the transaction's, never a parameter."""

from __future__ import annotations

from typing import Final

from corporate.enterprises.profile import Enterprise, EnterpriseStatus, SignedAccount
from kernel.db import UnitOfWork
from kernel.errors import NotFound
from kernel.operation import Door
from kernel.statements import Row
from kernel.text import Text

_CURRENT: Final = """
SELECT id, number, name, name_en, uscc, status, settings FROM enterprise WHERE tenant_id = %s AND id = %s
"""
_BY_NUMBER: Final = """
SELECT id, number, name, name_en, uscc, status, settings FROM enterprise WHERE tenant_id = %s AND number = %s
"""
_ACCOUNTS: Final = """
SELECT account_number AS number, alias, currency, may_pay, position FROM signed_account
 WHERE tenant_id = %s AND enterprise_id = %s ORDER BY position, account_number
"""
_ACCOUNT: Final = """
SELECT account_number AS number, alias, currency, may_pay, position FROM signed_account
 WHERE tenant_id = %s AND enterprise_id = %s AND account_number = %s
"""
_SERVICES: Final = """
SELECT operation, door FROM signed_service WHERE tenant_id = %s AND enterprise_id = %s
"""


def current(uow: UnitOfWork) -> Enterprise:
    """The enterprise of this transaction; raises NotFound."""
    row = uow.row(_CURRENT, (uow.scope.bank(), uow.scope.enterprise()))
    if row is None:
        raise NotFound(Text("该企业", "The enterprise"))
    return _enterprise(row)


def by_number(uow: UnitOfWork, number: str) -> Enterprise | None:
    """An enterprise of the bank by its customer number, before the transaction is narrowed."""
    row = uow.row(_BY_NUMBER, (uow.scope.bank(), number))
    return _enterprise(row) if row else None


def signed_accounts(uow: UnitOfWork) -> list[SignedAccount]:
    """The enterprise's accounts, in its own order."""
    rows = uow.rows(_ACCOUNTS, (uow.scope.bank(), uow.scope.enterprise()))
    return [SignedAccount(**row) for row in rows]


def signed_account(uow: UnitOfWork, number: str) -> SignedAccount:
    """One of the enterprise's accounts; raises NotFound for any other."""
    row = uow.row(_ACCOUNT, (uow.scope.bank(), uow.scope.enterprise(), number))
    if row is None:
        raise NotFound(Text("该账户", "The account"))
    return SignedAccount(**row)


def services(uow: UnitOfWork) -> frozenset[tuple[str, Door]]:
    """What the enterprise signed up for: operation and door (签约服务)."""
    rows = uow.rows(_SERVICES, (uow.scope.bank(), uow.scope.enterprise()))
    return frozenset((row["operation"], Door(row["door"])) for row in rows)


def _enterprise(row: Row) -> Enterprise:
    return Enterprise(**(row | {"status": EnterpriseStatus(row["status"])}))

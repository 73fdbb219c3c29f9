"""Enterprises (企业): who they are, and what they signed up for: accounts, and services by door."""

from corporate.enterprises.profile import Enterprise, EnterpriseStatus, SignedAccount
from corporate.enterprises.queries import (
    by_number,
    current,
    services,
    signed_account,
    signed_accounts,
)

__all__ = [
    "Enterprise",
    "EnterpriseStatus",
    "SignedAccount",
    "by_number",
    "current",
    "services",
    "signed_account",
    "signed_accounts",
]

"""Numbers that others issue and that carry their own proof: checked here, and only here.

A parse function returns the normal form or raises an `IdentifierFault`. Its sentence never repeats
the number: errors reach logs, and account numbers must not.
"""

from kernel.identifiers.account import parse_account_number
from kernel.identifiers.bank_code import bank_class, parse_bank_code
from kernel.identifiers.bic import Bic, HeadOffice, head_office, parse_bic
from kernel.identifiers.card import card_findings, passes_luhn
from kernel.identifiers.faults import IdentifierFault
from kernel.identifiers.iban import format_iban, parse_iban
from kernel.identifiers.uscc import parse_uscc

__all__ = [
    "Bic",
    "HeadOffice",
    "IdentifierFault",
    "bank_class",
    "card_findings",
    "format_iban",
    "head_office",
    "parse_account_number",
    "parse_bank_code",
    "parse_bic",
    "parse_iban",
    "parse_uscc",
    "passes_luhn",
]

"""ERPs that speak ISO 20022 by themselves: their pain.001 goes to the bank byte for byte.

It is read here first, by the same strict reader the bank uses, so that what the bank would refuse is
named before anything leaves. A profile may demand more of an ERP's files: `payer_accounts` are the only
ones it may debit, `require_member_id` wants the bank code (联行号) with each payee.

    payer_accounts = ["1001234509012345678"]
    require_member_id = true
"""

from __future__ import annotations

from dataclasses import replace

from erp_adapters.adapter import Adapter, Profile
from erp_adapters.iso20022.checking import Habits, checked
from erp_adapters.iso20022.tryton_notice import notice_of
from kernel.text import Text

__all__ = ["odoo", "sap", "tryton"]


def odoo(profile: Profile) -> Adapter:
    """Odoo with OCA's account_banking_sepa_credit_transfer."""
    return _adapter("odoo", Text("Odoo + OCA", "Odoo with OCA"), Habits.of(profile))


def tryton(profile: Profile) -> Adapter:
    """Tryton with account_payment_sepa; a camt.054 in its own reading tells it what became of payments."""
    made = _adapter("tryton", Text("Tryton", "Tryton"), Habits.of(profile))
    return replace(made, entries=notice_of)


def sap(profile: Profile) -> Adapter:
    """SAP: CGI_XML_CT out of the payment program, with the bank code of each payee unless told otherwise."""
    habits = Habits.of({"require_member_id": True, **profile})
    return _adapter("sap", Text("SAP（CGI）", "SAP (CGI)"), habits)


def _adapter(name: str, title: Text, habits: Habits) -> Adapter:
    return Adapter(
        name=name, title=title, read=lambda content, file: [checked(content, file, habits)]
    )

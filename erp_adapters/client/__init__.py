"""A small SDK for the direct link, and the command `yinqi-erp` over it.

    link = BankLink(load_config(Path("yinqi-erp.toml")))
    state = link.pay(Payment(serial="YQ-1", payer_account="…", payee_account="…", payee_name="…", amount="12.00"))

A refusal is `Refused`. Where nobody can say what became of a message, `OutcomeUnknown` is raised: ask
with the same serial, never send under a new one.
"""

from erp_adapters.client.config import LinkConfig, load_config
from erp_adapters.client.errors import NoAnswer, NotSent, Refused, Untrusted
from erp_adapters.client.link import BankLink
from erp_adapters.client.records import Payment, PaymentState

__all__ = [
    "BankLink",
    "LinkConfig",
    "NoAnswer",
    "NotSent",
    "Payment",
    "PaymentState",
    "Refused",
    "Untrusted",
    "load_config",
]

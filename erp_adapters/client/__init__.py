"""The SDK of the direct link (银企直联企业端); everything an integrator needs is named here.

    link = connect("yinqi-erp.toml", passphrase=b"…")
    state = link.pay(Payment(serial="YQ-1", payer_account="…", payee_account="…", payee_name="…", amount="12.00"))

A refusal is `Refused`. Where nobody can say what became of a message, `OutcomeUnknown` is raised: ask
with the same serial, never send under a new one. When a message is sent again is written in `retry.py`.
"""

from erp_adapters.client.answers import Answer, Values
from erp_adapters.client.config import LinkConfig, load_config
from erp_adapters.client.errors import (
    BankBusy,
    ConfigWrong,
    Fault,
    FileWrong,
    NoAnswer,
    NotSent,
    Refused,
    UnknownAtBank,
    Untrusted,
)
from erp_adapters.client.link import BankLink, connect
from erp_adapters.client.messages import Document, read_document
from erp_adapters.client.records import FINAL_FAILURES, Payment, PaymentState
from erp_adapters.client.reports import group_status
from erp_adapters.client.retry import ONCE, Patience

__all__ = [
    "FINAL_FAILURES",
    "ONCE",
    "Answer",
    "BankBusy",
    "BankLink",
    "ConfigWrong",
    "Document",
    "Fault",
    "FileWrong",
    "LinkConfig",
    "NoAnswer",
    "NotSent",
    "Patience",
    "Payment",
    "PaymentState",
    "Refused",
    "UnknownAtBank",
    "Untrusted",
    "Values",
    "connect",
    "group_status",
    "load_config",
    "read_document",
]

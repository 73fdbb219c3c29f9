"""What the SDK takes and gives: payments, where they stand, accounts and their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from erp_adapters.client.answers import Values
from kernel.operation import wire_name
from kernel.text import Text

FINAL_FAILURES: Final = frozenset(
    {"failed", "returned", "rejected", "withdrawn", "expired", "cancelled"}
)
"""Statuses after which the same obligation may be paid again, under a new serial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment to be made. Amounts are text, as they are printed: `1286.40`."""

    serial: str
    payer_account: str
    payee_account: str
    payee_name: str
    amount: str
    currency: str = "CNY"
    payee_bank: str = ""
    payee_bank_name: str = ""
    purpose: str = ""
    remark: str = ""
    end_to_end: str = ""
    requested_on: str = ""
    rail: str = ""

    def values(self) -> dict[str, str]:
        """Its elements, in the schema's order."""
        names = (
            "payer_account", "payee_account", "payee_name", "amount", "currency", "payee_bank",
            "payee_bank_name", "purpose", "remark", "end_to_end", "requested_on", "rail",
        )  # fmt: skip
        return {"ClientSerial": self.serial} | {wire_name(n): getattr(self, n) for n in names}


@dataclass(frozen=True, slots=True)
class PaymentState:
    """Where a payment stands: the business's own layer."""

    serial: str
    number: str
    status: str
    amount: str
    currency: str
    duplicate: bool
    reason: Text
    findings: tuple[Text, ...]

    @property
    def failed(self) -> bool:
        """Whether it is over and the money was not paid."""
        return self.status in FINAL_FAILURES

    @classmethod
    def of(cls, values: Values, *, duplicate: bool = False) -> Self:
        """Read a `PaymentView`."""
        listed = values.get("Findings", [])
        found = listed if isinstance(listed, list) else []
        return cls(
            serial=text(values, "ClientSerial"),
            number=text(values, "Number"),
            status=text(values, "Status"),
            amount=text(values, "Amount"),
            currency=text(values, "Currency"),
            duplicate=duplicate,
            reason=Text(text(values, "ReasonZh"), text(values, "ReasonEn")),
            findings=tuple(Text(text(one, "Zh"), text(one, "En")) for one in found),
        )


@dataclass(frozen=True, slots=True)
class Renewal:
    """The certificate of a new key, and until when the old one goes on counting."""

    serial: str
    certificate: str
    not_after: str
    old_until: str

    @classmethod
    def of(cls, values: Values) -> Self:
        """Read a `RenewedCertificate`."""
        names = ("Serial", "Certificate", "NotAfter", "OldUntil")
        return cls(*(text(values, name) for name in names))

    def pem(self) -> bytes:
        """The certificate as PEM."""
        lines = (self.certificate[at : at + 64] for at in range(0, len(self.certificate), 64))
        text = "\n".join(("-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""))
        return text.encode("ascii")


def text(values: Values, name: str) -> str:
    """A text of a record, or nothing."""
    found = values.get(name, "")
    return found if isinstance(found, str) else ""


def rows(values: Values, name: str) -> list[Values]:
    """The records of a list."""
    found = values.get(name, [])
    return found if isinstance(found, list) else []

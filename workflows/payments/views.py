"""From a row to what its owner sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kernel.errors import Finding
from kernel.public_status import PublicStatus
from kernel.statements import Row
from workflows.payments.commands import FindingView, PaymentView


def stored(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as they are kept with a payment."""
    return [
        {
            "code": f.code,
            "severity": f.severity.value,
            "zh": f.text.zh,
            "en": f.text.en,
            "field": f.field,
        }
        for f in findings
    ]


def view(row: Row, *, duplicate: bool = False) -> PaymentView:
    """A payment as every door shows it."""
    return PaymentView(
        number=row["number"],
        client_serial=row["client_serial"],
        status=PublicStatus(row["status"]),
        status_at=row["status_at"],
        payer_account=row["payer_account"],
        payee_account=row["payee_account"],
        payee_name=row["payee_name"],
        amount_minor=row["amount_minor"],
        currency=row["currency"],
        rail=row["rail"],
        value_on=row["value_on"],
        fingerprint=row["digest"].hex(),
        duplicate=duplicate,
        reason_code=row["reason_code"],
        reason_zh=row["reason"].get("zh", ""),
        reason_en=row["reason"].get("en", ""),
        findings=tuple(
            FindingView(code=f["code"], severity=f["severity"], zh=f["zh"], en=f["en"])
            for f in row["findings"]
        ),
    )

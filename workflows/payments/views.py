"""From a row to what its owner sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kernel.errors import Finding
from kernel.operation import Door
from kernel.public_status import PublicStatus
from kernel.statements import Row
from workflows.payments.commands import Authority, FindingView, PaymentView


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
        authority=authority_of(row),
    )


def authority_of(row: Row) -> Authority | None:
    """What its release stands on; None for one that was refused before anybody could authorise it."""
    if row["approval_id"] is not None:
        return Authority.APPROVERS
    if row["status"] == "failed" and row["version"] <= 1:
        return None
    return Authority.SIGNATURE if row["door"] == Door.DIRECT_LINK else Authority.MAKER

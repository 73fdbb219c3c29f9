"""Our statuses and reasons in ISO 20022's words."""

from __future__ import annotations

import pytest

from kernel.iso20022.codes import GroupStatus, ItemStatus, Reason
from workflows.payments import reports
from workflows.payments.reports import iso_reason, iso_status, together
from workflows.payments.states import PaymentStatus


def test_every_status_has_an_iso_one() -> None:
    said = {status.value: iso_status({"status": status.value}) for status in PaymentStatus}
    assert set(said.values()) <= {status.name for status in ItemStatus}
    assert said["succeeded"] == "ACSC"
    assert said["unknown"] == said["scheduled"] == "PDNG"
    assert said["returned"] == said["failed"] == "RJCT"


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        ("rejected", "", "CUST"),
        ("withdrawn", "", "CUST"),
        ("cancelled", "", "CUST"),
        ("expired", "", "NARR"),
        ("succeeded", "", ""),
        ("failed", "ledger.insufficient_funds", "AM04"),
        ("failed", "payment.payee_name_differs", "BE01"),
        ("failed", "RJ01", "AC03"),
        ("failed", "field.too_long", "NARR"),
        ("returned", "XX99", "NARR"),
    ],
)
def test_why(status: str, code: str, expected: str) -> None:
    assert iso_reason({"status": status, "reason_code": code}) == expected
    assert not expected or Reason[expected]


def test_every_reason_is_one_we_can_write() -> None:
    assert set(reports._REASON.values()) <= {reason.name for reason in Reason}


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["ACSC", "ACSC"], "ACSC"),
        (["RJCT"], "RJCT"),
        (["ACSC", "RJCT"], "PART"),
        (["ACSC", "PDNG"], "PART"),
        (["ACSP", "RJCT"], "PART"),
        (["PDNG", "ACSP"], "PDNG"),
        (["ACCP", "ACSP"], "ACSP"),
    ],
)
def test_a_group(statuses: list[str], expected: str) -> None:
    assert together(statuses) == expected
    assert GroupStatus[expected]

"""A payment's status and reason in the words of pain.002.001.03; what it writes, its schema takes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from connectors.direct_link.pain002 import pain002_of
from kernel.iso20022.codes import Reason
from kernel.iso20022.schemas import PAIN_002, schema
from workflows.payments import reports
from workflows.payments.message_commands import MessageStanding
from workflows.payments.states import PaymentStatus

AT = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
P2 = "{urn:iso:std:iso:20022:tech:xsd:pain.002.001.03}"
MESSAGE = {
    "message_id": "PAY0005", "name": "pain.001.001.09", "payments": 2, "total_text": "30.00",
}  # fmt: skip


def row(group: int, place: int, status: str, **other: Any) -> dict[str, Any]:
    return {
        "group_id": group, "pmt_inf_id": f"INF-{group}", "row_no": place, "status": status,
        "end_to_end": str(place), "number": f"P261123-{place:08}", "created_at": AT,
        "reason_code": "", "reason": {}, "instruction_id": "",
    } | other  # fmt: skip


def written(*rows: dict[str, Any]) -> Any:
    document = pain002_of(MessageStanding("R261123-00000001", AT, MESSAGE, rows))
    root = etree.fromstring(document)
    assert list(schema(PAIN_002).findings(root)) == []
    return root


def texts(root: Any, name: str) -> list[str]:
    return [found.text for found in root.iter(f"{P2}{name}")]


@pytest.mark.parametrize("status", list(PaymentStatus))
def test_every_status_of_a_payment_can_be_reported(status: PaymentStatus) -> None:
    root = written(row(1, 1, status.value))
    assert texts(root, "TxSts") == texts(root, "GrpSts") == [reports.iso_status({"status": status})]


@pytest.mark.parametrize("code", sorted(reports._REASON))
def test_every_reason_we_map_has_words_of_its_own(code: str) -> None:
    root = written(row(1, 1, "failed", reason_code=code, reason={"zh": "原因", "en": "why"}))
    (cause,) = root.iter(f"{P2}StsRsnInf")
    assert Reason(cause.findtext(f"{P2}Rsn/{P2}Cd")).text.zh  # type: ignore[call-arg]  # by value
    assert cause.findtext(f"{P2}AddtlInf") == "原因 why"


def test_all_done_is_acsc_and_a_mixture_is_part_with_its_lines() -> None:
    done = written(row(1, 1, "succeeded"), row(1, 2, "succeeded"))
    assert (texts(done, "GrpSts"), texts(done, "PmtInfSts")) == (["ACSC"], ["ACSC"])
    mixed = written(row(1, 1, "succeeded"), row(2, 1, "failed", reason_code="RJ01"))
    assert texts(mixed, "GrpSts") == ["PART"]
    assert texts(mixed, "PmtInfSts") == ["ACSC", "RJCT"]
    assert texts(mixed, "OrgnlPmtInfId") == ["INF-1", "INF-2"]
    assert texts(mixed, "OrgnlEndToEndId") == ["1", "1"]


def test_future_dated_waits_as_pdng_and_unknown_is_never_a_verdict() -> None:
    root = written(row(1, 1, "scheduled"), row(1, 2, "unknown"))
    assert texts(root, "TxSts") == ["PDNG", "PDNG"]
    assert texts(root, "GrpSts") == ["PDNG"]


def test_long_reasons_are_cut_into_lines_and_lose_nothing() -> None:
    words = "户名不符" * 40
    root = written(row(1, 1, "failed", reason_code="x.y", reason={"zh": words, "en": "e" * 150}))
    lines = texts(root, "AddtlInf")
    assert "".join(lines) == f"{words} {'e' * 150}"
    assert all(len(line) <= 105 for line in lines)

"""All faults of one input are told at once, the first hundred in words, the rest in number."""

import pytest

from kernel.errors import Faulty, Finding, Severity
from kernel.findings import Findings, shown
from kernel.limits import FINDINGS_COUNTED_MAX
from kernel.text import Text


def fault(number: int) -> Finding:
    return Finding("test.fault", Severity.BLOCK, Text("错", "wrong"), f"/rows/{number}")


def test_nothing_found_refuses_nothing() -> None:
    Findings().refuse_if_any()


def test_the_same_fault_counts_once() -> None:
    findings = Findings()
    findings.extend([fault(1), fault(1), fault(2)])
    with pytest.raises(Faulty) as refused:
        findings.refuse_if_any()
    assert refused.value.findings == (fault(1), fault(2))


def test_reading_stops_when_there_are_too_many() -> None:
    findings = Findings()
    with pytest.raises(Faulty) as refused:
        findings.extend(fault(number) for number in range(FINDINGS_COUNTED_MAX + 1))
    assert findings.total == FINDINGS_COUNTED_MAX
    assert len(refused.value.findings) == 101
    assert refused.value.findings[-1].code == "kernel.more_findings"
    assert refused.value.findings[-1].text.zh == "错误已达 10000 处，停止读取，仅列出前 100 处"


def test_values_are_shown_on_one_short_line_without_control_characters() -> None:
    assert shown("a\n b\u202ec\x00") == "a b\ufffdc\ufffd"
    assert shown("货" * 41) == "货" * 40 + "…"
    assert shown("{0.__class__}") == "{0.__class__}"

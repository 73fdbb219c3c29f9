"""Each operation of the direct link has a sample in the manual, and today's schema takes it."""

from __future__ import annotations

from tools.samples import faults, offered, samples

_SUBMIT = next(operation for operation in offered() if operation.code == "payments.submit")


def test_each_operation_has_a_sample_that_is_right_today() -> None:
    standing = samples()
    assert [fault for operation in offered() for fault in faults(operation, standing)] == []
    assert standing.keys() == {operation.code for operation in offered()}, "run `make samples`"


def test_a_sample_that_is_missing_or_no_longer_right_is_found() -> None:
    standing = samples()
    (sample,) = (text for code, text in standing.items() if code == _SUBMIT.code)
    assert faults(_SUBMIT, {}) == ["payments.submit has no sample"]
    renamed = sample.replace("PaymentView", "PaymentSeen")
    assert "is about other elements" in faults(_SUBMIT, {_SUBMIT.code: renamed})[0]
    gone = sample.replace("ValueOn", "PaidOn")
    assert "Element PaidOn is not expected here" in faults(_SUBMIT, {_SUBMIT.code: gone})[0]

"""The chart of a payment is complete and says what the public statuses mean."""

from __future__ import annotations

import pytest

from kernel.public_status import PublicStatus
from kernel.states import IllegalTransition
from workflows.payments.states import CHART, EDGES, PaymentStatus


def test_every_status_is_reached_and_left_or_final() -> None:
    reached = {edge.target for edge in EDGES} | {CHART.initial}
    assert reached == {status.value for status in PaymentStatus}
    assert CHART.finals == {"failed", "returned", "rejected", "withdrawn", "expired", "cancelled"}


def test_every_status_has_a_public_one_with_labels() -> None:
    for status in PaymentStatus:
        assert status.public is PublicStatus(status.value)
        assert status.label.zh
        assert status.label.en


def test_nothing_but_an_edge_moves_a_payment() -> None:
    allowed = {(edge.source, edge.trigger): edge.target for edge in EDGES}
    for status in PaymentStatus:
        for trigger in {edge.trigger for edge in EDGES}:
            if (status.value, trigger) in allowed:
                assert CHART.move(status, trigger).target == allowed[status.value, trigger]
            else:
                with pytest.raises(IllegalTransition):
                    CHART.move(status, trigger)


def test_unknown_is_left_only_by_what_clearing_says() -> None:
    assert {edge.actor for edge in EDGES if edge.source == "unknown"} == {"clearing"}


def test_paying_again_is_allowed_only_after_a_final_failure() -> None:
    again = {status.value for status in PaymentStatus if status.public.may_pay_again}
    assert again == CHART.finals

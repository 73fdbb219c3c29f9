"""The charts are complete, and the page of documentation shows the same."""

from __future__ import annotations

from kernel.assets import ROOT
from workflows.approval.events import TOPICS
from workflows.approval.states import (
    CHART,
    EDGES,
    TASK_CHART,
    TASK_EDGES,
    ApprovalStatus,
    TaskStatus,
)
from workflows.approval.subjects import Outcome


def test_every_state_is_reached_and_has_a_label() -> None:
    for chart in (CHART, TASK_CHART):
        reached = {chart.initial} | {edge.target for edge in chart.edges}
        assert reached == {state.value for state in chart.states}
    assert len({status.label.zh for status in ApprovalStatus}) == len(ApprovalStatus)
    assert len({status.label.zh for status in TaskStatus}) == len(TaskStatus)


def test_only_a_granted_round_opens_again() -> None:
    assert CHART.finals == {"rejected", "sent_back", "withdrawn", "expired"}
    assert {edge.source for edge in EDGES if edge.target == "pending"} == {"pending", "granted"}


def test_what_is_done_is_wanted_again_only_when_a_round_is_returned() -> None:
    assert TASK_CHART.finals == frozenset()
    assert {edge.trigger for edge in TASK_EDGES if edge.source == "done"} == {"open", "wait"}


def test_every_end_of_a_round_is_an_outcome() -> None:
    ends = {status.value for status in ApprovalStatus} - {"pending"}
    assert {outcome.value for outcome in Outcome} == ends | {"signed", "reopened"}


def test_every_edge_has_a_topic_of_its_own() -> None:
    assert len({edge.event for edge in EDGES}) == len(EDGES)
    assert set(TOPICS) == {edge.event for edge in EDGES} | {
        "approval.started",
        "approval.reassigned",
        "approval.delegated",
        "approval.delegation_ended",
    }


def test_the_page_shows_the_charts_as_they_are() -> None:
    page = (ROOT / "docs" / "slices" / "approval.md").read_text(encoding="utf-8")
    for chart in (CHART, TASK_CHART):
        assert f"```mermaid\n{chart.mermaid()}\n```" in page

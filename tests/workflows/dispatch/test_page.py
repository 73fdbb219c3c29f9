"""The page about dispatch shows the chart as it is, and names every state."""

from corporate.state_pages import drawn
from kernel.assets import ROOT
from workflows.dispatch.states import CHART, SubmissionStatus

PAGE = (ROOT / "docs" / "slices" / "dispatch.md").read_text(encoding="utf-8")


def test_the_diagram_is_the_chart() -> None:
    assert CHART.mermaid() in PAGE
    assert drawn(PAGE, CHART) == PAGE


def test_every_state_is_explained() -> None:
    for status in SubmissionStatus:
        assert f"| `{status.value}` | {status.label.zh} |" in PAGE


def test_every_state_is_reached_and_every_edge_is_somebodys() -> None:
    assert {CHART.initial} | {edge.target for edge in CHART.edges} == set(SubmissionStatus)
    assert {edge.actor for edge in CHART.edges} == {"worker", "clearing"}
    assert CHART.finals == {"refused", "returned"}

"""The page about credits shows the chart as it is, and names every state."""

from corporate.state_pages import drawn
from kernel.assets import ROOT
from workflows.credits.states import CHART, CreditStatus

PAGE = (ROOT / "docs" / "slices" / "credits.md").read_text(encoding="utf-8")


def test_the_diagram_is_the_chart() -> None:
    assert CHART.mermaid() in PAGE
    assert drawn(PAGE, CHART) == PAGE


def test_every_state_is_explained() -> None:
    for status in CreditStatus:
        assert f"| `{status.value}` | {status.label.zh} |" in PAGE

"""The page of documentation draws the chart as it is."""

from corporate.state_pages import drawn
from kernel.assets import ROOT
from workflows.desk.states import CHART


def test_the_documentation_shows_the_chart() -> None:
    page = (ROOT / "docs" / "slices" / "desk.md").read_text(encoding="utf-8")
    assert drawn(page, CHART) == page

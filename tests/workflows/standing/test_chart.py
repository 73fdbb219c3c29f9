"""The page of documentation draws the chart as it is, and every state has its words."""

from __future__ import annotations

from corporate.state_pages import drawn
from kernel.assets import ROOT
from workflows.standing.states import CHART, RunStatus, StandingStatus


def test_the_documentation_shows_the_chart() -> None:
    page = (ROOT / "docs" / "slices" / "standing.md").read_text(encoding="utf-8")
    assert drawn(page, CHART) == page


def test_every_state_and_outcome_has_a_name_of_its_own() -> None:
    for states in (StandingStatus, RunStatus):
        assert len({one.label.zh for one in states}) == len(states)
        assert len({one.label.en for one in states}) == len(states)

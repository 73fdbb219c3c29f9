"""A chart is its table of edges and nothing else, however it is asked."""

from __future__ import annotations

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.states import Chart, Edge, IllegalTransition, label_of
from kernel.text import Text


class Plain(StrEnum):
    """States without labels."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"


class Labelled(StrEnum):
    """States with labels."""

    OPEN = "open"
    SHUT = "shut"

    @property
    def label(self) -> Text:
        return Text("开", "Open") if self is Labelled.OPEN else Text("关", "Shut")


def edge(source: str, trigger: str, target: str) -> Edge:
    return Edge(source, trigger, target, f"x.{target}", "tester")


DOOR = Chart("door", Labelled, [edge("open", "close", "shut")], "open")
STATES = st.sampled_from([state.value for state in Plain])
TRIGGERS = st.sampled_from(["go", "stop", "back", "to_a", "is_a", "may_go"])


@st.composite
def edges(draw: st.DrawFn) -> dict[tuple[str, str], str]:
    keys = draw(st.sets(st.tuples(STATES, TRIGGERS), max_size=10))
    return {key: draw(STATES) for key in keys}


@given(table=edges())
def test_a_chart_moves_exactly_along_its_edges(table: dict[tuple[str, str], str]) -> None:
    """Also for triggers that sound like what the library adds by itself."""
    made = [edge(source, trigger, target) for (source, trigger), target in table.items()]
    chart = Chart("any", Plain, made, "a")
    for state in Plain:
        for trigger in ("go", "stop", "back", "to_a", "is_a", "may_go", "to_b", "never"):
            allowed = (state.value, trigger) in table
            assert chart.allows(state, trigger) is allowed
            if allowed:
                assert chart.move(state, trigger).target == table[state.value, trigger]
            else:
                with pytest.raises(IllegalTransition):
                    chart.move(state, trigger)
    assert chart.finals == {s.value for s in Plain} - {source for source, _ in table}


def test_a_refusal_names_the_state_in_both_languages() -> None:
    with pytest.raises(IllegalTransition) as refusal:
        DOOR.move("shut", "close")
    assert refusal.value.message.zh == "当前状态“关”不允许此操作"
    assert refusal.value.message.en == "The present state “Shut” does not allow this"


def test_two_ways_by_one_trigger_are_none() -> None:
    with pytest.raises(ValueError, match="two edges"):
        Chart("x", Plain, [edge("a", "go", "b"), edge("a", "go", "c")], "a")


@pytest.mark.parametrize(
    ("wrong", "initial"),
    [
        (edge("a", "go", "nowhere"), "a"),
        (edge("nowhere", "go", "a"), "a"),
        (edge("a", "go", "b"), "x"),
    ],
)
def test_a_state_nobody_declared_is_refused(wrong: Edge, initial: str) -> None:
    with pytest.raises(ValueError, match=r"has no state (nowhere|x)"):
        Chart("x", Plain, [wrong], initial)


def test_a_state_without_a_label_is_its_own() -> None:
    assert label_of(Plain, "a") == Text("a", "a")
    assert label_of(Labelled, "open") == Text("开", "Open")
    with pytest.raises(ValueError, match="nowhere"):
        label_of(Plain, "nowhere")


def test_the_diagram_shows_every_edge_and_every_end() -> None:
    assert DOOR.mermaid() == (
        "stateDiagram-v2\n    [*] --> open\n    open --> shut: close\n    shut --> [*]"
    )

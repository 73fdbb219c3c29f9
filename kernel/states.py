"""State machines as data: edges in a tuple, driven by `transitions` on a throw-away carrier.

A stored object is never handed to the library (adding a model without `initial=` resets it). Each
chart is driven once through every state and trigger when it is built; what came out is the table
that the house then obeys. Nothing but that table moves a state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from transitions import Machine, MachineError

from kernel.errors import Conflict
from kernel.text import Text


class IllegalTransition(Conflict):
    """The state it is in does not allow this."""

    code = "kernel.illegal_transition"
    text = Text("当前状态“{state}”不允许此操作", "The present state “{state}” does not allow this")


@dataclass(frozen=True, slots=True)
class Edge:
    """One allowed move: from, why, to, the event it emits, and who may cause it."""

    source: str
    trigger: str
    target: str
    event: str
    actor: str


class _Carrier:
    """Thrown away after one step; `transitions` gives it a state and a trigger."""

    state: str
    trigger: Callable[[str], bool]


class Chart:
    """The states of one kind of object and every way between them."""

    def __init__(
        self, name: str, states: type[StrEnum], edges: Iterable[Edge], initial: str
    ) -> None:
        self.name = name
        self.states = states
        self.edges = tuple(edges)
        self.initial = initial
        _check_declared(states, self.edges, initial)
        self._table = _drive(states, self.edges)

    def move(self, state: str, trigger: str) -> Edge:
        """The edge taken from `state` by `trigger`; IllegalTransition when there is none."""
        edge = self._table.get((state, trigger))
        if edge is None:
            raise IllegalTransition(state=label_of(self.states, state))
        return edge

    def allows(self, state: str, trigger: str) -> bool:
        """Whether there is such an edge."""
        return (state, trigger) in self._table

    @property
    def finals(self) -> frozenset[str]:
        """States nothing leads out of."""
        return frozenset(self.states) - {edge.source for edge in self.edges}

    def mermaid(self) -> str:
        """The diagram of the chart, for its page of documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {edge.source} --> {edge.target}: {edge.trigger}" for edge in self.edges]
        lines += [f"    {state} --> [*]" for state in sorted(self.finals)]
        return "\n".join(lines)


def label_of(states: type[StrEnum], state: str) -> Text:
    """The label a status enum gives to one of its values."""
    label = getattr(states(state), "label", None)
    return label if isinstance(label, Text) else Text(state, state)


def _check_declared(states: type[StrEnum], edges: tuple[Edge, ...], initial: str) -> None:
    """The library passes over an edge from nowhere; here it is a misspelling."""
    named = {initial} | {edge.source for edge in edges} | {edge.target for edge in edges}
    strangers = named - set(states)
    if strangers:
        message = f"{states.__name__} has no state {min(strangers)}"
        raise ValueError(message)


def _drive(states: type[StrEnum], edges: tuple[Edge, ...]) -> dict[tuple[str, str], Edge]:
    machine = Machine(
        model=None,
        states=[state.value for state in states],
        transitions=[[edge.trigger, edge.source, edge.target] for edge in edges],
        initial=None,
        auto_transitions=False,
    )
    by_key = {(edge.source, edge.trigger): edge for edge in edges}
    if len(by_key) != len(edges):
        message = "two edges leave one state by one trigger"
        raise ValueError(message)
    triggers = {edge.trigger for edge in edges}
    reached = {(s.value, t): _step(machine, s.value, t) for s in states for t in triggers}
    return {key: by_key[key] for key, target in reached.items() if target is not None}


def _step(machine: Machine, state: str, trigger: str) -> str | None:
    carrier = _Carrier()
    machine.add_model(carrier, initial=state)
    try:
        carrier.trigger(trigger)
    except MachineError:
        return None
    finally:
        machine.remove_model(carrier)
    return carrier.state

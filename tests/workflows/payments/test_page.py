"""The page about payments shows the states as they are."""

from __future__ import annotations

from kernel.assets import ROOT
from workflows.payments.states import CHART, PaymentStatus

PAGE = (ROOT / "docs" / "slices" / "payments.md").read_text(encoding="utf-8")


def test_the_diagram_is_the_charts() -> None:
    assert f"```mermaid\n{CHART.mermaid()}\n```" in PAGE


def test_every_state_has_a_row() -> None:
    for status in PaymentStatus:
        again = "yes" if status.public.may_pay_again else "no"
        assert f"| `{status.value}` | {status.label.zh} | {again} |" in PAGE

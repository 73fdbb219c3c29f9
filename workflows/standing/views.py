"""From rows to what an order's owner sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from kernel.calendar import BankCalendar
from kernel.statements import Row
from workflows.standing import rules
from workflows.standing.answers import (
    ComingRun,
    StandingRun,
    StandingView,
)
from workflows.standing.rules import Ahead, Terms
from workflows.standing.states import RunStatus, StandingStatus
from workflows.standing.words import Frequency, Roll

COMING_SHOWN: Final = 12
_GOING_ON: Final = frozenset({"pending_approval", "active", "suspended"})


def terms_of(order: Row) -> Terms:
    """When a stored order runs."""
    return Terms(
        Frequency(order["frequency"]), Roll(order["roll"]), order["first_on"], None, order["runs"]
    )


def view(row: Row, *, duplicate: bool = False) -> StandingView:
    """An order as every door shows it."""
    return StandingView(
        number=row["number"], client_serial=row["client_serial"], status=StandingStatus(row["status"]),
        status_at=row["status_at"], payer_account=row["payer_account"], payee_account=row["payee_account"],
        payee_name=row["payee_name"], payee_bank_name=row["payee_bank_name"], amount_minor=row["amount_minor"],
        total_minor=row["total_minor"], currency=row["currency"], purpose=row["purpose"],
        frequency=Frequency(row["frequency"]), roll=Roll(row["roll"]), first_on=row["first_on"],
        last_on=row["last_on"], runs=row["runs"], over=row["next_seq"] - 1,
        next_on=row["next_on"] if row["status"] == "active" else None,
        fingerprint=bytes(row["digest"]).hex(), maker_name=row["maker_name"],
        approval_id=str(row["approval_id"] or ""), reason_zh=row["reason"].get("zh", ""),
        reason_en=row["reason"].get("en", ""), created_at=row["created_at"], duplicate=duplicate,
    )  # fmt: skip


def fields(seen: StandingView) -> dict[str, Any]:
    """A view's fields, to make more of it."""
    return {name: getattr(seen, name) for name in StandingView.__dataclass_fields__}


def run_view(row: Row) -> StandingRun:
    """What became of one run."""
    return StandingRun(
        seq=row["seq"], nominal_on=row["nominal_on"], run_on=row["run_on"], status=RunStatus(row["status"]),
        client_serial=row["client_serial"], payment_number=row["payment_number"], attempts=row["attempts"],
        reason_zh=row["reason"].get("zh", ""), reason_en=row["reason"].get("en", ""),
    )  # fmt: skip


def coming(order: Row, calendar: BankCalendar) -> tuple[ComingRun, ...]:
    """The next runs of an order that goes on."""
    if order["status"] not in _GOING_ON:
        return ()
    return listed(rules.ahead(terms_of(order), order["next_seq"], calendar))


def listed(runs: Iterable[Ahead]) -> tuple[ComingRun, ...]:
    """The first of them."""
    return tuple(_coming(islice(runs, COMING_SHOWN)))


def _coming(runs: Iterable[Ahead]) -> Iterator[ComingRun]:
    for run in runs:
        yield ComingRun(seq=run.seq, nominal_on=run.nominal_on, run_on=run.run_on)

"""The nightly comparison of our copy with what the exchange keeps (日终对账); what is behind is brought up to date.

A difference is never only repaired: each is written down with what we had and what the exchange says. What we know
and the exchange does not, or says otherwise under one version, waits for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from connectors.ports import BillExchange
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid
from kernel.records import audit
from workflows.bills import register, register_repository
from workflows.bills.inflow import BillInflow
from workflows.dispatch.ports import Runner

Difference = dict[str, Any]


class Reconciler:
    """Compares one bank's bills."""

    def __init__(self, exchange: BillExchange, inflow: BillInflow) -> None:
        self._exchange = exchange
        self._inflow = inflow

    def work(self, run: Runner, bank_code: str, on: date) -> int:
        """Compare everything once; returns how many differences were found. Raises ClearingTimeout."""
        differences: list[Difference] = []
        seen: set[str] = set()
        after = ""
        while True:
            page = self._exchange.positions(bank_code, after)
            for said in page.bills:
                seen.add(str(said.get("number")))
                found = run(lambda ctx: self._compare(ctx, said))  # noqa: B023 - runs at once
                differences += [found] if found else []
            after = page.after
            if not after:
                break
        differences += run(lambda ctx: _unknown(ctx, seen))
        run(lambda ctx: _note(ctx, on, len(seen), differences))
        return len(differences)

    def _compare(self, ctx: Context, said: Mapping[str, Any]) -> Difference | None:
        number = str(said.get("number"))
        known = register_repository.lock(ctx, [number]).get(number)
        version = known["version"] if known else 0
        try:
            with savepoint(ctx.uow):
                if not self._inflow.take_bill(ctx, register.read(said)):
                    return None if version <= int(said["version"]) else _told(number, version, said, "ahead")  # fmt: skip
        except (Conflict, Invalid) as fault:
            return _told(number, version, said, fault.code)
        return _told(number, version, said, "behind")


def _told(number: str, version: int, said: Mapping[str, Any], what: str) -> Difference:
    return {"number": number, "ours": version, "theirs": said.get("version"), "what": what}


def _unknown(ctx: Context, seen: set[str]) -> list[Difference]:
    """Bills we know and the exchange does not name."""
    ours = register_repository.numbers(ctx)
    return [_told(number, version, {}, "unknown") for number, version in ours if number not in seen]


def _note(ctx: Context, on: date, bills: int, differences: list[Difference]) -> None:
    register_repository.note_reconciliation(ctx, on, bills, differences)
    audit.write(ctx, "bills.reconcile", "bill", on.isoformat(), {"bills": bills, "differences": len(differences)})  # fmt: skip

"""Behind row security an account's lines are still found by their number: nothing reads a history to tell a day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import pytest

from kernel.db import UnitOfWork
from ledger import inquiries
from tests.world import HouseWorld

_ON: Final = date(2026, 11, 23)
_CHOICE: Final[dict[str, Any]] = dict.fromkeys(("credit", "low", "high", "fees")) | {
    "number": "1001234509099999999", "after": 0, "from": _ON, "to": _ON, "limit": 10, "below": 1, "text": "", "like": "%",
}  # fmt: skip


def searches(uow: UnitOfWork, sql: str, given: object) -> list[str]:
    """By which conditions the index of an account's lines is searched, where no table is read whole."""
    for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "material"):
        uow.run(f"SET LOCAL enable_{way} = off")
    plan = "\n".join(row["QUERY PLAN"] for row in uow.rows(f"EXPLAIN {sql}", given))  # type: ignore[arg-type]
    return re.findall(r"ledger_entry_statement_uq .*\n +Index Cond: (.*)", plan)


@pytest.mark.parametrize(
    "sql",
    [inquiries._DAYS.format(last=27), inquiries._DAY, inquiries._LINES, inquiries._SUMS, inquiries._SEARCHED],
    ids=["days", "day", "lines", "sums", "searched"],
)  # fmt: skip
def test_lines_are_found_by_their_number(world: HouseWorld, sql: str) -> None:
    given = _CHOICE | {"tenant": world.tenant_id, "numbers": [_CHOICE["number"]]}
    with world.context("王磊") as ctx:
        found = searches(ctx.uow, sql, given)
    assert found
    assert all("seq >" in condition for condition in found), found


def test_a_sum_that_may_leak_a_row_would_be_compared_with_every_line(world: HouseWorld) -> None:
    kept = "CASE WHEN own.first_seq IS NULL THEN a.untold ELSE own.first_seq END"
    assert kept in inquiries._DAY
    worse = inquiries._DAY.replace(kept, "coalesce(own.first_seq, a.untold)")
    given = _CHOICE | {"tenant": world.tenant_id}
    with world.context("王磊") as ctx:
        found = searches(ctx.uow, worse, given)
    assert sorted("seq >" in condition for condition in found) == [False, True]

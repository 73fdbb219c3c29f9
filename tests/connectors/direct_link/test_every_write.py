"""Identical requests at once, on write operations in every encoding: one effect, the same answers; else a conflict.

A few of each here; `make one-effect` sends 64 of each under 20 serials.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pytest

from corporate.bootstrap import CATALOGUE
from kernel.operation import Door, Idempotency
from tests.connectors.direct_link.erp import Erp
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.rules import allow_direct
from tests.connectors.direct_link.writes import WAYS, WRITES, Facts, Way, Write
from tests.racing import at_once
from tests.world import HouseWorld

REQUESTS: Final = int(os.environ.get("ONE_EFFECT_REQUESTS", "8"))
SERIALS: Final = int(os.environ.get("ONE_EFFECT_SERIALS", "1"))
GOES_ON: Final = frozenset({"Status", "StatusAt", "EndedAt", "Duplicate", "Faulty", "KeptUntil"})
"""What may have gone on between two answers."""
ELSEWHERE: Final = {
    one.code: "test_every_bill_write" for one in CATALOGUE if one.code.startswith("bills.")
}
"""Operations under a serial that are tried in a story of their own."""


def test_every_write_under_a_serial_is_tried_here_or_named() -> None:
    offered = {
        one.code for one in CATALOGUE.at(Door.DIRECT_LINK) if one.idempotency is Idempotency.SERIAL
    }
    assert offered - {one.operation for one in WRITES} - ELSEWHERE.keys() == set()


def sent(erp: Erp, operation: str, way: Way, values: Mapping[str, Any]) -> tuple[str, Facts]:
    """Send it; where the house is too busy, again under the same serial, as the manual says."""
    while True:
        code, facts = way(erp, operation, values)
        if code != "U161":
            return code, facts


@pytest.mark.parametrize("write", WRITES, ids=lambda one: one.operation)
def test_many_at_once_have_one_effect_and_the_same_answers(
    erp: Erp, world: HouseWorld, write: Write
) -> None:
    allow_direct(world)
    asked, changed = write.ready(world)
    write = replace(write, asked={**write.asked, **asked}, changed={**write.changed, **changed})
    serials = min(SERIALS, write.most)
    requests = [
        (WAYS[number % len(WAYS)], write.under(f"ONE-{serial}"))
        for number in range(REQUESTS)
        for serial in range(serials)
    ]
    answers = at_once(lambda each: sent(erp, write.operation, *each), requests)
    assert {code for code, _ in answers} == {"0000"}
    firsts = [facts["Duplicate"] for _, facts in answers]
    assert (firsts.count("false"), firsts.count("true")) == (serials, serials * (REQUESTS - 1))
    told = {
        tuple(sorted((name, said) for name, said in facts.items() if name not in GOES_ON and said))
        for _, facts in answers
    }
    assert len(told) == serials, told
    assert world.count(write.effect, write.where) == write.rows * serials
    with nothing_left(world.db, nonces=len(WAYS)):
        for way in WAYS:
            assert (
                way(erp, write.operation, write.under("ONE-0", changed=True))[0] == write.conflict
            )

"""Sealed submissions: bound to what they are, compared without being opened, and refused where there is no safe."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from connectors.ports import ClearingAnswer, Outcome
from kernel.crypto import FileKeyPort
from tests.workflows.dispatch.house import House
from workflows.dispatch import sealing
from workflows.dispatch.sealing import Envelope, NoSafe

ONE, OTHER = UUID(int=1), UUID(int=2)
PAYLOAD = {"amount": "9418.63", "currency": "CNY", "payee_name": "轩辕若水"}


@pytest.fixture
def safe(house: House, tmp_path: Path) -> Envelope:
    return Envelope(lambda: FileKeyPort(tmp_path / "data-keys", house.world.kernel.randomness))


def test_what_is_sealed_opens_for_its_own_submission_alone(house: House, safe: Envelope) -> None:
    with house.world.job() as ctx:
        kept = safe.seal(ctx, ONE, PAYLOAD)
        assert safe.open(ctx, ONE, kept) == PAYLOAD
        assert not [word for word in PAYLOAD.values() if word.encode() in kept]
        with pytest.raises(Exception, match="refused"):
            safe.open(ctx, OTHER, kept)
        assert safe.mark(ctx, ONE, "9418.63") != safe.mark(ctx, OTHER, "9418.63")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"amount": "9418.63", "currency": "CNY", "state": "PR05"}, {"currency": "CNY", "state": "PR05"}),
        ({"amount": "9418.64"}, {"amount_differs": True}),
        ({"amount": "much"}, {"amount_differs": True}),
        ({"said": "轩辕若水 9418.63"}, {}),
    ],
)  # fmt: skip
def test_of_an_answer_nothing_is_kept_that_could_be_the_amount(
    house: House, safe: Envelope, said: dict[str, Any], kept: dict[str, Any]
) -> None:
    with house.world.job() as ctx:
        clear = sealing.in_clear(ctx, safe, ONE, PAYLOAD)
        assert clear.keys() == {"currency", "amount_mark"}
        answer = ClearingAnswer("M-1", Outcome.SETTLED, ONE, extra=said)
        sealed = {"id": ONE, "sealed": b"x", "payload": clear}
        assert sealing.discreet(ctx, safe, sealed, answer).extra == kept
        plain = {"id": ONE, "sealed": None, "payload": PAYLOAD}
        assert sealing.discreet(ctx, safe, plain, answer) is answer


def test_an_engine_without_a_safe_sends_nothing_that_is_private(house: House) -> None:
    with house.world.job() as ctx, pytest.raises(LookupError):
        house.engine.prepare(ctx, "payment", ONE, "IBPS", PAYLOAD, private=True)
    with house.world.job() as ctx:
        with pytest.raises(LookupError):
            NoSafe().open(ctx, ONE, b"")
        with pytest.raises(LookupError):
            NoSafe().mark(ctx, ONE, "")
    assert house.rows("SELECT count(*) AS n FROM submission")[0]["n"] == 0


def test_a_fault_is_told_by_its_kind_where_its_words_may_repeat_what_was_sealed() -> None:
    fault = ValueError("轩辕若水 9418.63")
    assert sealing.told(fault, private=True) == "ValueError"
    assert sealing.told(fault, private=False) == "ValueError: 轩辕若水 9418.63"

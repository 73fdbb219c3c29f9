"""A transaction's scope names what it may see, and asking for what is not there is a fault of ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from kernel.clock import FixedClock
from kernel.ids import Ids, SystemRandomness, minted_at
from kernel.tenancy import Scope

BANK, ENTERPRISE = UUID(int=1), UUID(int=2)


def test_a_transaction_opens_with_both_variables_always() -> None:
    assert Scope().opening() == (
        "BEGIN",
        "SET LOCAL yinqi.tenant=''",
        "SET LOCAL yinqi.enterprise=''",
    )
    assert Scope(BANK, ENTERPRISE).opening() == (
        "BEGIN",
        f"SET LOCAL yinqi.tenant='{BANK}'",
        f"SET LOCAL yinqi.enterprise='{ENTERPRISE}'",
    )


def test_a_transaction_of_one_message_enters_the_same_scope() -> None:
    sql, values = Scope(BANK, ENTERPRISE).entered()
    assert values == (str(BANK), str(ENTERPRISE))
    assert Scope().entered() == (sql, ("", ""))
    with pytest.raises((TypeError, AttributeError)):
        Scope("'; DROP TABLE bank; --").entered()  # type: ignore[arg-type]


def test_only_an_identifier_enters_the_opening() -> None:
    with pytest.raises((TypeError, AttributeError)):
        Scope("'; DROP TABLE bank; --").opening()  # type: ignore[arg-type]


def test_what_a_scope_lacks_is_not_made_up() -> None:
    assert (Scope(BANK, ENTERPRISE).bank(), Scope(BANK, ENTERPRISE).enterprise()) == (
        BANK,
        ENTERPRISE,
    )
    with pytest.raises(LookupError, match="no bank"):
        Scope().bank()
    with pytest.raises(LookupError, match="no enterprise"):
        Scope(BANK).enterprise()


def test_a_transaction_is_narrowed_once_and_never_changed() -> None:
    narrowed = f"SET LOCAL yinqi.enterprise='{ENTERPRISE}'"
    assert Scope(BANK).narrow(ENTERPRISE) == narrowed
    assert Scope(BANK, ENTERPRISE).narrow(ENTERPRISE) == narrowed
    with pytest.raises(ValueError, match="never changes"):
        Scope(BANK, ENTERPRISE).narrow(uuid4())


def test_an_id_knows_when_it_was_minted() -> None:
    at = datetime(2026, 11, 23, 2, 5, 0, 123_000, tzinfo=UTC)
    ids = Ids(FixedClock(at), SystemRandomness())
    assert minted_at(ids.uuid7()) == at
    assert minted_at(ids.uuid7()) - at < timedelta(milliseconds=1)
    with pytest.raises(ValueError, match="UUIDv7"):
        minted_at(uuid4())

"""Ids ascend in time whatever the clock does; numbers carry the bank's day; cursors name one place."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import FixedClock, SystemClock
from kernel.ids import CursorUnknown, Ids, SystemRandomness, cursor_of, minted_at, read_cursor

MONDAY = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
INSTANTS = st.datetimes(
    datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)  # noqa: DTZ001 - bounds
)  # fmt: skip


class Bytes:
    """The same byte again and again."""

    def __init__(self, value: int) -> None:
        self._value = value

    def token_bytes(self, count: int) -> bytes:
        return bytes([self._value]) * count


def ids(at: datetime = MONDAY, value: int | None = None) -> Ids:
    return Ids(FixedClock(at), SystemRandomness() if value is None else Bytes(value))


@given(
    steps=st.lists(st.timedeltas(timedelta(hours=-2), timedelta(hours=2)), min_size=1, max_size=40)
)
def test_ids_ascend_although_the_clock_steps_back(steps: list[timedelta]) -> None:
    clock = FixedClock(MONDAY)
    made = Ids(clock, Bytes(255))
    seen = [made.uuid7()]
    for step in steps:
        clock.advance(step)
        seen += [made.uuid7(), made.uuid7()]
    assert seen == sorted(set(seen))
    assert {one.version for one in seen} == {7}
    assert {one.variant for one in seen} == {"specified in RFC 4122"}


@given(at=INSTANTS, value=st.integers(0, 255))
def test_an_id_says_to_the_millisecond_when_it_was_minted(at: datetime, value: int) -> None:
    made = ids(at, value).uuid7()
    assert minted_at(made) == at.replace(microsecond=at.microsecond // 1000 * 1000)


def test_more_ids_than_a_millisecond_orders_borrow_from_the_next() -> None:
    made = ids(value=0)
    seen = [made.uuid7() for _ in range(5_000)]
    assert seen == sorted(set(seen))
    assert minted_at(seen[-1]) - minted_at(seen[0]) == timedelta(milliseconds=1)


def test_threads_mint_no_id_twice() -> None:
    made = ids(value=7)
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: made.uuid7(), range(2_000)))
    assert len(set(seen)) == 2_000


def test_only_a_uuid7_knows_its_time() -> None:
    with pytest.raises(ValueError, match="UUIDv7"):
        minted_at(UUID(int=4 << 76 | 2 << 62))


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-22T15:59:59+00:00", "261122"),
        ("2026-11-22T16:00:00+00:00", "261123"),  # midnight in Shanghai
        ("2026-12-31T16:00:00+00:00", "270101"),
    ],
)
def test_a_number_carries_the_banks_day(at: str, day: str) -> None:
    assert ids(datetime.fromisoformat(at), 0).number("P") == f"P{day}-00000000"


def test_a_number_is_read_out_without_doubt() -> None:
    assert ids(value=255).number("B") == "B261123-ZZZZZZZZ"
    for _ in range(200):
        assert re.fullmatch(r"P261123-[0-9A-HJKMNP-TV-Z]{8}", ids().number("P"))


def test_a_token_is_fit_for_an_address() -> None:
    assert ids(value=255).token(3) == "____"
    assert re.fullmatch(r"[\w-]{43}", ids().token())


@given(at=INSTANTS, row_id=st.uuids())
def test_a_cursor_names_the_very_place_it_was_made_of(at: datetime, row_id: UUID) -> None:
    assert read_cursor(cursor_of(at, row_id)) == (at, row_id)


@pytest.mark.parametrize(
    "cursor", ["", "x", "1.", "1.xyz", ".0", f"{10**30}.{UUID(int=1).hex}", "1", f"-{10**25}.0"]
)
def test_a_mark_that_is_none_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(CursorUnknown):
        read_cursor(cursor)


@given(cursor=st.text(max_size=60))
def test_any_other_text_is_a_place_or_refused(cursor: str) -> None:
    try:
        at, row_id = read_cursor(cursor)
    except CursorUnknown:
        return
    assert at.tzinfo is UTC
    assert isinstance(row_id, UUID)


def test_no_reserve_of_randomness_outlives_a_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes that draw from one reserve would mint the same ids."""
    ids = Ids(SystemClock(), SystemRandomness())
    ids.uuid7()
    left = ids._reserve
    monkeypatch.setattr("os.getpid", lambda: -1)
    ids.uuid7()
    assert left[-8:] not in ids._reserve

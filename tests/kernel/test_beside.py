"""What is made beside its taker: the same things in the same order, the same faults, and nothing left running."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from itertools import chain

import pytest

from kernel import trace
from kernel.beside import hashed_beside, made_beside


def places(count: int, seen: list[str]) -> Iterator[int]:
    for place in range(count):
        seen.append(threading.current_thread().name)
        yield place


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 14, 1_000])
def test_everything_comes_once_in_its_order(count: int) -> None:
    with made_beside(places(count, []), 7) as lists:
        found = list(lists)
    assert list(chain.from_iterable(found)) == list(range(count))
    assert all(len(one) <= 7 for one in found)


def test_what_fits_into_one_list_needs_no_thread() -> None:
    seen: list[str] = []
    with made_beside(places(6, seen), 7) as lists:
        assert list(lists) == [[0, 1, 2, 3, 4, 5]]
    assert set(seen) == {threading.current_thread().name}


def test_the_rest_is_made_by_another_thread_under_the_same_trace() -> None:
    traces: set[tuple[str, str]] = set()

    def traced() -> Iterator[int]:
        for place in range(20):
            traces.add((threading.current_thread().name, trace.current()))
            yield place

    with trace.traced("T1"), made_beside(traced(), 7) as lists:
        assert sum(map(len, lists)) == 20
    assert len(traces) == 2
    assert {one for _, one in traces} == {"T1"}


def test_a_fault_while_making_is_raised_where_it_is_taken_behind_what_was_made() -> None:
    def faulty() -> Iterator[int]:
        yield from range(10)
        raise ValueError(11)

    with made_beside(faulty(), 5) as lists:
        assert next(lists) == [0, 1, 2, 3, 4]
        assert next(lists) == [5, 6, 7, 8, 9]
        with pytest.raises(ValueError, match="11"):
            next(lists)


def test_who_leaves_early_leaves_no_thread_behind() -> None:
    before = threading.active_count()

    def leaving() -> None:
        with made_beside(iter(int, 1), 5) as lists:
            assert next(lists) == [0] * 5
            raise LookupError

    with pytest.raises(LookupError):
        leaving()
    assert threading.active_count() == before


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_chunks_are_hashed_while_they_are_taken(count: int) -> None:
    chunks = [bytes([place]) * 5_000 for place in range(count)]
    state = hashlib.sha256()
    assert list(hashed_beside(state, iter(chunks))) == chunks
    assert state.digest() == hashlib.sha256(b"".join(chunks)).digest()

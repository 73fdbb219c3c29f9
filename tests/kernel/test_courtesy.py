"""Who goes through rows for long rests while others are waited for, and only then."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from kernel.beside import made_beside
from kernel.courtesy import LONG_S, REST_S, WORK_S, Courtesy


class Time:
    """A clock that only sleeping and working move."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def courtesy(time: Time) -> Courtesy:
    return Courtesy(lambda: time.now, time.sleep)


def beside(courtesy: Courtesy, work: Callable[[], None]) -> None:
    """Do something while another thread is at the answer of a request."""
    there, done = threading.Event(), threading.Event()

    def another() -> None:
        with courtesy.answering():
            there.set()
            done.wait()

    thread = threading.Thread(target=another)
    thread.start()
    there.wait()
    try:
        work()
    finally:
        done.set()
        thread.join()


def rows(courtesy: Courtesy, time: Time, seconds: float) -> None:
    """Go through rows, a millisecond each."""
    for _ in range(round(seconds * 1000)):
        courtesy.give_way()
        time.now += 0.001


def test_a_long_request_rests_while_others_are_waited_for(courtesy: Courtesy, time: Time) -> None:
    def work() -> None:
        with courtesy.answering():
            rows(courtesy, time, LONG_S + 1)

    beside(courtesy, work)
    assert time.slept == pytest.approx(REST_S / WORK_S, rel=0.05)


def test_it_does_not_rest_when_nobody_is_waited_for(courtesy: Courtesy, time: Time) -> None:
    with courtesy.answering():
        rows(courtesy, time, LONG_S + 1)
    assert time.slept == 0


def test_a_short_list_is_read_without_a_rest(courtesy: Courtesy, time: Time) -> None:
    def work() -> None:
        with courtesy.answering():
            rows(courtesy, time, LONG_S - 0.001)

    beside(courtesy, work)
    assert time.slept == 0


def test_two_long_requests_do_not_wait_for_each_other(courtesy: Courtesy, time: Time) -> None:
    def beside_another_long_one() -> None:
        with courtesy.answering():
            rows(courtesy, time, LONG_S + 1)

    with courtesy.answering():
        rows(courtesy, time, LONG_S + 0.01)
        thread = threading.Thread(target=beside_another_long_one)
        thread.start()
        thread.join()
    assert time.slept == 0


def test_what_makes_things_beside_a_long_request_rests_in_its_place(
    courtesy: Courtesy, time: Time
) -> None:
    def places() -> Iterator[int]:
        for place in range(1_000):
            rows(courtesy, time, 0.001)
            yield place

    def work() -> None:
        with courtesy.answering(), made_beside(places(), 10) as lists:
            assert sum(map(len, lists)) == 1_000

    beside(courtesy, work)
    assert time.slept == pytest.approx((1 - LONG_S) * REST_S / WORK_S, rel=0.05)


def test_what_is_no_request_never_rests(courtesy: Courtesy, time: Time) -> None:
    beside(courtesy, lambda: rows(courtesy, time, LONG_S + 1))
    assert time.slept == 0


def test_who_has_ended_is_waited_for_no_more(courtesy: Courtesy, time: Time) -> None:
    with courtesy.answering():
        rows(courtesy, time, LONG_S + 1)
    beside(courtesy, lambda: None)
    with courtesy.answering():
        rows(courtesy, time, LONG_S + 1)
    assert time.slept == 0

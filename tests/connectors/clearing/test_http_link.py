"""The link against a peer that breaks every rule: no fault ever becomes a verdict."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from connectors.clearing.codes import REASONS, STATES, state_of, words_of
from connectors.clearing.exchange import Patience
from connectors.clearing.http_link import HttpClearing
from connectors.clearing.simulator.director import Director
from connectors.ports import ClearingTimeout, ClearingUnreachable, Outcome
from kernel import limits
from workflows.dispatch import ladder

from .conftest import BANK, IDS, submission

GOOD = (
    b'{"message_id":"m1","submission_id":"%s","state":"PR05","reference":"r1"}'
    % str(IDS[1]).encode()
)
Peer = Callable[[bytes], str]


def http(body: bytes, status: str = "200 OK", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n\r\n".encode() + body


@pytest.fixture
def peer() -> Iterator[Peer]:
    """A server that reads one request and answers with exactly these bytes, then closes."""
    opened: list[tuple[socket.socket, threading.Thread]] = []

    def start(answer: bytes) -> str:
        listening = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(65536)
                line.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        opened.append((listening, thread))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield start
    for listening, thread in opened:
        thread.join(2)
        listening.close()


_HASTY = Patience(connect_s=3, read_s=0.5, total_s=1)
"""For a question to which silence and nonsense are the same answer."""


def link_to(address: str) -> HttpClearing:
    return HttpClearing(address)


def test_a_good_answer_is_read(peer: Peer) -> None:
    answer = link_to(peer(http(GOOD))).submit(BANK, submission(1))
    assert (answer.message_id, answer.outcome, answer.reference) == ("m1", Outcome.SETTLED, "r1")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\x01\x02 garbage\r\n\r\n",
        http(GOOD, "500 Internal Server Error"),
        http(GOOD, "502 Bad Gateway"),
        http(GOOD, "404 Not Found"),
        http(GOOD, "302 Found"),
        http(GOOD, "204 No Content"),
        http(GOOD[:-5], length=len(GOOD)),
        http(b""),
        http(b"null"),
        http(b"[]"),
        http(b"<html>busy</html>"),
        http(GOOD + b"x"),
        http(GOOD.replace(b'"state"', b'"State"')),
        http(GOOD.replace(b'"PR05"', b"5")),
        http(GOOD.replace(b'"PR05"', b'"PR05 "')),
        http(GOOD.replace(b'"PR05"', b'["PR05"]')),
        http(GOOD.replace(b"m1", b"m" * 65)),
        http(GOOD.replace(b"m1", b"m\\u0000")),
        http(GOOD.replace(b'"m1"', b"[]")),
        http(GOOD.replace(b"{", b'{"state":"PR09",', 1)),
        http(GOOD.replace(b"{", b'{"x":NaN,', 1)),
        http(b'{"submission_id":"x","state":"PR05"}'),
        http(b'{"state":"PR05"}'),
        http(b'{"deep":' + b"[" * 5000 + b"]" * 5000 + b"}"),
        http(b'{"long":"' + b"x" * limits.JSON_BYTES_MAX + b'"}'),
    ],
    ids=lambda answer: repr(answer[9:60]),
)
def test_whatever_is_wrong_is_no_answer(peer: Peer, answer: bytes) -> None:
    with pytest.raises(ClearingTimeout) as no_answer:
        link_to(peer(answer)).submit(BANK, submission(1))
    assert not isinstance(no_answer.value, ClearingUnreachable)


def test_an_answer_about_another_submission_says_nothing_and_is_kept(peer: Peer) -> None:
    answer = link_to(peer(http(GOOD))).submit(BANK, submission(2))
    assert (answer.outcome, answer.submission_id) == (Outcome.UNKNOWN, IDS[2])
    assert str(IDS[1]) in answer.extra["said"]


def test_nobody_listening_means_that_surely_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(ClearingUnreachable):
        link_to(f"http://127.0.0.1:{port}").submit(BANK, submission(1))


def test_a_dripping_answer_is_cut_off_in_time() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    cut = threading.Event()

    def drip() -> None:
        line, _ = listening.accept()
        with line:
            line.recv(65536)
            try:
                while True:
                    line.sendall(b"H" if not cut.is_set() else b"T")
                    cut.wait(0.05)
            except OSError:
                cut.set()

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    began = time.monotonic()
    link = HttpClearing(
        f"http://127.0.0.1:{listening.getsockname()[1]}", Patience(1, read_s=1, total_s=0.3)
    )
    with pytest.raises(ClearingTimeout):
        link.enquire(BANK, IDS[1])
    assert time.monotonic() - began < limits.CLEARING_TOTAL_TIMEOUT_S
    assert cut.wait(30)
    thread.join(30)
    listening.close()


def test_the_house_is_patient_longer_than_a_call_may_last() -> None:
    longest_s = limits.CLEARING_CONNECT_TIMEOUT_S + limits.CLEARING_TOTAL_TIMEOUT_S
    assert ladder.LEASE.total_seconds() > 2 * longest_s


def test_an_address_is_http() -> None:
    with pytest.raises(ValueError, match="not an http or https address"):
        HttpClearing("ftp://clearing.example")


def test_one_hostile_message_does_not_hide_the_others(
    link: HttpClearing, director: Director
) -> None:
    director.credit(BANK, "HVPS", "R1", {"amount": "1.00"})
    director.message(BANK, "credit", '{"rail": "HVPS", "reference": "R2", "payload": {"a": NaN}}')
    director.message(BANK, "answer", {"submission_id": "not an id", "state": "PR05"})
    director.message(BANK, "credit", {"rail": "HVPS", "reference": "R 3", "payload": {}})
    director.message(BANK, "credit", {"rail": "HVPS", "reference": "R4", "payload": "none"})
    director.message(BANK, "credit", {"rail": "HVPS", "reference": "R5",
                                      "payload": {"payee_name": "长" * (10 << 20)}})  # fmt: skip
    director.message(BANK, "answer", '{"broken": ')
    director.credit(BANK, "HVPS", "R6", {"amount": "2.00"})
    patient, cursor, money, kept = HttpClearing(link_address(link)), "", [], []
    for _ in range(10):
        inflow = patient.collect(BANK, cursor)
        money += [credit.reference for credit in inflow.credits]
        kept += list(inflow.answers)
        if inflow.cursor == cursor:
            break
        cursor = inflow.cursor
    assert money == ["R1", "R6"]
    assert len(kept) == 6
    assert {answer.outcome for answer in kept} == {Outcome.UNKNOWN}
    assert {answer.submission_id for answer in kept} == {None}
    assert len({answer.message_id for answer in kept}) == 6
    assert all(len(answer.extra["unreadable"]) <= 2000 for answer in kept)


def link_address(link: HttpClearing) -> str:
    exchange = link._exchange
    return f"http://{exchange._host}:{exchange._port}"


def test_a_page_nobody_can_read_and_no_place_to_go_on_from(peer: Peer) -> None:
    with pytest.raises(ClearingTimeout):
        HttpClearing(peer(http(b'{"cursor": 5}')), _HASTY).collect(BANK, "")


def test_an_unlisted_state_is_unknown_and_has_words() -> None:
    assert state_of("PR77").outcome is Outcome.UNKNOWN
    assert words_of("PR77", "").zh == "未知状态 PR77"
    assert words_of("PR09", "RJ77").en == "Clearing's code RJ77"


def test_only_final_states_are_verdicts() -> None:
    verdicts = {Outcome.SETTLED, Outcome.REFUSED, Outcome.RETURNED}
    listed = {code for code, state in STATES.items() if state.outcome in verdicts}
    assert listed == {"PR03", "PR04", "PR05", "PR09", "PR21", "PR22", "RP00"}


def test_every_code_has_words_in_both_languages() -> None:
    texts = [state.text for state in STATES.values()] + list(REASONS.values())
    assert all(text.zh and text.en and text.zh != text.en for text in texts)

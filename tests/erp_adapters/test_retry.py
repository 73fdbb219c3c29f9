"""When a message is sent again: each rule of `erp_adapters/client/retry.py`, one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

import erp_adapters.client as sdk
from connectors.direct_link.link import DirectLink
from erp_adapters.client import BankBusy, BankLink, LinkConfig, NoAnswer, NotSent, Patience, Refused
from erp_adapters.client.answers import retry_after
from erp_adapters.client.retry import resolve
from kernel.clock import FixedClock
from kernel.db_errors import DatabaseUnavailable
from kernel.errors import OutcomeUnknown
from kernel.text import Text
from tests.erp_adapters.conftest import Wire
from tests.erp_adapters.test_link import PAYMENT
from tests.world import HouseWorld, crypto

BUSY = BankBusy(return_code="U003", said=Text("忙", "busy"), retry_after_s=7.0)
GONE = NotSent(reason="refused")
LOST = NoAnswer(reason="timeout")
NO = Refused("C102", "conflict", Text("不", "no"), ())
NOWHERE = Refused("D001", "kernel.not_found", Text("无", "none"), ())


class Script:
    """A bank that answers as it is told, one answer a call."""

    def __init__(self, *answers: str | Exception) -> None:
        self.answers = list(answers)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def settle(act: Script, ask: Script, attempts: int = 4) -> tuple[str, list[float]]:
    rests: list[float] = []
    return resolve(act, ask, Patience(attempts=attempts), rests.append), rests


def test_nothing_sent_and_not_now_are_sent_again_after_the_time_the_bank_names() -> None:
    act, ask = Script(GONE, BUSY, "paid"), Script()
    assert settle(act, ask) == ("paid", [1.0, 7.0])
    assert ask.calls == 0


def test_in_doubt_it_asks_and_only_then_sends_the_same_again() -> None:
    act, ask = Script(LOST, LOST, "paid"), Script(NOWHERE, GONE)
    assert settle(act, ask) == ("paid", [1.0, 2.0])
    assert ask.calls == 2


def test_what_the_question_finds_ends_the_doubt() -> None:
    act, ask = Script(LOST), Script("found")
    assert settle(act, ask) == ("found", [])


def test_a_refusal_before_any_doubt_is_the_end() -> None:
    act, ask = Script(NO), Script()
    with pytest.raises(Refused):
        settle(act, ask)
    assert ask.calls == 0


def test_a_refusal_of_the_copy_does_not_decide_about_the_first() -> None:
    """The first message may still arrive; who believed this refusal would pay under a new serial."""
    act, ask = Script(LOST, NO, NO, NO), Script(NOWHERE, NOWHERE, NOWHERE, NOWHERE)
    with pytest.raises(NoAnswer):
        settle(act, ask)
    again, found = Script(LOST, NO), Script(NOWHERE, "found after all")
    assert settle(again, found)[0] == "found after all"


def test_patience_that_ends_in_doubt_says_so_whatever_went_wrong_last() -> None:
    with pytest.raises(OutcomeUnknown):
        settle(Script(LOST, GONE), Script(NOWHERE, GONE), attempts=2)
    with pytest.raises(NotSent):
        settle(Script(GONE, GONE), Script(), attempts=2)


def test_waits_double_up_to_a_ceiling() -> None:
    assert list(Patience(attempts=6, first_wait_s=10, wait_s_max=60).waits()) == [
        10, 20, 40, 60, 60,
    ]  # fmt: skip
    assert list(Patience(attempts=1).waits()) == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        (" 12 ", 12.0),
        ("999999", 3600.0),
        ("-1", 0.0),
        ("soon", 0.0),
        ("", 0.0),
        ("²", 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_not_at_all(header: str, seconds: float) -> None:
    assert retry_after({"retry-After": header}) == seconds
    assert retry_after({}) == 0.0


@pytest.fixture
def patient(world: HouseWorld, wire: Wire, config: LinkConfig) -> Callable[[], BankLink]:
    def opened() -> BankLink:
        return BankLink(
            config, passphrase=b"open sesame", transport=wire, clock=world.clock, crypto=crypto(),
            patience=Patience(attempts=3), rest=rests.append,
        )  # fmt: skip

    rests: list[float] = []
    return opened


def test_a_lost_request_is_sent_again_under_its_serial_and_paid_once(
    patient: Callable[[], BankLink], wire: Wire, world: HouseWorld
) -> None:
    wire.lose_requests = 2  # the payment and the question after it
    assert patient().pay(PAYMENT).serial == "ERP-0001"
    serials = [b"<ClientSerial>ERP-0001</ClientSerial>" in sent for sent in wire.sent]
    assert serials == [True, True, True]
    nonces = {sent.partition(b"<Nonce>")[2].partition(b"<")[0] for sent in wire.sent}
    assert len(nonces) == 3
    assert world.count("payment") == 1


def test_a_busy_bank_is_waited_for_as_long_as_it_says(
    patient: Callable[[], BankLink],
    world: HouseWorld,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link = patient()
    rests: list[float] = []
    perform = DirectLink._perform

    def busy_once(*_args: object) -> object:
        monkeypatch.setattr(DirectLink, "_perform", perform)
        raise DatabaseUnavailable

    monkeypatch.setattr(DirectLink, "_perform", busy_once)
    link._rest = rests.append
    assert link.pay(PAYMENT).status == "pending_approval"
    assert len(rests) == 1
    assert rests[0] >= 1.0
    assert world.count("payment") == 1


def test_a_question_is_put_again(
    patient: Callable[[], BankLink], wire: Wire, world: HouseWorld
) -> None:
    wire.lose_answers = 1
    assert patient().accounts()[0]["AccountNumber"] == "1001234509012345678"
    assert len(wire.sent) == 2
    assert world.count("payment") == 0


def test_the_distance_of_the_clocks_is_kept(
    world: HouseWorld, wire: Wire, config: LinkConfig
) -> None:
    slow = FixedClock(world.clock.now() - timedelta(seconds=90))
    bank = BankLink(config, passphrase=b"open sesame", transport=wire, clock=slow, crypto=crypto())
    assert bank.ahead_s is None
    bank.accounts()
    assert bank.ahead_s == 90.0


def test_everything_an_integrator_needs_stands_in_one_place() -> None:
    for name in sdk.__all__:
        assert getattr(sdk, name) is not None
    assert "connect" in sdk.__all__

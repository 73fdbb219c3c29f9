"""Never two invoices for one fee, whatever the tax platform, the line and the worker do."""

from __future__ import annotations

import random
from typing import Final

import pytest

from kernel import failpoints
from tests.workflows.invoices.house import FEE, InvoiceHouse
from workflows.invoices.errors import NothingOpen

WORDS: Final = ("", "lost", "silent", "late", "refused")
POINTS: Final = ("invoices.before_asking", "invoices.answered")
DEATHS: Final = 0.4


def test_an_answer_gives_the_invoice_its_number(bank: InvoiceHouse) -> None:
    bank.set_buyer()
    bank.pay_with_fee("S1")
    asked = bank.ask()
    assert (asked.status, asked.gross_minor, asked.tax_minor, asked.fees) == ("waiting", 500, 28, 1)
    bank.work()
    (issued,) = bank.invoices()
    assert (issued.status, len(issued.invoice_number)) == ("issued", 20)
    assert bank.work(minutes=200) == 0


@pytest.mark.parametrize("word", ["lost", "silent"])
def test_silence_is_unknown_and_then_asked_about_under_the_same_serial(
    bank: InvoiceHouse, word: str
) -> None:
    bank.set_buyer()
    bank.pay_with_fee("S1")
    bank.ask()
    bank.wire.script = [word]
    bank.work()
    assert bank.invoices()[0].status == "unknown"
    with pytest.raises(NothingOpen):
        bank.ask()
    assert bank.work() == 0  # its lease runs: nobody asks again yet
    bank.work(minutes=3)
    assert bank.invoices()[0].status == "issued"
    assert len(bank.wire.bureau.issued) == 1
    operations = [operation for operation, _ in bank.wire.bureau.asked]
    assert operations.index("EnquireInvoice") == (0 if word == "lost" else 1)


def test_a_late_one_is_waited_for_and_not_asked_for_again(bank: InvoiceHouse) -> None:
    bank.set_buyer()
    bank.pay_with_fee("S1")
    bank.ask()
    bank.wire.script = ["late"]
    for _ in range(3):
        bank.work(minutes=10)
    assert bank.invoices()[0].status == "issued"
    assert [op for op, _ in bank.wire.bureau.asked].count("IssueInvoice") == 1


def test_a_no_sets_the_fee_free(bank: InvoiceHouse) -> None:
    bank.set_buyer()
    bank.pay_with_fee("S1")
    bank.ask()
    bank.wire.script = ["refused"]
    bank.work()
    (refused,) = bank.invoices()
    assert (refused.status, refused.reason_zh) == ("refused", "B1001 购买方纳税人识别号不在册")
    assert bank.open().open_minor == FEE
    bank.ask()
    bank.work()
    assert [one.status for one in bank.invoices()] == ["issued", "refused"]


@pytest.mark.parametrize("point", ["invoices.before_asking", "invoices.answered"])
def test_a_worker_that_dies_is_overtaken_without_a_second_invoice(
    bank: InvoiceHouse, point: str
) -> None:
    bank.set_buyer()
    bank.pay_with_fee("S1")
    bank.ask()
    die(bank, point)
    assert bank.invoices()[0].status == "sent"
    bank.work(minutes=3)
    assert bank.invoices()[0].status == "issued"
    assert len(bank.wire.bureau.issued) == 1


def test_whatever_happens_on_the_way_a_fee_stands_on_one_invoice(bank: InvoiceHouse) -> None:
    """Random lines, answers and deaths over one bank: each fee is on one invoice that stands, with one number."""
    bank.set_buyer(mode="each")
    chance = random.Random(20261123)  # noqa: S311 - the same story every time
    for number in range(8):
        bank.pay_with_fee(f"S{number}")
        bank.relay()
        bank.relay()
        bank.wire.script = [chance.choice(WORDS) for _ in range(chance.randrange(3))]
        if chance.random() < DEATHS:
            die(bank, chance.choice(POINTS))
        bank.work(minutes=chance.randrange(5))
    bank.wire.script = []
    for _ in range(6):
        bank.work(minutes=90)
        bank.issue_what_was_refused()
    stand = [one for one in bank.invoices() if one.status == "issued"]
    assert sum(one.fees for one in stand) == 8
    assert sum(one.gross_minor for one in stand) == 8 * FEE
    assert bank.open().open_fees == 0
    numbers = {one.invoice_number for one in stand}
    assert numbers == {answer["Number"] for answer in bank.wire.bureau.issued.values()}
    assert len(numbers) == len(stand)


def die(bank: InvoiceHouse, point: str) -> None:
    """The worker ends at a place, and whatever it held stays as it is."""
    failpoints.arm(f"{point}=raise")
    try:
        bank.work()
    except failpoints.FailpointReached:
        pass
    finally:
        failpoints.arm("")

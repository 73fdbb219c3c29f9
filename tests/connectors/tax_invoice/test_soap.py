"""The tax platform as zeep reaches it: one invoice for a serial, and silence for whatever is no answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen
from uuid import UUID

import pytest
from zeep import Client

from connectors.tax_invoice.simulator.bureau import Behaviour, Bureau
from connectors.tax_invoice.simulator.server import simulated
from connectors.tax_invoice.soap import SoapTaxPlatform
from connectors.tax_ports import TaxOutcome, TaxSilence
from kernel.clock import FixedClock
from receipts.invoice import InvoiceFacts, InvoiceParty, item_of, number_fits, qr_of, reversal

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
SERIAL = UUID("019ab000-0000-7000-8000-000000000001")
OTHER = UUID("019ab000-0000-7000-8000-000000000002")
SELLER = InvoiceParty("甬江银行股份有限公司", "91330200MA0000000X", "宁波市江东路 1 号", "0574-1")
BUYER = InvoiceParty("苏州辰海精密制造有限公司", "91320594MA1MF7D37P")
FACTS = InvoiceFacts(
    is_special=False,
    seller=SELLER,
    buyer=BUYER,
    items=(item_of("*金融服务*转账手续费", 3, 1_550),),
    remark="2026-11",
    drawer="系统",
)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau(FixedClock(NOW))


@pytest.fixture
def platform(bureau: Bureau) -> Iterator[SoapTaxPlatform]:
    with simulated(bureau) as url:
        yield SoapTaxPlatform(url, timeout_s=1)


def test_the_same_serial_is_the_same_invoice(platform: SoapTaxPlatform, bureau: Bureau) -> None:
    first, again = platform.issue(SERIAL, FACTS), platform.issue(SERIAL, FACTS)
    assert first == again
    assert first.outcome is TaxOutcome.ISSUED
    assert first.stamp is not None
    assert (first.stamp.number, first.stamp.issued_at) == ("26321000000000000001", NOW)
    assert number_fits(first.stamp)
    assert (
        qr_of(FACTS, first.stamp)
        == f"01,32,,{first.stamp.number},15.50,20261123,,{first.stamp.check},"
    )
    assert platform.enquire(SELLER.tax_number, SERIAL) == first
    assert platform.enquire(SELLER.tax_number, OTHER).outcome is TaxOutcome.MISSING
    assert len(bureau.issued) == 1


def test_a_red_one_has_a_number_and_a_confirmation_of_its_own(platform: SoapTaxPlatform) -> None:
    blue = platform.issue(SERIAL, FACTS)
    assert blue.stamp is not None
    red = platform.issue(OTHER, reversal(FACTS, blue.stamp.number, "开票有误"))
    assert red.stamp is not None
    assert red.stamp.number != blue.stamp.number
    assert red.stamp.confirmation


@pytest.mark.parametrize(
    ("behaviour", "issued"),
    [
        (Behaviour.FAULT, 0), (Behaviour.LOST, 0), (Behaviour.SILENT, 1), (Behaviour.HANG, 1),
        (Behaviour.GARBAGE, 1),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_silence_and_the_next_question_tells(
    platform: SoapTaxPlatform, bureau: Bureau, behaviour: Behaviour, issued: int
) -> None:
    bureau.behaviours.append(behaviour)
    with pytest.raises(TaxSilence):
        platform.issue(SERIAL, FACTS)
    said = platform.enquire(SELLER.tax_number, SERIAL).outcome
    assert said is (TaxOutcome.ISSUED if issued else TaxOutcome.MISSING)
    assert len(bureau.issued) == issued


def test_a_definite_no_says_why(platform: SoapTaxPlatform, bureau: Bureau) -> None:
    bureau.behaviours.append(Behaviour.REFUSE)
    said = platform.issue(SERIAL, FACTS)
    assert (said.outcome, said.code, said.reason) == (
        TaxOutcome.REFUSED, "B1001", "购买方纳税人识别号不在册",
    )  # fmt: skip


def test_pending_is_told_and_ends(platform: SoapTaxPlatform, bureau: Bureau) -> None:
    bureau.behaviours.append(Behaviour.LATE)
    said = [platform.issue(SERIAL, FACTS).outcome]
    said += [platform.enquire(SELLER.tax_number, SERIAL).outcome for _ in range(2)]
    assert said == [TaxOutcome.PENDING, TaxOutcome.PENDING, TaxOutcome.ISSUED]


def test_a_number_of_another_year_is_no_answer(platform: SoapTaxPlatform, bureau: Bureau) -> None:
    platform.issue(SERIAL, FACTS)
    bureau.issued[SERIAL.hex]["Number"] = "25321000000000000001"
    with pytest.raises(TaxSilence, match="no number of an invoice"):
        platform.issue(SERIAL, FACTS)


def test_an_answer_about_another_serial_is_none(platform: SoapTaxPlatform, bureau: Bureau) -> None:
    platform.issue(SERIAL, FACTS)
    bureau.issued[SERIAL.hex]["Serial"] = OTHER.hex
    with pytest.raises(TaxSilence, match="answered about"):
        platform.issue(SERIAL, FACTS)


def test_the_wsdl_that_is_served_is_the_one_that_is_read(bureau: Bureau) -> None:
    with simulated(bureau) as url:
        with urlopen(f"{url}?wsdl") as answer:  # noqa: S310 - our own address
            served = answer.read()
        assert sorted(Client(f"{url}?wsdl").service._operations) == [
            "EnquireInvoice",
            "IssueInvoice",
        ]
    here = Path(__file__).parents[3] / "connectors/tax_invoice/tax_invoice.wsdl"
    assert served == here.read_bytes()


def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    order = {"Serial": SERIAL.hex}
    before = Bureau(FixedClock(NOW), tmp_path / "issued.jsonl")
    first = before.issue(order, refuse=False, late=False)
    after = Bureau(FixedClock(NOW), tmp_path / "issued.jsonl")
    assert after.issue(order, refuse=False, late=False) == first
    assert after.issue({"Serial": OTHER.hex}, refuse=False, late=False)["Number"].endswith("2")

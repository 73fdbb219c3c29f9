"""Fees become invoices: of a month, of each, taken back, handed out, sent on; and never of others."""

from __future__ import annotations

import base64
import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader

from connectors.core_banking.embedded import EmbeddedCore
from connectors.ports import Booking, Internal, Side
from kernel.calendar import bank_today
from kernel.errors import Denied, Faulty, NotFound
from kernel.money import Money
from tests.cast import PASSWORD
from tests.workflows.invoices.house import BUYER, FEE, MONTH, InvoiceHouse
from tests.workflows.payments.house import PAYER
from workflows.invoices.errors import (
    MailAbsent,
    MonthWrong,
    NoBuyer,
    NothingOpen,
    NotIssued,
    NotReversible,
)
from workflows.mandates.commands import MandateView
from workflows.mandates.errors import ChangeRunning


def file_of(bank: InvoiceHouse, number: str, form: str) -> bytes:
    asked = {"Number": number, "Format": form}
    found = bank.house.gate.read(bank.world.actor("李娜"), "invoices.file", asked)
    assert found.digest == bank.world.kernel.crypto.sm3(base64.b64decode(found.content)).hex()
    return base64.b64decode(found.content)


class TestMonth:
    def test_what_is_left_of_it_goes_on_one_invoice_and_only_once(self, bank: InvoiceHouse) -> None:
        bank.set_buyer()
        for serial in ("S1", "S2", "S3"):
            bank.pay_with_fee(serial)
        before = bank.open()
        assert (before.fees, before.total_minor, before.open_minor) == (3, 3 * FEE, 3 * FEE)
        asked = bank.ask()
        assert (asked.month, asked.fees, asked.gross_minor) == (MONTH, 3, 1_500)
        assert [line.invoice for line in bank.open().lines] == [asked.number] * 3
        with pytest.raises(NothingOpen):
            bank.ask()
        bank.pay_with_fee("S4")
        assert bank.ask().gross_minor == FEE

    def test_it_is_summed_up_by_itself_when_it_is_over(self, bank: InvoiceHouse) -> None:
        bank.set_buyer(mode="monthly")
        bank.pay_with_fee("S1")
        assert bank.sum_up() == 0
        bank.world.advance(days=8)
        assert (bank.sum_up(), bank.sum_up()) == (1, 0)
        assert [(one.month, one.gross_minor) for one in bank.invoices()] == [(MONTH, FEE)]
        bank.world.advance(days=31)
        assert bank.sum_up() == 1  # a month without fees is done too
        assert len(bank.invoices()) == 1

    @pytest.mark.parametrize("month", ["2026-13", "2026-12"])
    def test_it_must_be_one_that_has_begun(self, bank: InvoiceHouse, month: str) -> None:
        with pytest.raises(MonthWrong):
            bank.house.gate.perform(bank.world.actor("李娜"), "invoices.request", {"Month": month})


def test_each_fee_is_invoiced_as_it_is_booked_where_that_is_wanted(bank: InvoiceHouse) -> None:
    bank.set_buyer(mode="each", kind="special")
    bank.pay_with_fee("S1")
    bank.pay_with_fee("S2")
    bank.relay()
    found = bank.invoices()
    assert [(one.kind, one.fees, one.gross_minor) for one in found] == [("special", 1, FEE)] * 2
    assert bank.open().open_fees == 0


def test_a_fee_charged_later_is_invoiced_too_and_once(bank: InvoiceHouse) -> None:
    bank.set_buyer(mode="each")
    with bank.world.job() as ctx:
        said = {"number": "P1", "fee": True, "payer_account": PAYER, "rail": "HVPS"}
        late = Booking(
            ctx.world.ids.uuid7(), "payment:P1:fee", "fee", Money(700, "CNY"), Side(PAYER),
            Side(internal=Internal.FEES), bank_today(ctx.world.clock), ctx.now, said,
        )  # fmt: skip
        transaction = EmbeddedCore().book(ctx, late)
    bank.relay()
    with bank.world.job() as ctx:
        told = {"kind": "fee", "transactions": [str(transaction)]}
        bank.house.invoices.invoicer(ctx, told)
    (found,) = bank.invoices()
    assert (found.fees, found.gross_minor) == (1, 700)
    assert bank.open().open_fees == 0


class TestReversal:
    def test_a_red_one_takes_it_back_and_its_fees_may_be_invoiced_anew(
        self, bank: InvoiceHouse
    ) -> None:
        bank.set_buyer()
        bank.pay_with_fee("S1")
        bank.ask()
        bank.work()
        blue = bank.invoices()[0]
        asked = bank.reverse(blue.number)
        assert (asked.colour, asked.gross_minor, asked.tax_minor) == ("red", -FEE, -28)
        assert asked.reverses == blue.invoice_number
        with pytest.raises(NotReversible):
            bank.propose_reversal(blue.number)
        assert bank.open().open_fees == 0  # as long as the red one is not issued
        bank.work()
        assert [(one.colour, one.status) for one in bank.invoices()] == [
            ("red", "issued"), ("blue", "reversed"),
        ]  # fmt: skip
        again = bank.ask()
        assert again.gross_minor == FEE
        bank.work()
        with pytest.raises(NotReversible):
            bank.propose_reversal(asked.number)

    def test_it_takes_two_people_and_one_of_them_alone_changes_nothing(
        self, bank: InvoiceHouse
    ) -> None:
        bank.set_buyer()
        bank.pay_with_fee("S1")
        bank.ask()
        bank.work()
        blue = bank.invoices()[0]
        seen = bank.propose_reversal(blue.number)
        assert (seen.status, seen.title_zh) == (
            "pending_approval",
            f"红冲发票 {blue.invoice_number}",
        )
        assert [(one.label_zh, one.becomes_zh) for one in seen.lines] == [
            ("发票", "价税合计 -5.00"), ("红冲原因", "开票有误"),
        ]  # fmt: skip
        with pytest.raises(ChangeRunning):
            bank.propose_reversal(blue.number)
        assert bank.decide("李娜") == []
        bank.work()
        assert [one.status for one in bank.invoices()] == ["issued"]
        assert bank.decide("赵敏", "reject") == ["rejected"]
        assert [one.status for one in bank.invoices()] == ["issued"]
        assert bank.reverse(blue.number).colour == "red"

    def test_one_that_waits_cannot_be_taken_back(self, bank: InvoiceHouse) -> None:
        bank.set_buyer()
        bank.pay_with_fee("S1")
        with pytest.raises(NotReversible):
            bank.propose_reversal(bank.ask().number)


class TestFiles:
    def test_the_ofd_says_the_same_and_carries_the_xml(self, bank: InvoiceHouse) -> None:
        bank.set_buyer()
        bank.pay_with_fee("S1")
        number = bank.ask().number
        bank.work()
        issued = bank.invoices()[0]
        ofd = file_of(bank, number, "ofd")
        assert ofd == file_of(bank, number, "ofd")
        with zipfile.ZipFile(BytesIO(ofd)) as container:
            page = etree.fromstring(container.read("Doc_0/Pages/Page_0/Content.xml"))
            xml = container.read(f"Doc_0/Attachs/{issued.invoice_number}.xml")
        assert xml == file_of(bank, number, "xml")
        words = [node.text for node in page.iter("{*}TextCode")]
        assert words[0] == "电子发票（普通发票）"
        for said in (issued.invoice_number, BUYER["name"], "91320594MA1MF7D37P", "5.00", "伍元整"):
            assert said in words, said

    def test_the_pdf_and_the_xml_say_what_was_invoiced(self, bank: InvoiceHouse) -> None:
        bank.set_buyer()
        bank.pay_with_fee("S1")
        number = bank.ask().number
        with pytest.raises(NotIssued):
            file_of(bank, number, "pdf")
        bank.work()
        issued = bank.invoices()[0]
        pdf = file_of(bank, number, "pdf")
        assert pdf == file_of(bank, number, "pdf")
        text = re.sub(r"\s", "", PdfReader(BytesIO(pdf)).pages[0].extract_text())
        for said in (
            "电子发票（普通发票）", issued.invoice_number, "2026年11月23日", BUYER["name"],
            "91320594MA1MF7D37P", "*金融服务*网银互联手续费", "¥4.72", "¥0.28", "伍元整", "¥5.00",
        ):  # fmt: skip
            assert said in text
        xml = etree.fromstring(file_of(bank, number, "xml"))
        assert xml.findtext(".//TaxSupervisionInfo/InvoiceNumber") == issued.invoice_number
        assert xml.findtext(".//TotalTax-includedAmount") == "5.00"
        assert xml.findtext(".//BuyerIdNum") == "91320594MA1MF7D37P"

    def test_where_no_mail_is_sent_none_is_promised(self, bank: InvoiceHouse) -> None:
        bank.set_buyer()
        bank.pay_with_fee("S1")
        number = bank.ask().number
        bank.work()
        asked = {"Number": number, "Mail": "finance@chenhai.example"}
        with pytest.raises(MailAbsent):
            bank.house.gate.perform(bank.world.actor("李娜"), "invoices.forward", asked)


class TestBuyer:
    def propose(self, bank: InvoiceHouse, **more: Any) -> MandateView:
        given = {name.title().replace("_", ""): value for name, value in (BUYER | more).items()}
        seen = bank.house.gate.perform(bank.world.actor("周涛"), "invoices.change_buyer", given)
        assert isinstance(seen, MandateView)
        return seen

    def test_one_administrator_sets_and_another_confirms(self, bank: InvoiceHouse) -> None:
        bank.pay_with_fee("S1")
        with pytest.raises(NoBuyer):
            bank.ask()
        seen = self.propose(bank, tax_number="91320594ma1mf7d37p ", mode="monthly")
        with pytest.raises(NoBuyer):
            bank.ask()
        bank.house.gate.perform(
            bank.world.actor("马倩"),
            "approvals.decide",
            {"ApprovalId": seen.approval_id, "Action": "approve", "ShownDigest": seen.fingerprint},
            proof={"password": PASSWORD},
        )
        now = bank.house.gate.read(bank.world.actor("周涛"), "invoices.buyer")
        assert (now.is_set, now.tax_number, now.mode) == (True, "91320594MA1MF7D37P", "monthly")
        assert bank.ask().buyer_name == BUYER["name"]

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"tax_number": "91320594MA1MF7D370"}, "kernel.uscc_check_failed"),
            ({"tax_number": "123"}, "kernel.uscc_malformed"),
            ({"bank_name": "云港银行"}, "invoice.buyer_bank_half"),
        ],
    )
    def test_a_number_whose_check_fails_and_half_an_account_are_refused(
        self, bank: InvoiceHouse, more: dict[str, str], code: str
    ) -> None:
        with pytest.raises(Faulty) as refused:
            self.propose(bank, **more)
        assert [one.code for one in refused.value.findings] == [code]

    def test_a_clerk_does_not_set_it(self, bank: InvoiceHouse) -> None:
        given = {name.title().replace("_", ""): value for name, value in BUYER.items()}
        with pytest.raises(Denied):
            bank.house.gate.perform(bank.world.actor("李娜"), "invoices.change_buyer", given)


def test_another_enterprise_sees_and_gets_nothing(bank: InvoiceHouse) -> None:
    bank.set_buyer()
    bank.pay_with_fee("S1")
    number = bank.ask().number
    stranger = next(
        user.cast.name for user in bank.world.placed.users
        if user.tenant_id == bank.world.tenant_id
        and user.enterprise_id != bank.world.enterprise("辰海").id
        and user.cast.role == "maker"
    )  # fmt: skip
    actor = bank.world.actor(stranger)
    assert bank.house.gate.read(actor, "invoices.list").invoices == ()
    with pytest.raises(NotFound):
        bank.house.gate.read(actor, "invoices.show", {"Number": number})


def test_the_tariff_tells_what_this_enterprise_is_spared(bank: InvoiceHouse) -> None:
    from datetime import date  # noqa: PLC0415 - beside its only use

    from corporate.banks.opening import agree_discount, set_bands  # noqa: PLC0415
    from corporate.banks.tariff import Band  # noqa: PLC0415

    with bank.world.owner() as uow:
        set_bands(uow, "IBPS", "CNY", (Band(0, 500), Band(1_000_000, 1_000)))
        agree_discount(uow, bank.world.enterprise("辰海").id, "*", 20, date(2026, 11, 1))
    bank.house.banks.forget()
    told = bank.house.gate.read(bank.world.actor("李娜"), "fees.tariff").lines
    assert [(line.above_minor, line.fixed_minor, line.percent_off) for line in told] == [
        (0, 500, 20), (1_000_000, 1_000, 20),
    ]  # fmt: skip

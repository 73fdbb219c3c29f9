"""A pain.001 from an ERP: taken once, line by line, and signed as what it says and nothing else."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from kernel.errors import Faulty, NotFound
from kernel.iso20022.pain001_model import AgentRef, PaymentType
from kernel.operation import Door
from kernel.records.serials import SerialConflict
from tests.counting import counted_statements
from tests.workflows.payments.erp import (
    EUR_PAYER,
    GOOD,
    batch,
    message,
    reasons,
    report,
    sample,
    send,
    statuses,
    transfer,
)
from tests.workflows.payments.house import PaymentHouse
from workflows.payments import lines
from workflows.payments.errors import MessageChanged, NotServed, PayerUnknown, Unsignable

pytestmark = pytest.mark.database

TABLES = ("payment_message", "payment_group", "payment", "client_serial", "approval", "outbox")
GERMAN = "DE89370400440532013000"
ON_EUROS = {
    GERMAN: EUR_PAYER,
    f"<IBAN>{EUR_PAYER}</IBAN>": f"<Othr><Id>{EUR_PAYER}</Id></Othr>",
}


def counts(pay: PaymentHouse) -> dict[str, int]:
    return {table: pay.world.count(table) for table in TABLES}


def refused(pay: PaymentHouse, fault: type[Exception], document: Any, **more: Any) -> Exception:
    """The refusal of a whole message, which must leave nothing behind."""
    before = counts(pay)
    with pytest.raises(fault) as refusal:
        send(pay, document, **more)
    assert counts(pay) == before
    return refusal.value


class TestRealFiles:
    def test_odoos_cny_orders_are_one_group_approved_as_a_whole(self, pay: PaymentHouse) -> None:
        answer = send(pay, sample("odoo-pain.001.001.09-cny-5.xml"))
        assert statuses(answer) == ["pending_approval"] * 5
        assert {row["rail"] for row in answer.document.payments} == {"BEPS"}
        assert (answer.message_id, answer.duplicate) == ("PAY0005", False)
        assert pay.decide("赵敏") == ["signed"]
        assert pay.decide("王磊") == ["granted"]
        assert statuses(report(pay, "PAY0005")) == ["submitted"] * 5
        assert pay.balance() == (100_000_000, 11_119_720 + 5 * 500)
        pay.dispatch()
        assert statuses(report(pay, "PAY0005")) == ["succeeded"] * 5
        assert pay.balance() == (100_000_000 - 11_119_720 - 5 * 500, 0)
        assert len({sent.id for sent in pay.clearing.sent}) == 5
        assert pay.breaches() == []

    @pytest.mark.parametrize(
        ("file", "payments", "groups", "total_minor"),
        [
            ("tryton-pain.001.001.03-8.xml", 8, 2, None),
            ("tryton-pain.001.001.09-8.xml", 8, 2, 16_250_475),
            ("odoo-pain.001.001.03-5.xml", 5, 1, None),
        ],
    )
    def test_euros_go_by_the_correspondent(
        self,
        pay: PaymentHouse,
        file: str,
        payments: int,
        groups: int,
        total_minor: int | None,
    ) -> None:
        answer = send(pay, sample(file, **ON_EUROS))
        rows = answer.document.payments
        assert statuses(answer) == ["pending_approval"] * payments
        assert {(row["rail"], row["currency"]) for row in rows} == {("CORRESPONDENT", "EUR")}
        assert pay.world.count("payment_group") == groups
        total = sum(row["amount_minor"] for row in rows)
        assert total_minor in {None, total}
        assert pay.decide("陈静") == ["granted"] * groups
        assert pay.balance(EUR_PAYER) == (20_000_000, total + payments * 2_500)

    def test_a_message_on_an_account_of_others_is_refused_whole(self, pay: PaymentHouse) -> None:
        refused(pay, PayerUnknown, sample("tryton-pain.001.001.09-8.xml"))
        for payer in ("3250612000181470", "12", "1001234509012345694"):
            refused(pay, PayerUnknown, message(batch(transfer(1), payer=payer)))


class TestOnce:
    def test_the_same_message_again_is_the_first_and_does_nothing(self, pay: PaymentHouse) -> None:
        first = send(pay, message(batch(transfer(1), transfer(2))))
        before = counts(pay)
        pay.world.advance(days=3)
        again = send(pay, message(batch(transfer(1), transfer(2))))
        assert again.duplicate
        numbers = [row["number"] for row in first.document.payments]
        assert [row["number"] for row in again.document.payments] == numbers
        assert counts(pay) == before

    def test_the_same_message_with_the_next_certificate_is_the_same_message(
        self, pay: PaymentHouse
    ) -> None:
        first = send(pay, message(batch(transfer(1))), certificate="OLD")
        before = counts(pay)
        again = send(pay, message(batch(transfer(1))), certificate="NEW")
        assert (again.duplicate, counts(pay)) == (True, before)
        numbers = [row["number"] for row in first.document.payments]
        assert [row["number"] for row in again.document.payments] == numbers

    def test_two_erps_may_count_alike(self, pay: PaymentHouse) -> None:
        send(pay, message(batch(transfer(1))), certificate="ONE")
        answer = send(pay, message(batch(transfer(1, 20_000))), certificate="OTHER")
        assert not answer.duplicate
        assert pay.world.count("payment") == 2

    @pytest.mark.parametrize(
        "changed",
        [
            batch(transfer(1, 10_001)),
            batch(transfer(1), transfer(2)),
            batch(transfer(1, payee=("6222021001112223335", GOOD[1], GOOD[2]))),
            batch(transfer(1), name="P2"),
            batch(transfer(1), on=date(2026, 11, 24)),
            batch(transfer(1, remittance="别的")),
            batch(transfer(1, end_to_end_id="E2")),
        ],
    )
    def test_other_content_under_a_known_id_is_refused(
        self, pay: PaymentHouse, changed: Any
    ) -> None:
        send(pay, message(batch(transfer(1))))
        refused(pay, MessageChanged, message(changed))

    def test_how_it_is_written_is_no_content(self) -> None:
        plain = message(batch(transfer(1)))
        spelled = message(batch(transfer(1, amount_text="100.000"), count=1))
        written = dataclasses.replace(
            spelled, header=dataclasses.replace(spelled.header, version="pain.001.001.03")
        )
        assert lines.content_of(plain) == lines.content_of(written)
        assert lines.content_of(plain) != lines.content_of(message(batch(transfer(1, 10_001))))

    def test_sixteen_at_once_are_one(self, pay: PaymentHouse) -> None:
        document = message(batch(transfer(1), transfer(2)))
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: send(pay, document), range(16)))
        assert sum(not answer.duplicate for answer in answers) == 1
        assert pay.world.count("payment") == 2

    def test_a_slash_in_a_name_makes_no_two_lines_alike(self, pay: PaymentHouse) -> None:
        send(pay, message(batch(transfer(1), name="C"), name="A/B"))
        answer = send(pay, message(batch(transfer(1), name="B/C"), name="A"))
        assert statuses(answer) == ["pending_approval"]
        serials = {
            lines.serial_of("c", name, one, one.transfers[0])
            for name, one in (
                ("A/B", batch(transfer(1), name="C")),
                ("A", batch(transfer(1), name="B/C")),
                ("A%2FB", batch(transfer(1), name="C")),
            )
        }
        assert len(serials) == 3

    def test_a_serial_that_somebody_took_before_is_named(self, pay: PaymentHouse) -> None:
        pay.submit("test/MSG1/P1/2")
        refusal = refused(pay, SerialConflict, message(batch(transfer(1), transfer(2))))
        assert "test/MSG1/P1/2" in str(refusal)

    def test_a_report_is_for_those_who_may_see_the_account(self, pay: PaymentHouse) -> None:
        send(pay, message(batch(transfer(1))))
        assert statuses(report(pay)) == ["pending_approval"]
        with pytest.raises(NotFound):
            report(pay, "MSG2")
        with pytest.raises(NotFound):
            report(pay, certificate="OTHER")
        with pay.world.owner() as uow:
            uow.run(
                "UPDATE user_right SET account_number = '1001234509012345686' WHERE user_id = %s",
                (pay.world.user("辰海 ERP").user_id,),
            )
        with pytest.raises(NotFound):
            report(pay)


class TestOneBadLine:
    @pytest.mark.parametrize(
        ("bad", "code"),
        [
            (transfer(2, payee=("12345", "甲公司", GOOD[2])), "kernel.account_length_wrong"),
            (transfer(2, payee=(GOOD[0], "甲公司", "102100099997")), "payment.payee_bank_unknown"),
            (transfer(2, payee=("3250612000181470", "别的公司", "")), "payment.payee_name_differs"),
            (transfer(2, payee=(GOOD[0], "甲\u200b公司", GOOD[2])), "field.hidden_characters"),
            (transfer(2, payee=(GOOD[0], "甲公司", "某 行")), "field.pattern"),
            (transfer(2, remittance="\u202e款货"), "field.hidden_characters"),
            (transfer(2, end_to_end_id="E2\n金额: CNY 0.01"), "field.hidden_characters"),
            (transfer(2, remittance="长" * 141), "field.too_long"),
            (transfer(2, currency="CNY", payee=("", "甲公司", GOOD[2])), "field.required"),
        ],
    )
    def test_it_is_refused_alone_with_its_reason_and_the_rest_is_paid(
        self, pay: PaymentHouse, bad: Any, code: str
    ) -> None:
        answer = send(pay, message(batch(transfer(1), bad, transfer(3))))
        assert statuses(answer) == ["pending_approval", "failed", "pending_approval"]
        assert reasons(answer) == ["", code, ""]
        reason = answer.document.payments[1]["reason"]
        assert reason["zh"]
        assert reason["en"]
        assert pay.decide("赵敏") == ["granted"]
        assert statuses(report(pay)) == ["submitted", "failed", "submitted"]
        assert pay.balance() == (100_000_000, 2 * (10_000 + 500))
        assert pay.breaches() == []

    def test_a_batch_of_bad_lines_only_needs_nobody(self, pay: PaymentHouse) -> None:
        answer = send(pay, message(batch(transfer(1, payee=("12345", "甲公司", GOOD[2])))))
        assert statuses(answer) == ["failed"]
        assert pay.world.count("approval") == 0

    def test_an_amount_of_zero_refuses_the_message_and_names_the_line(
        self, pay: PaymentHouse
    ) -> None:
        fault = refused(pay, Faulty, message(batch(transfer(1), transfer(2, 0))))
        assert isinstance(fault, Faulty)
        [finding] = fault.findings
        assert (finding.code, finding.field) == (
            "payment.amount_zero",
            "PmtInf[1]/CdtTrfTxInf[2]",
        )

    def test_without_approval_each_line_goes_or_fails_alone(self, pay: PaymentHouse) -> None:
        pay.allow_direct()
        own = ("3250612000181470", "苏州恒锐特钢有限公司", "")
        answer = send(
            pay, message(batch(transfer(1), transfer(2, 99_999_999, own), transfer(3, payee=own)))
        )
        assert statuses(answer) == ["submitted", "failed", "succeeded"]
        assert reasons(answer)[1] == "ledger.insufficient_funds"
        assert pay.balance() == (100_000_000 - 10_000, 10_500)
        assert pay.breaches() == []


class TestSigned:
    def test_what_a_line_says_stays_on_its_line(self, pay: PaymentHouse) -> None:
        answer = send(
            pay, message(batch(transfer(1, remittance="货款\n附言: 假\r\n\t要求日期: 2030-01-01")))
        )
        [row] = answer.document.payments
        text = row["canonical_text"].split("\n")
        assert text[9] == "用途: 货款 附言: 假 要求日期: 2030-01-01"
        assert len(text) == 13

    @pytest.mark.parametrize(
        "document",
        [message(batch(transfer(1)), name="A\nB"), message(batch(transfer(1), name="A\u2028B"))],
    )
    def test_a_name_with_a_line_break_is_refused(self, pay: PaymentHouse, document: Any) -> None:
        refused(pay, Unsignable, document)

    def test_a_long_remittance_goes_as_the_remark(self, pay: PaymentHouse) -> None:
        answer = send(
            pay,
            message(batch(transfer(1, remittance="长" * 60), transfer(2, remittance="长" * 61))),
        )
        short, long = answer.document.payments
        assert (short["purpose"], short["remark"]) == ("长" * 60, "")
        assert (long["purpose"], long["remark"]) == ("", "长" * 61)

    def test_documents_put_under_its_serial_by_others_change_nothing(
        self, pay: PaymentHouse
    ) -> None:
        given = {
            "ClientSerial": "test/MSG1/P1/1",
            "Name": "a.pdf",
            "Content": b"%PDF-1.4 x %%EOF",
        }
        pay.house.gate.perform(pay.world.actor("李娜"), "payments.attach", given)
        send(pay, message(batch(transfer(1))))
        assert pay.decide("赵敏") == ["granted"]


class TestWhereItGoes:
    @pytest.mark.parametrize(
        "agent", [AgentRef(bic="BKCHCNBJ"), AgentRef(member_id="102100099996")]
    )
    def test_a_message_for_another_bank_is_refused(
        self, pay: PaymentHouse, agent: AgentRef
    ) -> None:
        refused(pay, NotServed, message(batch(transfer(1), agent=agent)))

    @pytest.mark.parametrize(
        ("agent", "named"),
        [
            (AgentRef(bic="ICBKCNBJ", member_id="102100099996"), "102100099996"),
            (AgentRef(bic="INGDDEFF", member_id="50010517", clearing_system="DEBLZ"), "INGDDEFF"),
            (AgentRef(bic="NOTPROVIDED"), ""),
            (AgentRef(other_id="NOTPROVIDED"), ""),
            (AgentRef(member_id="50010517"), "50010517"),
        ],
    )
    def test_a_bank_is_named_by_what_this_country_knows_best(
        self, agent: AgentRef, named: str
    ) -> None:
        assert lines.bank_named(agent) == named

    def test_a_reference_for_the_payee_goes_with_it(self, pay: PaymentHouse) -> None:
        said = transfer(1, remittance="", creditor_reference="RF18539007547034")
        both = transfer(2, remittance="发票 7", creditor_reference="RF18539007547034")
        answer = send(pay, message(batch(said, both)))
        assert [row["purpose"] for row in answer.document.payments] == [
            "RF18539007547034",
            "发票 7 RF18539007547034",
        ]

    def test_without_an_agent_it_is_for_us(self, pay: PaymentHouse) -> None:
        answer = send(pay, message(batch(transfer(1), agent=AgentRef(other_id="NOTPROVIDED"))))
        assert statuses(answer) == ["pending_approval"]

    def test_an_iban_stands_for_its_bank(self, pay: PaymentHouse) -> None:
        foreign = transfer(1, currency="EUR", payee=("DE40649197861342191831", "Café", ""))
        answer = send(pay, message(batch(foreign, payer=EUR_PAYER)))
        [row] = answer.document.payments
        assert (row["status"], row["rail"], row["payee_bank_code"]) == (
            "pending_approval",
            "CORRESPONDENT",
            "",
        )

    def test_a_number_that_is_no_iban_does_not(self, pay: PaymentHouse) -> None:
        foreign = transfer(1, currency="EUR", payee=("40649197861342191831", "Café", ""))
        answer = send(pay, message(batch(foreign, payer=EUR_PAYER)))
        assert reasons(answer) == ["payment.payee_unknown"]

    def test_urgent_goes_by_large_value(self, pay: PaymentHouse) -> None:
        urgent = PaymentType(service_level="URGP")
        answer = send(pay, message(batch(transfer(1, payment_type=urgent))))
        assert [row["rail"] for row in answer.document.payments] == ["HVPS"]

    def test_a_batch_of_several_currencies_is_refused(self, pay: PaymentHouse) -> None:
        mixed = message(batch(transfer(1), transfer(2, currency="EUR")))
        fault = refused(pay, Faulty, mixed)
        assert isinstance(fault, Faulty)
        assert [finding.code for finding in fault.findings] == ["payment.mixed_currencies"]

    def test_a_batch_in_another_currency_than_its_account_is_refused_line_by_line(
        self, pay: PaymentHouse
    ) -> None:
        answer = send(pay, message(batch(transfer(1, currency="EUR"))))
        assert reasons(answer) == ["payment.currency_differs"]

    def test_nobody_at_the_link_sends_nothing(self, pay: PaymentHouse) -> None:
        actor = dataclasses.replace(
            pay.world.actor("辰海 ERP", door=Door.DIRECT_LINK), person_id=None
        )
        with pay.world.context("辰海 ERP") as ctx, pytest.raises(LookupError):
            pay.house.messages.receive(
                dataclasses.replace(ctx, actor=actor), message(batch(transfer(1))), "c"
            )


def test_banks_and_payer_are_looked_up_once_for_all_lines(pay: PaymentHouse) -> None:
    lines = [
        transfer(place, payee=(f"62220210011122{place:05}", *GOOD[1:])) for place in range(1, 9)
    ]
    with counted_statements() as sent:
        send(pay, message(batch(*lines)))
    assert len([sql for sql in sent if "FROM bank_participant" in sql]) == 1
    assert len([sql for sql in sent if "a.floor_minor" in sql]) == 1
    assert pay.world.count("payment", "status = 'pending_approval'") == 8

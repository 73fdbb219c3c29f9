"""Finding payments: by serial, by number, by page; only from accounts one may see; and before submission."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel.db import Retry
from kernel.errors import Faulty, NotFound
from kernel.ids import CursorUnknown
from kernel.records.serials import SerialConflict
from kernel.statements import Row
from kernel.states import IllegalTransition
from tests.counting import counted_statements
from tests.workflows.payments.erp import batch, message, send, transfer
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from workflows.payments import repository
from workflows.payments.commands import ListPayments
from workflows.payments.drafts import content_hash
from workflows.payments.errors import PayerUnknown

pytestmark = pytest.mark.database
SECOND = "1001234509012345686"


def page(pay: PaymentHouse, by: str = "李娜", **asked: Any) -> Any:
    return pay.house.gate.read(pay.world.actor(by), "payments.list", asked)


def serials(answer: Any) -> list[str]:
    return [one.client_serial for one in answer.payments]


def only_second_account(pay: PaymentHouse, name: str = "李娜") -> None:
    with pay.world.owner() as uow:
        uow.run(
            "UPDATE user_right SET account_number = %s WHERE user_id = %s",
            (SECOND, pay.world.user(name).user_id),
        )


def stored(ctx: Any, serial: str) -> Row:
    row = ctx.uow.row("SELECT * FROM payment WHERE client_serial = %s", (serial,))
    assert row is not None
    found: Row = row
    return found


class TestPages:
    def test_filters_and_their_words(self, pay: PaymentHouse) -> None:
        pay.submit("S1")
        pay.world.advance(minutes=1)
        number = pay.submit("S2", **OTHER_PAYEE).number
        pay.world.advance(minutes=1)
        pay.submit("S3", payer_account=SECOND)
        pay.decide("赵敏", "reject")
        pay.submit("S4")
        assert serials(page(pay)) == ["S4", "S3", "S2", "S1"]
        for asked, found in (
            ({"Status": "pending_approval"}, ["S4"]),
            ({"Status": "rejected,failed"}, ["S3", "S2", "S1"]),
            ({"PayerAccount": SECOND}, ["S3"]),
            ({"Text": "无锡"}, ["S2"]),
            ({"Text": "S3"}, ["S3"]),
            ({"Text": number}, ["S2"]),
            ({"Text": "_"}, []),
            ({"Text": "%"}, []),
        ):
            assert serials(page(pay, **asked)) == found

    def test_they_follow_each_other_also_through_a_batch_made_at_one_instant(
        self, pay: PaymentHouse
    ) -> None:
        send(pay, message(batch(*(transfer(n) for n in range(1, 8)))))
        seen: list[str] = []
        cursor = ""
        while True:
            answer = page(pay, Limit="3", Cursor=cursor)
            seen += serials(answer)
            cursor = answer.cursor
            pay.submit(f"NEW{len(seen)}")  # what comes in meanwhile moves nothing
            if not cursor:
                break
        assert len(seen) == len(set(seen)) == 7

    def test_a_mark_of_somebody_elses_making_is_refused(self, pay: PaymentHouse) -> None:
        with pytest.raises(CursorUnknown):
            page(pay, Cursor="x")

    def test_a_page_is_one_question_however_long(self, pay: PaymentHouse) -> None:
        pay.submit("S1")
        with counted_statements() as few:
            page(pay)
        for place in range(5):
            pay.submit(f"T{place}")
        with counted_statements() as many:
            page(pay)
        assert len(few) == len(many)

    def test_nobody_in_particular_sees_none(self, pay: PaymentHouse) -> None:
        pay.submit("S1")
        with pay.world.context("李娜") as ctx:
            nobody = dataclasses.replace(ctx, actor=dataclasses.replace(ctx.actor, user_id=None))
            assert pay.house.payments.page(nobody, ListPayments()).payments == ()


class TestOne:
    def test_by_serial_and_by_number(self, pay: PaymentHouse) -> None:
        view = pay.submit("S1")
        found = pay.house.gate.read(
            pay.world.actor("李娜"), "payments.find", {"Number": view.number}
        )
        assert found == pay.find("S1")

    def test_what_is_not_there_and_what_is_not_yours_is_not_found(self, pay: PaymentHouse) -> None:
        number = pay.submit("S1").number
        for by, asked in (
            ("李娜", {"ClientSerial": "S2"}),
            ("李娜", {"Number": "P261123-XXXXXXXX"}),
            ("刘洋", {"ClientSerial": "S1"}),
            ("刘洋", {"Number": number}),
        ):
            with pytest.raises(NotFound):
                pay.house.gate.read(pay.world.actor(by), "payments.find", asked)

    def test_nor_what_leaves_an_account_one_may_not_see(self, pay: PaymentHouse) -> None:
        number = pay.submit("S1").number
        only_second_account(pay)
        for asked in ({"ClientSerial": "S1"}, {"Number": number}):
            with pytest.raises(NotFound):
                pay.house.gate.read(pay.world.actor("李娜"), "payments.find", asked)
        assert page(pay).payments == ()

    def test_an_account_signed_off_hides_no_payment_from_the_serial_it_was_made_under(
        self, pay: PaymentHouse
    ) -> None:
        """An ERP that asks and is told "not found" would pay again."""
        pay.submit("E1", by="辰海 ERP")
        with pay.world.owner() as uow:
            uow.run("DELETE FROM signed_account WHERE account_number = %s", (PAYER,))
        assert pay.find("E1", by="辰海 ERP").status == "pending_approval"


class TestContent:
    def test_a_serial_that_stands_for_something_else_is_a_conflict(self, pay: PaymentHouse) -> None:
        pay.submit("S1")
        pay.world.db.tamper(
            "UPDATE yinqi.client_serial SET subject_id = '00000000-0000-0000-0000-000000000001'"
        )
        with pytest.raises(SerialConflict):
            pay.submit("S1")

    def test_what_was_not_said_is_no_content(self, pay: PaymentHouse) -> None:
        with pay.world.context("李娜") as ctx:
            plain = pay.command("S1")
            said = dataclasses.replace(plain, remark="", payee_bank="", requested_on=None)
            assert content_hash(ctx, plain) == content_hash(ctx, said)
            changed = [
                dataclasses.replace(plain, remark="x"),
                dataclasses.replace(plain, purpose=""),
                dataclasses.replace(plain, amount_minor=12_346),
                dataclasses.replace(plain, currency="EUR"),
            ]
            hashes = {content_hash(ctx, one) for one in (plain, *changed)}
        assert len(hashes) == 5

    def test_it_is_the_same_for_ever(self, pay: PaymentHouse) -> None:
        """This very hash stands in databases: whoever changes it, pays old serials again."""
        with pay.world.context("李娜") as ctx:
            found = content_hash(ctx, pay.command("S1", amount_minor=1)).hex()
            expected = ctx.world.crypto.sm3(
                '{"amount_minor":"1","client_serial":"S1","payee_account":"3250612000181470",'
                '"payee_name":"苏州恒锐特钢有限公司","payer_account":"1001234509012345678",'
                '"purpose":"货款"}'.encode()
            )
        assert found == expected.hex()


class TestBefore:
    def test_a_check_tells_everything_and_does_nothing(self, pay: PaymentHouse) -> None:
        tables = ("payment", "client_serial", "approval", "outbox", "audit")
        before = {table: pay.world.count(table) for table in tables}
        actor = pay.world.actor("李娜")
        found = pay.house.gate.read(
            actor, "payments.check", pay.command("S1", **OTHER_PAYEE, amount_minor=1_500_000)
        )
        assert (found.rail, found.realtime, found.fee_minor) == ("IBPS", True, 500)
        assert "赵敏" in found.signers or "checker" in found.signers
        assert {one.code for one in found.findings} == {
            "payment.first_payment",
            "kernel.card_check_failed",
        }
        assert {table: pay.world.count(table) for table in tables} == before

    def test_all_faults_are_told_at_once(self, pay: PaymentHouse) -> None:
        wrong: dict[str, Any] = {
            "payee_account": "123",
            "payee_bank": "102100099997",
            "payee_name": "乙",
        }
        with pytest.raises(Faulty) as faulty:
            pay.submit("S1", **wrong)
        assert {finding.code for finding in faulty.value.findings} == {
            "kernel.account_length_wrong",
            "payment.payee_bank_unknown",
        }

    def test_the_payer_must_be_an_account_of_ours(self, pay: PaymentHouse) -> None:
        with pay.world.context("李娜") as ctx:
            for account, fault in (
                ("12", Faulty),
                ("9999999999999999", PayerUnknown),
                ("1001234509012345694", PayerUnknown),  # signed up for seeing only
            ):
                command = pay.command("S1", payer_account=account)
                with pytest.raises(fault):
                    pay.house.payments.submit(ctx, command)

    def test_an_account_signed_up_that_the_core_does_not_know_pays_nothing(
        self, pay: PaymentHouse
    ) -> None:
        with pay.world.owner() as uow:
            uow.run(
                "UPDATE signed_account SET account_number = '1001234509000000000' WHERE account_number = %s",
                (PAYER,),
            )
        with pay.world.context("李娜") as ctx, pytest.raises(PayerUnknown):
            pay.house.payments.submit(ctx, pay.command("S1", payer_account="1001234509000000000"))

    def test_a_payment_is_made_by_a_person(self, pay: PaymentHouse) -> None:
        with pay.world.context("李娜") as ctx:
            nobody = dataclasses.replace(ctx, actor=dataclasses.replace(ctx.actor, person_id=None))
            with pytest.raises(LookupError):
                pay.house.payments.submit(nobody, pay.command("S1"))


class TestMoving:
    """Every change of state is compared and set, and nobody changes what a transition may not."""

    def test_whoever_comes_second_begins_again(self, pay: PaymentHouse) -> None:
        pay.submit("S1")
        with pay.world.context("李娜") as ctx:
            seen = stored(ctx, "S1")
            repository.move(ctx, seen, "withdraw")
            with pytest.raises(Retry):
                repository.move(ctx, seen, "withdraw")
        assert pay.find("S1").status == "withdrawn"
        assert pay.world.count("payment_transition") == 2

    def test_a_version_that_moved_on_is_not_overwritten_even_in_the_same_state(
        self, pay: PaymentHouse
    ) -> None:
        pay.submit("S1")
        with pay.world.context("李娜") as ctx:
            seen = {**stored(ctx, "S1"), "version": 7}
            with pytest.raises(Retry):
                repository.move(ctx, seen, "withdraw")

    def test_only_an_edge_leads_on(self, pay: PaymentHouse) -> None:
        pay.submit("S1")
        with pay.world.context("李娜") as ctx:
            seen = stored(ctx, "S1")
            with pytest.raises(IllegalTransition):
                repository.move(ctx, seen, "settle")
            with pytest.raises(ValueError, match="amount_minor"):
                repository.move(ctx, seen, "withdraw", amount_minor=1)
        assert pay.find("S1").status == "pending_approval"

    def test_what_is_not_there_is_not_locked(self, pay: PaymentHouse) -> None:
        with pay.world.context("李娜") as ctx:
            for look in (
                lambda: repository.lock(ctx, UUID(int=1)),
                lambda: repository.lock_by_number(ctx, "P"),
                lambda: repository.lock_group(ctx, UUID(int=1)),
                lambda: repository.home_of(ctx, UUID(int=1)),
            ):
                with pytest.raises(NotFound):
                    look()

    def test_a_drawn_number_that_is_taken_is_drawn_again(
        self, pay: PaymentHouse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn = iter(["P261123-SAME", "P261123-SAME", "P261123-OTHER"])
        monkeypatch.setattr(pay.world.kernel.ids, "number", lambda _: next(drawn))
        assert pay.submit("S1").number == "P261123-SAME"
        assert pay.submit("S2").number == "P261123-OTHER"


def test_history_is_of_three_days_for_duplicates_and_of_all_time_for_names(
    pay: PaymentHouse,
) -> None:
    pay.submit("S1", **OTHER_PAYEE)
    pay.world.clock.advance(timedelta(days=4))
    codes = {
        finding.code
        for finding in pay.submit("S2", **{**OTHER_PAYEE, "payee_name": "别的公司"}).findings
    }
    assert "payment.name_changed" in codes
    assert "payment.maybe_duplicate" not in codes

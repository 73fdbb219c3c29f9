"""What an enterprise demands of payees holds at every door, at submission and again at release."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from connectors.ports import NameAnswer, NameVerdict
from kernel.errors import Denied, Faulty
from kernel.operation import Door
from kernel.public_status import PublicStatus
from tests.workflows.payees.house import ACCOUNT, NAME, PayeeHouse
from tests.workflows.payments.erp import batch, message, send, transfer
from tests.workflows.payments.house import OTHER_PAYEE
from workflows.payees.classes import PayeeClass, WhiteList

pytestmark = pytest.mark.database
SECOND_OWN: dict[str, Any] = {
    "payee_account": "1001234509012345686",
    "payee_name": "上海辰海物流股份有限公司",
}
DOORS = (("李娜", Door.WEB), ("李娜", Door.PHONE), ("辰海 ERP", Door.DIRECT_LINK))


def class_at_submission(house: PayeeHouse) -> Any:
    with house.world.owner() as uow:
        row = uow.row("SELECT facts->>'payee_class' AS c FROM approval ORDER BY id DESC LIMIT 1")
    return row and row["c"]


def refused(house: PayeeHouse, serial: str, **more: Any) -> list[str]:
    with pytest.raises(Faulty) as faulty:
        house.submit(serial, **{**OTHER_PAYEE, **more})
    assert house.world.count("payment", f"client_serial = '{serial}'") == 0
    return [f.code for f in faulty.value.findings]


class TestDemands:
    def test_two_administrators_set_them(self, house: PayeeHouse) -> None:
        seen = house.demand(white_list=WhiteList.ENFORCE, confirmed=False)
        assert house.book().demands.white_list is WhiteList.OFF
        assert [(li.label_zh, li.was_zh, li.becomes_zh) for li in seen.lines] == [
            ("白名单", "不启用", "强制")
        ]
        house.confirm(seen, by="马倩")
        assert house.book().demands.white_list is WhiteList.ENFORCE

    def test_a_clerk_neither_sets_nor_confirms_them(self, house: PayeeHouse) -> None:
        seen = house.demand(cool_down_hours=24, confirmed=False)
        with pytest.raises(Denied):
            house.confirm(seen, by="赵敏")
        assert house.book().demands.cool_down_hours == 0

    def test_they_have_bounds(self, house: PayeeHouse) -> None:
        with pytest.raises(Faulty) as faulty:
            house.demand(cool_down_hours=721)
        assert [f.field for f in faulty.value.findings] == ["cool_down_hours"]
        assert house.world.count("mandate") == 0

    def test_one_enterprise_binds_no_other(self, house: PayeeHouse) -> None:
        house.demand(white_list=WhiteList.ENFORCE)
        paid = house.submit("H1", by="刘洋", payer_account="3250612000181470", **OTHER_PAYEE)
        assert paid.status is PublicStatus.PENDING_APPROVAL


class TestWhiteList:
    def test_without_demands_nothing_is_found(self, house: PayeeHouse) -> None:
        assert house.codes("S1") == []
        assert house.submit("S1", **OTHER_PAYEE).status is PublicStatus.PENDING_APPROVAL

    @pytest.mark.parametrize(("by", "door"), DOORS)
    def test_enforced_it_refuses_at_every_door(
        self, house: PayeeHouse, by: str, door: Door
    ) -> None:
        house.demand(white_list=WhiteList.ENFORCE)
        assert refused(house, "S1", by=by, door=door) == ["payee.not_listed"]
        house.list_payee()
        paid = house.submit("S2", by=by, door=door, **OTHER_PAYEE)
        assert paid.status is PublicStatus.PENDING_APPROVAL

    def test_enforced_it_refuses_a_line_of_a_message(self, house: PayeeHouse) -> None:
        house.demand(white_list=WhiteList.ENFORCE)
        house.list_payee()
        stranger = ("6222021001112229999", "陌生公司", "102100099996")
        report = send(house, message(batch(transfer(1), transfer(2, payee=stranger))))
        assert [(row["status"], row["reason_code"]) for row in report.document.payments] == [
            ("pending_approval", ""),
            ("failed", "payee.not_listed"),
        ]

    def test_as_a_warning_it_is_only_seen(self, house: PayeeHouse) -> None:
        house.demand(white_list=WhiteList.WARN)
        assert house.codes("S1") == ["payee.not_listed:warn"]
        paid = house.submit("S1", **OTHER_PAYEE)
        assert "payee.not_listed" in [f.code for f in paid.findings]

    def test_an_ordinary_entry_is_not_on_it(self, house: PayeeHouse) -> None:
        house.demand(white_list=WhiteList.ENFORCE)
        house.enter()
        assert house.codes("S1") == ["payee.not_listed:block"]

    def test_another_name_or_bank_is_not_what_was_listed(self, house: PayeeHouse) -> None:
        house.demand(white_list=WhiteList.ENFORCE)
        house.list_payee()
        assert house.codes("S1") == []
        assert house.codes("S1", payee_name="无锡同盛公司") == ["payee.listed_otherwise:block"]
        assert house.codes("S1", payee_bank="105100000017") == ["payee.listed_otherwise:block"]

    def test_ones_own_accounts_and_group_are_always_on_it(self, house: PayeeHouse) -> None:
        house.demand(white_list=WhiteList.ENFORCE, cool_down_hours=24, cool_down_blocks=True)
        house.submit("S1", **SECOND_OWN)
        assert class_at_submission(house) == "own_group"
        house.enter(payee_class=PayeeClass.OWN_GROUP)
        house.world.advance(hours=24)
        assert house.codes("S2") == []

    def test_release_asks_again(self, house: PayeeHouse) -> None:
        house.demand(white_list=WhiteList.ENFORCE)
        house.list_payee()
        house.submit("S1", **OTHER_PAYEE)
        house.enter(removes=True)
        house.decide("赵敏")
        found = house.find("S1")
        assert (found.status, found.reason_code) == (
            PublicStatus.FAILED,
            "payee.not_on_white_list",
        )
        assert house.dispatch() == 0
        assert house.clearing.sent == []
        assert house.balance()[1] == 0

    def test_release_asks_again_on_the_day(self, house: PayeeHouse) -> None:
        house.submit("S1", requested_on=date(2026, 11, 25), **OTHER_PAYEE)
        house.decide("赵敏")
        assert house.find("S1").status is PublicStatus.SCHEDULED
        house.demand(white_list=WhiteList.ENFORCE)
        house.world.advance(days=2)
        assert house.release_due() == 1
        assert house.find("S1").reason_code == "payee.not_on_white_list"


class TestCoolDown:
    def test_it_runs_on_the_clock_from_confirmation(self, house: PayeeHouse) -> None:
        house.demand(cool_down_hours=24, cool_down_blocks=True)
        assert house.codes("S1") == ["payee.new:block"]
        house.enter()
        assert house.codes("S1") == ["payee.cooling:block"]
        assert house.entry().cools_until is not None
        house.world.advance(hours=23, minutes=59)
        assert refused(house, "S1") == ["payee.cooling"]
        house.world.advance(minutes=1)
        assert house.codes("S1") == []
        assert house.entry().cools_until is None

    def test_small_amounts_are_left_alone(self, house: PayeeHouse) -> None:
        house.demand(cool_down_hours=24, cool_down_blocks=True, cool_down_free_minor=50_000)
        assert house.codes("S1", amount_minor=50_000) == []
        assert house.codes("S1", amount_minor=50_001) == ["payee.new:block"]

    def test_as_a_warning_it_is_only_seen(self, house: PayeeHouse) -> None:
        house.demand(cool_down_hours=24)
        assert house.codes("S1") == ["payee.new:warn"]
        house.enter()
        assert house.codes("S1") == ["payee.cooling:warn"]

    def test_a_new_name_begins_it_anew_and_a_new_class_does_not(self, house: PayeeHouse) -> None:
        house.demand(cool_down_hours=24, cool_down_blocks=True)
        house.enter()
        house.world.advance(hours=25)
        house.list_payee(note="长期供应商")
        assert house.codes("S1") == []
        house.list_payee(name="无锡同盛包装公司")
        assert house.codes("S1", payee_name="无锡同盛包装公司") == ["payee.cooling:block"]

    def test_a_payment_of_a_later_day_may_be_made_before_it_ends(self, house: PayeeHouse) -> None:
        house.demand(cool_down_hours=24, cool_down_blocks=True)
        house.enter()
        assert house.codes("S1", requested_on=date(2026, 11, 25)) == []

    @pytest.mark.parametrize(("by", "door"), DOORS)
    def test_it_refuses_at_every_door(self, house: PayeeHouse, by: str, door: Door) -> None:
        house.demand(cool_down_hours=1, cool_down_blocks=True)
        assert refused(house, "S1", by=by, door=door) == ["payee.new"]

    def test_who_was_only_paid_before_stays_new(self, house: PayeeHouse) -> None:
        house.submit("S0", **OTHER_PAYEE)
        house.world.advance(days=3)
        house.demand(cool_down_hours=24, cool_down_blocks=True)
        assert house.codes("S1") == ["payee.new:block"]


class TestClass:
    def test_the_approval_engine_is_told(self, house: PayeeHouse) -> None:
        house.submit("S1", **OTHER_PAYEE)
        assert class_at_submission(house) == "new"
        house.enter()
        house.submit("S2", **OTHER_PAYEE)
        assert class_at_submission(house) == ""
        house.list_payee()
        house.submit("S3", **OTHER_PAYEE)
        assert class_at_submission(house) == "white_list"

    def test_one_new_payee_makes_a_batch_new(self, house: PayeeHouse) -> None:
        house.list_payee()
        stranger = ("6222021001112229999", "陌生公司", "102100099996")
        send(house, message(batch(transfer(1), transfer(2, payee=stranger))))
        assert class_at_submission(house) == "new"

    def test_a_class_that_changes_while_one_signs_voids_nothing(self, house: PayeeHouse) -> None:
        house.submit("S1", **OTHER_PAYEE)
        house.list_payee()
        house.decide("赵敏")
        assert house.find("S1").status is PublicStatus.SUBMITTED


class TestNames:
    @pytest.mark.parametrize(
        ("said", "code"),
        [
            (NameAnswer(NameVerdict.CLOSE), ["payee.name_close:warn"]),
            (NameAnswer(NameVerdict.NO_MATCH), ["payee.name_no_match:warn"]),
            (None, ["payee.name_unavailable:warn"]),
            (NameAnswer(NameVerdict.MATCH), []),
        ],
    )
    def test_what_was_said_of_a_name_is_seen_before_signing(
        self, house: PayeeHouse, said: NameAnswer | None, code: list[str]
    ) -> None:
        house.names.says = said
        house.verify()
        assert house.codes("S1") == code
        paid = house.submit("S1", **OTHER_PAYEE)
        assert [f"{f.code}:{f.severity}" for f in paid.findings if "payee.name" in f.code] == code

    def test_an_answer_about_another_name_says_nothing(self, house: PayeeHouse) -> None:
        house.names.says = NameAnswer(NameVerdict.NO_MATCH)
        house.verify(name="别的公司")
        assert house.codes("S1") == []

    def test_an_old_answer_says_nothing(self, house: PayeeHouse) -> None:
        house.names.says = NameAnswer(NameVerdict.NO_MATCH)
        house.verify()
        house.world.advance(days=31)
        assert house.codes("S1") == []


def test_a_duplicate_is_found_before_the_check_page(house: PayeeHouse) -> None:
    house.submit("S1", **OTHER_PAYEE)
    house.world.advance(days=2)
    checked = house.house.gate.read(
        house.world.actor("李娜"), "payments.check", house.command("S2", **OTHER_PAYEE)
    )
    assert "payment.maybe_duplicate" in [f.code for f in checked.findings]
    house.world.advance(days=2)
    checked = house.house.gate.read(
        house.world.actor("李娜"), "payments.check", house.command("S2", **OTHER_PAYEE)
    )
    assert "payment.maybe_duplicate" not in [f.code for f in checked.findings]


def test_the_finder_knows_the_book(house: PayeeHouse) -> None:
    house.verify()
    house.list_payee()
    gate, actor = house.house.gate, house.world.actor("李娜")
    found = gate.read(actor, "payments.payees", {"Text": "wxts"}).payees
    assert [(p.name, p.account, p.payee_class, p.verified) for p in found] == [
        (NAME, ACCOUNT, "white_list", True)
    ]
    house.submit("S1", payee_account="6222021001112229999", payee_name="无锡别家公司",
                 payee_bank="102100099996")  # fmt: skip
    found = gate.read(actor, "payments.payees", {"Text": "无锡"}).payees
    assert [(p.payee_class, p.verified) for p in found] == [("new", False), ("white_list", True)]

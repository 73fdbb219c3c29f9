"""The book changes only when a second person has confirmed exactly what was proposed."""

from __future__ import annotations

import pytest

from kernel.errors import Denied, Faulty, NotFound
from kernel.operation import Door
from kernel.public_status import PublicStatus
from tests.counting import counted_statements
from tests.workflows.payees.house import ACCOUNT, BANK, NAME, PayeeHouse
from tests.workflows.payments.house import OTHER_PAYEE, OWN_PAYEE
from workflows.approval import errors as approval_errors
from workflows.mandates.errors import ChangeRunning, NothingChanges, NotProposer
from workflows.payees.classes import PayeeClass, PayeeStatus, Verdict, WhiteList
from workflows.payees.commands import Demand, NamePayeeChange

pytestmark = pytest.mark.database
SAME_BUT = "无锡同盛包装材料公司"


def test_nothing_stands_in_the_book_before_a_second_person(house: PayeeHouse) -> None:
    seen = house.propose(note="包装材料")
    assert seen.status is PublicStatus.PENDING_APPROVAL
    assert house.book().payees == ()
    assert house.confirm(seen) == "granted"
    entry = house.book().payees[0]
    assert (entry.account, entry.name, entry.bank_code) == (ACCOUNT, NAME, BANK)
    assert (entry.status, entry.payee_class) == (PayeeStatus.ACTIVE, PayeeClass.ORDINARY)
    assert (entry.added_by, entry.confirmed_by, entry.note) == ("李娜", "赵敏", "包装材料")


def test_who_proposed_it_does_not_confirm_it(house: PayeeHouse) -> None:
    with house.world.owner() as uow:
        uow.run(
            "UPDATE user_right SET may_approve = true WHERE user_id = %s",
            (house.world.user("李娜").user_id,),
        )
    seen = house.propose()
    with pytest.raises(approval_errors.MakerMayNotApprove):
        house.confirm(seen, by="李娜")
    assert house.world.count("payee") == 0


def test_administrators_and_approvers_are_not_who_changes_the_book(house: PayeeHouse) -> None:
    for name in ("周涛", "赵敏", "孙悦"):
        with pytest.raises(Denied):
            house.propose(by=name)
    seen = house.propose()
    with pytest.raises(Denied):
        house.confirm(seen, by="周涛")
    demand = Demand(white_list=WhiteList.OFF, cool_down_hours=1, cool_down_free_minor=0)
    with pytest.raises(Denied):
        house.house.gate.perform(house.world.actor("李娜"), "payees.govern", demand)
    assert house.world.count("payee") == 0


def test_the_book_is_changed_at_peoples_doors_only(house: PayeeHouse) -> None:
    actor = house.world.actor("李娜", door=Door.DIRECT_LINK)
    with pytest.raises(Denied):
        house.house.gate.perform(actor, "payees.change", house.wish())
    assert house.world.count("mandate") == 0


def test_a_change_says_every_difference(house: PayeeHouse) -> None:
    house.enter()
    seen = house.propose(payee_class=PayeeClass.WHITE_LIST, note="主要供应商")
    assert [(line.label_zh, line.was_zh, line.becomes_zh) for line in seen.lines] == [
        ("类别", "普通", "白名单"),
        ("备注", "", "主要供应商"),
    ]
    assert seen.title_zh == f"收款人列入白名单 {NAME}"
    with pytest.raises(NothingChanges):
        house.propose()


def test_a_new_name_is_told_with_what_its_bank_says(house: PayeeHouse) -> None:
    house.verify()
    said = {line.label_zh: line.becomes_zh for line in house.propose().lines}
    assert said["户名校验"] == "户名一致"
    assert said["账号"] == "6222 0210 0111 2223 334"


def test_one_payee_has_one_change_at_a_time(house: PayeeHouse) -> None:
    seen = house.propose()
    with pytest.raises(ChangeRunning, match=seen.number):
        house.propose(note="又一次")


def test_only_the_proposer_takes_a_change_back(house: PayeeHouse) -> None:
    seen = house.propose()
    settings = house.demand(cool_down_hours=1, confirmed=False)
    gate, maker = house.house.gate, house.world.actor("李娜")
    with pytest.raises(NotFound):
        gate.perform(maker, "payees.withdraw", NamePayeeChange(number=settings.number))
    answer = gate.perform(maker, "payees.withdraw", NamePayeeChange(number=seen.number))
    assert answer.status is PublicStatus.WITHDRAWN
    assert house.world.count("payee") == 0


def test_another_maker_does_not_take_it_back(house: PayeeHouse) -> None:
    seen = house.propose()
    with house.world.owner() as uow:
        uow.run(
            "UPDATE user_right SET may_make = true WHERE user_id = %s",
            (house.world.user("赵敏").user_id,),
        )
    with pytest.raises(NotProposer):
        house.house.gate.perform(
            house.world.actor("赵敏"), "payees.withdraw", NamePayeeChange(number=seen.number)
        )


def test_taking_out_keeps_what_was(house: PayeeHouse) -> None:
    house.enter()
    house.enter(removes=True)
    assert house.book().payees == ()
    shown = house.show()
    assert [entry.status for entry in shown.entries] == [PayeeStatus.REMOVED]
    assert [change.title_zh for change in shown.changes] == [
        f"删除收款人 {NAME}",
        f"新增收款人 {NAME}",
    ]
    with pytest.raises(NotFound):
        house.propose(removes=True)


def test_a_new_name_takes_the_place_of_the_old_one(house: PayeeHouse) -> None:
    house.enter()
    house.enter(name=SAME_BUT)
    assert [entry.name for entry in house.book().payees] == [SAME_BUT]
    assert {(e.name, e.status) for e in house.show().entries} == {
        (SAME_BUT, PayeeStatus.ACTIVE),
        (NAME, PayeeStatus.REMOVED),
    }


def test_duplicates_of_one_account_are_merged(house: PayeeHouse) -> None:
    """Somebody paid under another spelling; two people agree on one."""
    house.submit("S1", **{**OTHER_PAYEE, "payee_name": SAME_BUT})
    house.enter()
    assert [entry.has_twin for entry in house.book().payees] == [True, True]
    seen = house.propose(merged=(SAME_BUT, "没有这个户名"))
    assert [(line.label_zh, line.was_zh) for line in seen.lines] == [("合并重复条目", SAME_BUT)]
    house.confirm(seen)
    assert [(e.name, e.has_twin) for e in house.book().payees] == [(NAME, False)]


def test_an_account_of_this_bank_must_bear_the_name(house: PayeeHouse) -> None:
    own = OWN_PAYEE["payee_account"]
    with pytest.raises(Faulty) as near:
        house.propose(account=own, name="苏州恒锐特钢公司", bank_code="")
    assert [f.code for f in near.value.findings] == ["payee.name_close"]
    assert "苏州恒锐特钢有限公司" not in near.value.findings[0].text.zh
    with pytest.raises(Faulty) as other:
        house.propose(account=own, name="别的公司", bank_code="")
    assert [f.code for f in other.value.findings] == ["payee.name_no_match"]
    with pytest.raises(Faulty) as none:
        house.propose(account="3250612000189999", name="别的公司", bank_code="")
    assert [f.code for f in none.value.findings] == ["payee.no_such_account"]
    house.enter(own, name=OWN_PAYEE["payee_name"], bank_code="")
    assert house.entry(own).verdict is Verdict.MATCH


def test_all_faults_of_an_entry_are_told_at_once(house: PayeeHouse) -> None:
    with pytest.raises(Faulty) as faulty:
        house.propose(name="", bank_code="999999999999", note="长" * 61)
    assert [f.field for f in faulty.value.findings] == ["name", "bank_code", "note"]


def test_payees_are_found_by_pinyin_tail_and_note(house: PayeeHouse) -> None:
    house.enter(note="包装")
    house.enter(
        OWN_PAYEE["payee_account"], name=OWN_PAYEE["payee_name"], bank_code="",
        payee_class=PayeeClass.WHITE_LIST,
    )  # fmt: skip
    for text in ("wxts", "同盛", "3334", "包装"):
        assert [entry.name for entry in house.book(text=text).payees] == [NAME]
    assert [entry.name for entry in house.book(tab="white_list").payees] == [
        OWN_PAYEE["payee_name"]
    ]
    assert {c.tab: c.payees for c in house.book().counts} == {
        "own_group": 0, "white_list": 1, "ordinary": 1, "cooling": 0, "used": 0,
    }  # fmt: skip


def test_the_book_turns_its_pages(house: PayeeHouse) -> None:
    for place in range(3):
        house.submit(f"S{place}", **{**OTHER_PAYEE, "payee_account": f"622202100111222333{place}"})
        house.world.advance(minutes=1)
    first = house.book(limit=2)
    assert [entry.account[-1] for entry in first.payees] == ["2", "1"]
    assert [e.account[-1] for e in house.book(limit=2, cursor=first.cursor).payees] == ["0"]


def test_the_book_of_another_enterprise_is_not_there(house: PayeeHouse) -> None:
    house.enter()
    assert house.book(by="刘洋", enterprise="恒锐").payees == ()
    with pytest.raises(NotFound):
        house.show(by="刘洋", enterprise="恒锐")
    assert house.book(by="吴强", enterprise="越洋").payees == ()


def test_a_list_of_payees_costs_the_same_however_long(house: PayeeHouse) -> None:
    house.enter()
    with counted_statements() as short:
        house.book()
    for place in range(5, 10):
        house.submit(f"S{place}", **{**OTHER_PAYEE, "payee_account": f"622202100111222333{place}"})
    with counted_statements() as long:
        assert len(house.book().payees) == 6
    assert len(long) == len(short)
    assert len(long) <= 6

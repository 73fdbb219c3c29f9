"""Unknown outcomes and suspense: two people agree, the worker carries it out, the books stay right."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.ports import ClearingAnswer, CreditMessage, Outcome
from corporate.staff.errors import NotYours
from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.pages import Clerk, behind_its_door
from tests.workflows.payments.house import OTHER_PAYEE, PaymentHouse
from workflows.desk import worklists
from workflows.desk.errors import CannotTake
from workflows.desk.worklists import WorkList

PROVEN = {"reference": "QRY-20261123-001", "evidence": "大额查询报文 hvps.143 答复"}


def unknown(desk: DeskBank, pay: PaymentHouse) -> str:
    """A payment clearing never answered for; the key of its submission."""
    pay.clearing.script = [None] * 50
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    pay.dispatch()
    with desk.as_("贺兰") as ctx:
        (row,) = worklists.listed(ctx, WorkList.UNKNOWN)
    assert pay.find("S1").status == "unknown"
    return str(row["key"])


@pytest.mark.parametrize(("outcome", "status"), [("settled", "succeeded"), ("refused", "failed")])
def test_two_people_settle_what_clearing_never_told(
    desk: DeskBank, pay: PaymentHouse, outcome: str, status: str
) -> None:
    key = unknown(desk, pay)
    row = desk.propose("贺兰", "ruling", key, {"status": outcome, **PROVEN})
    desk.work(pay)
    assert pay.find("S1").status == "unknown"
    assert desk.decide("秦峰", row)["status"] == "approved"
    desk.work(pay)
    assert desk.change(row["number"])["status"] == "in_force"
    assert pay.find("S1").status == status
    with desk.as_("贺兰") as ctx:
        assert worklists.listed(ctx, WorkList.UNKNOWN) == []
    assert pay.breaches() == []


def test_what_clearing_says_meanwhile_wins(desk: DeskBank, pay: PaymentHouse) -> None:
    key = unknown(desk, pay)
    row = desk.propose("贺兰", "ruling", key, {"status": "refused", **PROVEN})
    pay.clearing.script = []
    desk.world.advance(minutes=10)
    desk.work(pay)
    assert pay.find("S1").status == "succeeded"
    decided = desk.decide("秦峰", row)
    assert decided["status"] == "failed"
    assert pay.find("S1").status == "succeeded"
    assert pay.breaches() == []


def test_one_person_may_have_clearing_asked_at_once(desk: DeskBank, pay: PaymentHouse) -> None:
    key, before = unknown(desk, pay), len(pay.clearing.asked)
    clerk = Clerk(behind_its_door(desk), desk, "贺兰")
    assert clerk.enter().status_code == 303
    desk.work(pay)
    asked = len(pay.clearing.asked)
    form = clerk.get(f"/new/ruling?target={key}").get_data(as_text=True)
    assert all(said in form for said in (pay.find("S1").number, OTHER_PAYEE["payee_name"], key))
    pay.clearing.script = []
    answer = clerk.post("/lists/unknown/enquire", {"key": key}, token_of="/lists/unknown")
    assert answer.status_code == 303
    desk.work(pay)
    assert before <= asked < len(pay.clearing.asked)
    assert pay.find("S1").status == "succeeded"


def credit(pay: PaymentHouse, **more: str) -> None:
    payload: dict[str, Any] = {
        "payer_account": "6217001210024455220", "payer_name": "上海振华重工股份有限公司", "payer_bank_name": "中国建设银行",
        "payee_account": "1001234509012345678", "payee_name": "辰海物流", "amount": "12480.00", "currency": "CNY",
        "purpose": "货款", **more,
    }  # fmt: skip
    pay.run(lambda ctx: pay.worker.credits.take(ctx, CreditMessage("IN-1", "HVPS", payload)))


def suspended(desk: DeskBank) -> str:
    with desk.as_("贺兰") as ctx:
        (row,) = worklists.listed(ctx, WorkList.SUSPENSE)
        return str(row["key"])


def test_a_suspended_credit_is_booked_where_it_belongs(desk: DeskBank, pay: PaymentHouse) -> None:
    before = pay.balance()[0]
    credit(pay)
    account = "1001234509012345678"
    told = desk.about("suspense", suspended(desk))
    assert told["金额"] == "CNY 12,480.00"
    assert told["付款方"] == "上海振华重工股份有限公司 6217001210024455220 中国建设银行"
    assert told["挂账原因"]
    row = desk.done(
        "suspense",
        suspended(desk),
        {"status": "release", "account": account, "why": "户名简称，已电话核实"},
    )
    desk.work(pay)
    assert desk.change(row["number"])["status"] == "in_force"
    assert pay.balance()[0] == before + 1_248_000
    assert pay.breaches() == []


def test_a_suspended_credit_goes_back(desk: DeskBank, pay: PaymentHouse) -> None:
    credit(pay)
    key = suspended(desk)
    desk.done("suspense", key, {"status": "give_back", "account": "", "why": "查无此户"})
    desk.work(pay)
    assert desk.world.count("incoming_credit", "status = 'returned'") == 1
    with pytest.raises(CannotTake):
        desk.propose(
            "贺兰", "suspense", key, {"status": "give_back", "account": "", "why": "再退一次"}
        )
    assert pay.breaches() == []


def test_an_account_that_cannot_take_it_leaves_it_in_suspense(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    credit(pay)
    row = desk.done(
        "suspense", suspended(desk), {"status": "release", "account": "999988887777", "why": "误填"}
    )
    desk.work(pay)
    assert desk.change(row["number"])["status"] == "failed"
    assert suspended(desk)


def contradicted(desk: DeskBank, pay: PaymentHouse) -> str:
    """A payment that settled, and of which clearing then says that it was refused; the key of that message."""
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    pay.dispatch()
    (sent,) = pay.clearing.sent
    late = ClearingAnswer("LATE-1", Outcome.REFUSED, sent.id, reason="RJ01")
    pay.run(lambda ctx: pay.worker.dispatch.inbox.take(ctx, late))
    with desk.as_("贺兰") as ctx:
        (row,) = worklists.listed(ctx, WorkList.STOPPED)
    return str(row["key"])


def test_two_people_put_an_exception_aside_with_the_reason(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    key = contradicted(desk, pay)
    typed = {"status": "dismiss", "why": "对方行书面确认为误发"}
    told = desk.about("exception", key)
    assert (told["付款编号"], told["报文编号"]) == (pay.find("S1").number, "LATE-1")
    assert "RJ01" in told["清算来文"]
    row = desk.propose("贺兰", "exception", key, typed)
    with pytest.raises(NotYours):
        desk.decide("贺兰", row)
    desk.work(pay)
    with desk.as_("贺兰") as ctx:
        assert len(worklists.listed(ctx, WorkList.STOPPED)) == 1
    assert desk.decide("秦峰", row)["status"] == "approved"
    desk.work(pay)
    assert desk.change(row["number"])["status"] == "in_force"
    with desk.as_("贺兰") as ctx:
        assert worklists.listed(ctx, WorkList.STOPPED) == []
    reasons = "action = 'dispatch.dismiss' AND detail ->> 'reason' = '对方行书面确认为误发'"
    assert desk.world.count("audit", reasons) == 1
    assert pay.find("S1").status == "succeeded"
    with pytest.raises(CannotTake):
        desk.propose("贺兰", "exception", key, typed)


def test_what_still_contradicts_is_not_applied_by_judging_it_anew(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    key = contradicted(desk, pay)
    row = desk.done("exception", key, {"status": "retake", "why": "请重试"})
    desk.work(pay)
    change = desk.change(row["number"])
    assert change["status"] == "failed"
    assert "仍与已知结果矛盾" in change["why"]["zh"]
    with desk.as_("贺兰") as ctx:
        assert len(worklists.listed(ctx, WorkList.STOPPED)) == 1
    assert pay.find("S1").status == "succeeded"
    assert pay.breaches() == []


def test_a_message_whose_cause_is_gone_is_judged_anew(desk: DeskBank, pay: PaymentHouse) -> None:
    pay.submit("S1", **OTHER_PAYEE)
    pay.decide("赵敏")
    with desk.as_("贺兰") as ctx:
        submission = ctx.uow.row("SELECT id FROM submission")
    assert submission is not None
    early = ClearingAnswer("EARLY-1", Outcome.SETTLED, submission["id"])
    pay.run(lambda ctx: pay.worker.dispatch.inbox.take(ctx, early))
    with desk.as_("贺兰") as ctx:
        (row,) = worklists.listed(ctx, WorkList.STOPPED)
    pay.clearing.script = [Outcome.ACCEPTED]
    pay.dispatch()
    assert pay.find("S1").status == "processing"
    desk.done("exception", str(row["key"]), {"status": "retake", "why": "报文先于受理到达"})
    desk.work(pay)
    assert pay.find("S1").status == "succeeded"
    assert pay.breaches() == []

"""What is said of a name: four words, what to do with each, and never whose account it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.ports import NameAnswer, NameVerdict
from kernel import limits
from kernel.errors import Faulty
from tests.workflows.payees.house import ACCOUNT, BANK, NAME, PayeeHouse
from tests.workflows.payments.house import OWN_PAYEE
from workflows.payees.classes import Verdict
from workflows.payees.errors import TooManyChecks

pytestmark = pytest.mark.database
OWN = OWN_PAYEE["payee_account"]
OWN_NAME = OWN_PAYEE["payee_name"]


@pytest.mark.parametrize(
    ("said", "verdict", "words"),
    [
        (NameAnswer(NameVerdict.MATCH), Verdict.MATCH, "账号与户名一致"),
        (NameAnswer(NameVerdict.CLOSE), Verdict.CLOSE, "更正错字"),
        (NameAnswer(NameVerdict.NO_MATCH), Verdict.NO_MATCH, "请勿付款"),
        (None, Verdict.UNAVAILABLE, "不代表户名有误"),
    ],
)
def test_each_word_says_what_to_do(
    house: PayeeHouse, said: NameAnswer | None, verdict: Verdict, words: str
) -> None:
    house.names.says = said
    found = house.verify()
    assert found.verdict is verdict
    assert words in found.advice_zh
    assert len({found.advice_zh, *(v.advice.zh for v in Verdict if v is not verdict)}) == 5


def test_the_question_is_kept_before_it_leaves_and_answered_once(house: PayeeHouse) -> None:
    gate = house.house.gate
    said = gate.perform(
        house.world.actor("李娜"),
        "payees.verify",
        {"Account": ACCOUNT, "Name": NAME, "BankCode": BANK},
    )
    assert (said.verdict, house.names.asked) == (Verdict.ASKED, [])
    assert house.world.count("payee_name_check", "verdict = 'asked'") == 1
    about = "action = 'payees.verify' AND object_id = ''"
    assert house.world.count("audit", about) == 1, "a state is no object"
    assert house.settle(said).verdict is Verdict.MATCH
    house.names.says = NameAnswer(NameVerdict.NO_MATCH)
    assert house.settle(said).verdict is Verdict.MATCH
    assert len(house.names.asked) == 1


def test_a_fresh_answer_is_not_asked_again(house: PayeeHouse) -> None:
    house.verify()
    house.verify()
    assert len(house.names.asked) == 1
    house.verify(again=True)
    assert len(house.names.asked) == 2
    house.world.advance(hours=13)
    house.verify()
    assert len(house.names.asked) == 3


def test_silence_is_asked_again_soon(house: PayeeHouse) -> None:
    house.names.says = None
    assert house.verify().verdict is Verdict.UNAVAILABLE
    house.names.says = NameAnswer(NameVerdict.MATCH)
    assert house.verify().verdict is Verdict.UNAVAILABLE
    house.world.advance(minutes=3)
    assert house.verify().verdict is Verdict.MATCH


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        (OWN_NAME, Verdict.MATCH),
        ("苏州恒锐特钢公司", Verdict.CLOSE),
        ("苏州恒悦特钢有限公司", Verdict.CLOSE),
        ("苏州恒锐贸易有限公司", Verdict.NO_MATCH),
        ("有限公司", Verdict.NO_MATCH),
    ],
)
def test_this_bank_answers_for_its_own_accounts(
    house: PayeeHouse, name: str, verdict: Verdict
) -> None:
    found = house.verify(OWN, name=name, bank_code="")
    assert (found.verdict, house.names.asked) == (verdict, [])
    assert OWN_NAME not in f"{found}"[len(name) :] or verdict is Verdict.MATCH


def test_a_close_name_is_shown_masked_only_where_the_bank_says_so(house: PayeeHouse) -> None:
    assert house.verify(OWN, name="苏州恒锐特钢公司", bank_code="").masked == ""
    house.world.db.tamper("UPDATE yinqi.bank SET settings = '{\"shows_masked_names\": true}'")
    house.house.banks.forget()
    found = house.verify(OWN, name="苏州恒锐特钢公司", bank_code="")
    assert found.masked == "苏州＊＊＊＊＊＊公司"
    assert house.verify(OWN, name="别的公司", bank_code="").masked == ""


def test_what_is_no_account_is_not_asked_about(house: PayeeHouse) -> None:
    with pytest.raises(Faulty) as faulty:
        house.verify("12-A")
    assert [f.field for f in faulty.value.findings] == ["account"]
    assert house.world.count("payee_name_check") == 0


def test_nobody_asks_for_ever(house: PayeeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NAME_CHECKS_A_DAY_MAX", 2)
    for name in ("甲公司", "乙公司"):
        house.verify(name=name)
    with pytest.raises(TooManyChecks):
        house.verify(name="丙公司")
    assert len(house.names.asked) == 2
    house.world.clock.advance(timedelta(days=1))
    assert house.verify(name="丙公司").verdict is Verdict.MATCH


def test_the_answer_of_one_enterprise_is_not_anothers(house: PayeeHouse) -> None:
    house.names.says = NameAnswer(NameVerdict.NO_MATCH)
    house.verify()
    house.names.says = NameAnswer(NameVerdict.MATCH)
    assert house.verify(by="刘洋").verdict is Verdict.MATCH
    assert len(house.names.asked) == 2

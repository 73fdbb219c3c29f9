"""Asking about a name over the wire: what fits, what is close, and that silence is no verdict."""

from __future__ import annotations

import pytest

from connectors.clearing.http_link import HttpClearing
from connectors.clearing.simulator.director import Director
from connectors.clearing.wire import Unreadable, read_verdict
from connectors.ports import ClearingTimeout, NameAnswer, NameQuestion, NameVerdict

from .conftest import BANK

NAME = "无锡同盛包装材料有限公司"


def asked(account: str, name: str = NAME) -> NameQuestion:
    return NameQuestion("102100099996", account, name)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        (NAME, NameAnswer(NameVerdict.MATCH)),
        ("无锡同盛包装材料（有限公司", NameAnswer(NameVerdict.CLOSE, "无锡＊＊＊＊＊＊＊＊司")),
        ("苏州恒锐特钢", NameAnswer(NameVerdict.NO_MATCH)),
    ],
)
def test_a_known_account_is_compared(
    link: HttpClearing, director: Director, name: str, answer: NameAnswer
) -> None:
    director.know_name("6222021001112223334", NAME)
    assert link.verify_name(BANK, asked("6222021001112223334", name)) == answer


@pytest.mark.parametrize(
    ("tail", "verdict"),
    [
        ("777701", NameVerdict.MATCH),
        ("777702", NameVerdict.CLOSE),
        ("777703", NameVerdict.NO_MATCH),
        ("777704", NameVerdict.UNAVAILABLE),
        ("123456", NameVerdict.MATCH),
    ],
)
def test_other_accounts_answer_by_their_end(
    link: HttpClearing, tail: str, verdict: NameVerdict
) -> None:
    assert link.verify_name(BANK, asked(f"6222021001{tail}")).verdict is verdict


@pytest.mark.parametrize("tail", ["777705", "777706"])
def test_silence_and_errors_are_no_verdict(link: HttpClearing, tail: str) -> None:
    with pytest.raises(ClearingTimeout):
        link.verify_name(BANK, asked(f"6222021001{tail}"))


@pytest.mark.parametrize(
    "said", [{}, {"verdict": "MATCH"}, {"verdict": "maybe"}, {"verdict": "close", "masked": 3}]
)
def test_an_unlisted_word_is_no_verdict(said: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        read_verdict(said)


def test_a_mask_that_hides_nothing_is_not_shown() -> None:
    assert read_verdict({"verdict": "close", "masked": NAME}).masked == ""

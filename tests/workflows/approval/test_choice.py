"""Which band of a policy applies, and the sentence that says why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from kernel.amount_faults import AmountTooLarge
from kernel.currencies import UnknownCurrency
from kernel.operation import Door
from kernel.text import Text
from tests.workflows.approval.house import steps_json
from workflows.approval.choice import Choice, choose
from workflows.approval.errors import AmountWrong, NoPolicy
from workflows.approval.policy import Policy
from workflows.approval.policy_parser import parse_rules
from workflows.approval.subjects import Facts

ONE, TWO = [[("manager", 1)]], [[("manager", 1)], [("director", 1)]]


def facts(amount_minor: int | None, currency: str = "CNY") -> Facts:
    return Facts(amount_minor, currency, "6222", Door.WEB, Text("付款", "Payment"))


def policy(tables: dict[str, list[tuple[int | None, Any]]], **scope: str) -> Policy:
    where: dict[str, Any] = {"operation": "pay", "account_number": "*", "door": "*"} | scope
    bands = {
        currency: [{"upper_minor": upper, "steps": steps_json(steps)} for upper, steps in table]
        for currency, table in tables.items()
    }
    return Policy(UUID(int=1), 3, **where, rules=parse_rules({"bands": bands}))


def chosen(of: Policy, what: Facts) -> Choice:
    return choose(of, what, lambda _code: Text("付款", "Payment"))


TABLE: dict[str, list[tuple[int | None, Any]]] = {
    "CNY": [(100_000_00, ONE), (500_000_00, TWO), (None, TWO)]
}


@pytest.mark.parametrize(
    ("amount_minor", "zh", "en"),
    [
        (1, "金额 100,000.00 CNY 及以下", "up to and including 100,000.00 CNY"),
        (100_000_00, "金额 100,000.00 CNY 及以下", "up to and including 100,000.00 CNY"),
        (
            100_000_01,
            "金额 100,000.00 以上至 500,000.00 CNY（含）",
            "over 100,000.00 up to and including 500,000.00 CNY",
        ),
        (500_000_01, "金额 500,000.00 CNY 以上", "over 500,000.00 CNY"),
    ],
)
def test_the_band_is_told_in_words(amount_minor: int, zh: str, en: str) -> None:
    why = chosen(policy(TABLE), facts(amount_minor)).why
    assert why == Text(f"适用规则：付款（第 3 版），{zh}", f"Rule: Payment (version 3), {en}")


def test_one_band_for_all_is_told_so() -> None:
    why = chosen(policy({"CNY": [(None, ONE)]}), facts(7)).why
    assert why.zh == "适用规则：付款（第 3 版），CNY 不分金额"


@pytest.mark.parametrize(
    ("scope", "zh"),
    [
        ({}, "付款"),
        ({"operation": "*"}, "企业通用规则"),
        ({"account_number": "6222"}, "付款·账户 6222"),
        ({"account_number": "6222", "door": "web"}, "付款·账户 6222·企业网银"),
        ({"operation": "*", "door": "direct_link"}, "企业通用规则·银企直联"),
    ],
)
def test_the_scope_is_told_in_words(scope: dict[str, str], zh: str) -> None:
    why = chosen(policy(TABLE, **scope), facts(1)).why
    assert why.zh.startswith(f"适用规则：{zh}（第 3 版）")


def test_a_currency_without_a_table_gets_the_strictest_band() -> None:
    choice = chosen(policy(TABLE), facts(1, "EUR"))
    assert (
        choice.band.steps
        == parse_rules({"bands": {"CNY": [{"upper_minor": None, "steps": steps_json(TWO)}]}})
        .bands["CNY"][0]
        .steps
    )
    assert choice.why.zh.endswith("规则未设 EUR 的档次，按最严格的一档（金额 500,000.00 CNY 以上）")


def test_what_has_no_amount_gets_the_strictest_band() -> None:
    choice = chosen(policy({"CNY": [(10, TWO), (None, ONE)]}), facts(None, ""))
    assert len(choice.band.steps) == 2
    assert choice.why.zh.endswith("不涉及金额，按最严格的一档（金额 0.10 CNY 及以下）")


def test_the_strictest_band_is_looked_for_in_every_table() -> None:
    tables: dict[str, list[tuple[int | None, Any]]] = {"CNY": [(None, ONE)], "EUR": [(None, TWO)]}
    assert len(chosen(policy(tables), facts(1, "USD")).band.steps) == 2


@pytest.mark.parametrize("what", [facts(1, "EUR"), facts(None, "")])
def test_a_rule_that_asks_nothing_does_not_cover_what_it_does_not_name(what: Facts) -> None:
    with pytest.raises(NoPolicy):
        chosen(policy({"CNY": [(None, [])]}), what)


def test_a_rule_that_asks_nothing_is_chosen_for_what_it_names() -> None:
    assert chosen(policy({"CNY": [(None, [])]}), facts(1)).band.steps == ()


@pytest.mark.parametrize(("amount_minor", "currency"), [(0, "CNY"), (-1, "CNY"), (None, "CNY")])
def test_an_amount_that_is_none_at_all_or_not_positive_is_refused(
    amount_minor: int | None, currency: str
) -> None:
    with pytest.raises(AmountWrong):
        facts(amount_minor, currency)


def test_an_amount_needs_a_currency_of_ours_and_a_whole_number() -> None:
    with pytest.raises(UnknownCurrency):
        facts(1, "")
    with pytest.raises(UnknownCurrency):
        facts(1, "XXX")
    with pytest.raises(AmountTooLarge):
        facts(10**18, "CNY")
    with pytest.raises(TypeError):
        facts(True)  # noqa: FBT003 - a bool is an int to Python, and no amount to us

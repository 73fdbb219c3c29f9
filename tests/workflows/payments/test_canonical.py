"""The text that is signed: one line for each field, and nothing that could be read as another."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import Money
from workflows.payments.canonical import Terms, group_text, text_of, unseen
from workflows.payments.errors import Unsignable

TERMS = Terms(
    client_serial="S1",
    payer_account="1001234509012345678",
    payer_name="上海辰海物流股份有限公司",
    payee_account="6222021001112223334",
    payee_name="无锡同盛包装材料有限公司",
    payee_bank="102100099996",
    payee_bank_name="中国工商银行",
    money=Money(128_640_000, "CNY"),
    purpose="货款",
    remark="",
    end_to_end="E1",
    requested_on=date(2026, 11, 23),
)
NAMES = [
    field.name for field in dataclasses.fields(Terms) if field.name not in {"money", "requested_on"}
]
BREAKS = "\n\r\v\f\x1c\x85\u2028\u2029\x00\x7f\u202e\u200b\u2066\ufeff"


def test_the_text_is_exactly_this() -> None:
    attached = dataclasses.replace(TERMS, attachments=("ab" * 32,))
    assert text_of("云港银行", attached) == (
        "版本: payment/1\n"
        "银行: 云港银行\n"
        "客户流水号: S1\n"
        "付款账号: 1001234509012345678\n"
        "付款户名: 上海辰海物流股份有限公司\n"
        "收款账号: 6222021001112223334\n"
        "收款户名: 无锡同盛包装材料有限公司\n"
        "收款行: 102100099996 中国工商银行\n"
        "金额: CNY 1286400.00\n"
        "用途: 货款\n"
        "附言: \n"
        "端到端标识: E1\n"
        "要求日期: 2026-11-23\n" + "附件: " + "ab" * 32
    )


def test_a_groups_text_is_exactly_this() -> None:
    digests = [b"\x01" * 32, b"\x02" * 32]
    assert group_text("云港银行", "P1", "1001", Money(300, "CNY"), digests) == (
        "版本: payment-group/1\n银行: 云港银行\n批次: P1\n付款账号: 1001\n笔数: 2\n合计: CNY 3.00\n"
        f"1: {'01' * 32}\n2: {'02' * 32}"
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mark", BREAKS)
def test_no_field_holds_what_breaks_its_line_or_cannot_be_seen(name: str, mark: str) -> None:
    value: Any = (f"a{mark}b",) if name == "attachments" else f"a{mark}b"
    with pytest.raises(Unsignable):
        text_of("云港银行", dataclasses.replace(TERMS, **{name: value}))


def test_nor_do_a_bank_and_a_group() -> None:
    with pytest.raises(Unsignable):
        text_of("云港\n银行", TERMS)
    with pytest.raises(Unsignable):
        group_text("云港银行", "P\n1", "1001", Money(1, "CNY"), [])


def test_what_people_write_is_seen() -> None:
    for text in ("上海𬭚㛃金属", "Łódź “Zürich” & Söhne", "全角　空格", "\U0002ffff", "🧾"):
        assert unseen(text) == frozenset()


@given(value=st.text(max_size=30), name=st.sampled_from([n for n in NAMES if n != "attachments"]))
def test_any_text_stands_on_one_line_of_its_own_or_is_refused(value: str, name: str) -> None:
    try:
        text = text_of("云港银行", dataclasses.replace(TERMS, **{name: value}))  # type: ignore[arg-type]
    except Unsignable:
        return
    assert len(text.splitlines()) == 13
    assert [line.partition(": ")[0] for line in text.splitlines()] == [
        line.partition(": ")[0] for line in text_of("云港银行", TERMS).splitlines()
    ]


@given(
    one=st.text(min_size=1, max_size=12),
    other=st.text(min_size=1, max_size=12),
    name=st.sampled_from(["payer_account", "payee_name", "purpose", "remark", "end_to_end"]),
)
def test_two_payments_that_differ_have_two_texts(one: str, other: str, name: str) -> None:
    if one == other or unseen(one) or unseen(other):
        return
    texts = {
        text_of("云港银行", dataclasses.replace(TERMS, **{name: value}))  # type: ignore[arg-type]
        for value in (one, other)
    }
    assert len(texts) == 2

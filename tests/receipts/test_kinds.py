"""Kinds of receipts are rows of a table: what each is called, whose side it is on, what its amount may be."""

from __future__ import annotations

import pytest

from kernel.errors import Faulty
from kernel.money import Money
from receipts.kinds import TABLE, ReceiptKind, kind_of
from receipts.render.payment import render
from tests.receipts.render.reading import text_of
from tests.receipts.samples import imprint_of, returned, sample_facts


def test_every_kind_has_a_row_with_a_title_of_its_own() -> None:
    assert set(TABLE) == set(ReceiptKind)
    titles = [row.title for row in TABLE.values()]
    assert len({title.zh for title in titles}) == len({title.en for title in titles}) == len(TABLE)


@pytest.mark.parametrize(
    ("booked", "credit", "fee", "kind"),
    [
        ("transfer", False, False, "payment_out"),
        ("transfer", True, False, "credit_in"),
        ("transfer_out", False, True, "fee"),
        ("transfer_in", True, False, "credit_in"),
        ("return", True, False, "return"),
        ("batch", False, False, "batch"),
        ("batch", True, False, "credit_in"),
        ("interest", True, False, "interest"),
        ("interest", False, False, "payment_out"),
        ("reversal", True, False, "reversal"),
        ("reversal", False, False, "reversal"),
        ("bill", True, False, "bill_in"),
        ("bill", False, False, "bill_out"),
        ("something new", False, False, "payment_out"),
    ],
)
def test_a_booked_line_is_of_one_kind(booked: str, credit: bool, fee: bool, kind: str) -> None:  # noqa: FBT001
    assert kind_of(booked, credit=credit, fee=fee) is ReceiptKind(kind)


@pytest.mark.parametrize("kind", ReceiptKind)
def test_each_kind_is_drawn_with_its_title_and_its_words(kind: ReceiptKind) -> None:
    minor = -123_456_789_012_34 if kind.row.is_negative else 123_456_789_012_34
    facts = returned(kind=kind, amount=Money(minor, "CNY"))
    text = "".join(text_of(render(facts, imprint_of(facts))).split())
    sign = "负" if kind.row.is_negative else ""
    words = "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分"
    for said in (
        kind.row.title.zh, kind.row.original.zh, f"人民币{sign}{words}", "123,456,789,012.34", "P20261119000000007",
    ):  # fmt: skip
        assert said in text, said
    assert ("-123,456,789,012.34" in text) == kind.row.is_negative


def test_a_reversal_is_below_zero_and_everything_else_above() -> None:
    for facts in (
        returned(kind=ReceiptKind.REVERSAL),
        sample_facts(amount=Money(-1, "CNY")),
        sample_facts(amount=Money(0, "CNY")),
        returned(kind=ReceiptKind.REVERSAL, amount=Money(-1, "CNY"), refunded_of=""),
    ):
        with pytest.raises(Faulty):
            facts.validate()

"""Every code has its meaning in two languages, and a group's status follows from its items."""

import re

import pytest

from kernel.iso20022.codes import BalanceKind, GroupStatus, ItemStatus, Reason, group_status

ALL = [*ItemStatus, *GroupStatus, *Reason, *BalanceKind]


@pytest.mark.parametrize("code", ALL, ids=lambda code: f"{type(code).__name__}.{code}")
def test_codes_are_four_characters_with_two_texts(code: Reason) -> None:
    assert re.fullmatch("[A-Z0-9]{4}", code.value)
    assert re.search("[一-鿿]", code.text.zh)
    assert code.text.en.isascii()


@pytest.mark.parametrize(
    ("items", "group"),
    [
        ([ItemStatus.ACSC, ItemStatus.ACSC], GroupStatus.ACSC),
        ([ItemStatus.PDNG], GroupStatus.PDNG),
        ([ItemStatus.RJCT, ItemStatus.RJCT], GroupStatus.RJCT),
        ([ItemStatus.ACSP, ItemStatus.ACSP], GroupStatus.ACSP),
        ([ItemStatus.ACSC, ItemStatus.RJCT], GroupStatus.PART),
        ([ItemStatus.ACSC, ItemStatus.PDNG], GroupStatus.PART),
    ],
)
def test_a_group_has_the_status_of_its_items_or_part(
    items: list[ItemStatus], group: GroupStatus
) -> None:
    assert group_status(items) is group


def test_a_group_without_items_has_no_status() -> None:
    with pytest.raises(ValueError, match="no status"):
        group_status([])

"""The form above an account's lines: words, a range of amounts, days and a direction."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from corporate.web.search import amounts_in
from tests.corporate.web.browser import Browser
from tests.workflows.payments.house import PAYER, PaymentHouse

PATH = f"/accounts/{PAYER}"


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("1000..2000", (100_000, 200_000)),
        ("1,000.50..", (100_050, None)),
        ("..2000", (None, 200_000)),
        ("8,888.06", (888_806, 888_806)),
        ("８８", (8_800, 8_800)),
        ("..", None),
        ("", None),
        ("货款", None),
        ("1,23", None),
        ("PO-2611009", None),
        ("1001234509012345678", None),
    ],
)
def test_a_figure_is_an_amount_and_two_with_dots_are_a_range(
    text: str, amounts: tuple[int | None, int | None] | None
) -> None:
    assert amounts_in(text, "CNY") == amounts


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("text=888.05..888.07", ("888.06", "999.00")),
        ("text=运费", ("888.06", "999.00")),
        ("direction=in", ("期初余额", "888.06")),
        ("from=2026-11-24", ("没有符合条件的流水", "期初余额")),
        ("from=24.11.&direction=out", ("请按 2026-11-23 填写", "期初余额")),
    ],
)
def test_lines_are_narrowed_and_the_form_keeps_what_was_typed(
    house: PaymentHouse, maker: Browser, typed: str, told: tuple[str, str]
) -> None:
    for serial, minor, purpose in (("A", 88_806, "运费"), ("B", 99_900, "货款")):
        house.submit(serial, amount_minor=minor, purpose=purpose)
        house.decide("赵敏")
    page = maker.get(f"{PATH}?{quote(typed, '=&.')}")
    lines = " ".join("".join(page.find("//*[@id='ledger']//text()")).split())
    assert [words in lines for words in told] == [True, False]
    name, value = typed.split("&", maxsplit=1)[0].split("=")
    (field,) = page.find(f"//*[@name='{name}']")
    kept = field.get("value") or "".join(field.xpath(".//option[@selected]/@value"))
    assert kept == value


def test_further_pages_keep_what_was_looked_for(
    house: PaymentHouse, maker: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corporate.web.views.accounts._PAGE", 1)
    for serial in ("A", "B"):
        house.submit(serial, amount_minor=88_806)
        house.decide("赵敏")
    first = maker.get(f"{PATH}?direction=out")
    (further,) = first.links("cursor=")
    second = maker.get(further)
    assert "direction=out" in further
    assert len(second.find("//tbody/tr[not(@class)]")) == 1
    assert second.links("direction=out")
    assert not second.links("cursor=")

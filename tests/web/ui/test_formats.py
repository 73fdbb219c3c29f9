"""How amounts, accounts, days and clocks are written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from corporate.web import formats
from corporate.web.charts import NARROW, WIDE, Point, Trend, draw, in_words, short_amount
from corporate.web.cutoffs import cut_off
from corporate.web.gallery import create_gallery, house
from corporate.web.parts import CutOff, Page, QueueRow
from corporate.web.statuses import look_of
from kernel.money import Money
from kernel.public_status import PublicStatus
from kernel.text import Text

NOW = datetime(2026, 11, 20, 6, 34, tzinfo=UTC)


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_gallery()


def cny(minor: int) -> Money:
    return Money(minor, "CNY")


@pytest.mark.parametrize(
    ("minor", "currency", "signed", "written"),
    [
        (128640000, "CNY", False, "1,286,400.00"),
        (-750, "EUR", False, "\u22127.50"),
        (1248000000, "CNY", True, "+12,480,000.00"),
        (-5, "CNY", True, "\u22120.05"),
        (0, "CNY", True, "0.00"),
        (1234567, "JPY", False, "1,234,567"),
    ],
)
def test_money_shows_every_decimal_and_a_true_minus(
    minor: int, currency: str, *, signed: bool, written: str
) -> None:
    assert formats.money(Money(minor, currency), signed=signed) == written


def test_cents_of_the_hero_are_lighter() -> None:
    assert formats.money_hero(cny(48632791542)) == "486,327,915<small>.42</small>"
    assert formats.money_hero(Money(1200, "JPY")) == "1,200"


@pytest.mark.parametrize(
    ("minor", "step"),
    [
        (128640000, ""),
        (1286400000, "long-1"),
        (128640000000, "long-2"),
        (128640000000000, "long-3"),
    ],
)
def test_long_amounts_take_a_smaller_step(minor: int, step: str) -> None:
    assert formats.money_step(cny(minor)) == step


def test_accounts_stand_in_groups_of_four() -> None:
    assert formats.account("3250 61200018147 08821") == "3250 6120 0018 1470 8821"
    assert formats.account("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"
    assert formats.account("B261123-M5N6636P") == "B261123-M5N6636P"
    assert formats.tail("3250612000180317") == "••••\u00a00317"
    assert formats.account_marked("325061200018", is_new=True) == "3250 6120 <mark>0018</mark>"
    assert formats.account_marked("325061200018", is_new=False) == "3250 6120 0018"


def test_a_bill_number_is_drawn_apart_and_copied_whole() -> None:
    number = "530133100010920261123000000017"
    drawn = formats.bill_number(number)
    assert re.findall(r"<span>(\d+)</span>", drawn) == (
        ["5", "3013", "3100", "0109", "2026", "1123", "0000", "0001", "7"]
    )
    assert re.sub(r"<[^>]*>", "", drawn) == number
    assert formats.bill_number("<b>") == "<b>"


def test_account_text_is_escaped() -> None:
    assert "<script>" not in formats.account_marked("<script>8821", is_new=True)


def test_fingerprint_is_the_first_sixteen_digits() -> None:
    assert formats.fingerprint("7f3a91c20be45d18" + "ff" * 24) == "7F3A 91C2 0BE4 5D18"


@pytest.mark.parametrize(
    ("lang", "moment", "said"),
    [
        ("zh", NOW, "今日 14:34"),
        ("zh", NOW + timedelta(days=1), "明日 14:34"),
        ("zh", NOW - timedelta(days=1), "昨日 14:34"),
        ("zh", NOW + timedelta(days=4), "11-24 14:34"),
        ("en", NOW, "today 14:34"),
        ("en", datetime(2026, 11, 20, 16, 30, tzinfo=UTC), "tomorrow 00:30"),
    ],
)
def test_moments_are_told_by_the_banks_clock(
    lang: str, moment: datetime, said: str, app: Flask
) -> None:
    with app.test_request_context(headers={"Cookie": f"ui=lang:{lang}"}):
        assert formats.when(moment, NOW) == said


@pytest.mark.parametrize(
    ("lang", "long", "short"),
    [("zh", "11 月 20 日 星期五", "周五"), ("en", "Friday, 20 November", "Fri")],
)
def test_days_are_told_in_both_languages(lang: str, long: str, short: str, app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": f"ui=lang:{lang}"}):
        assert formats.long_day(date(2026, 11, 20)) == long
        assert formats.weekday(date(2026, 11, 20)) == short


@pytest.mark.parametrize(
    ("size", "said"), [(1, "1 KB"), (1024, "1 KB"), (1025, "2 KB"), (1_258_291, "1.2 MB")]
)
def test_file_sizes(size: int, said: str) -> None:
    assert formats.filesize(size) == said


def test_sums_never_mix_currencies() -> None:
    row = QueueRow("1", "甲", "", cny(100), "", "#")
    euro = QueueRow("2", "B", "", Money(250, "EUR"), "", "#")
    assert formats.sums([row, euro, row]) == "¥ 2.00 · € 2.50"


def _channel(closes: datetime | None) -> CutOff:
    opens = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    return CutOff(Text("大额", "HVPS"), Text("", ""), opens, closes, NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("left", "state", "said"),
    [
        (timedelta(hours=2, minutes=40, seconds=1), "open", "剩 2 时 41 分"),
        (timedelta(minutes=60), "open", "剩 1 时 0 分"),
        (timedelta(minutes=59, seconds=59), "soon", "剩 60 分"),
        (timedelta(seconds=1), "soon", "剩 1 分"),
        (timedelta(0), "closed", "已截止"),
        (timedelta(hours=-3), "closed", "已截止"),
    ],
)
def test_cut_off_turns_amber_under_an_hour_and_then_shuts(
    left: timedelta, state: str, said: str
) -> None:
    face = cut_off(_channel(NOW + left), NOW)
    assert (face.state, face.text.zh) == (state, said)
    assert (face.opens_at is not None) == (state == "closed")


def test_channel_that_never_closes_and_one_not_yet_open() -> None:
    assert cut_off(_channel(None), NOW).text == Text("7×24", "24/7")
    early = NOW - timedelta(hours=10)
    face = cut_off(_channel(NOW + timedelta(hours=1)), early)
    assert (face.state, face.share) == ("before", 0)


def test_every_status_has_a_look_of_its_own() -> None:
    looks = [look_of(status) for status in PublicStatus]
    assert len(looks) == 16
    assert len({look.label.zh for look in looks}) == len({look.label.en for look in looks}) == 16
    assert all(look.meaning.zh and look.meaning.en and look.icon for look in looks)
    assert look_of("unknown").tone == "warn"
    assert "请勿重复付款" in look_of("unknown").meaning.zh
    with pytest.raises(ValueError, match="paid"):
        look_of("paid")


@pytest.mark.parametrize(
    ("number", "near"), [(1, (1, 2, 0, 12)), (6, (1, 0, 5, 6, 7, 0, 12)), (12, (1, 0, 11, 12))]
)
def test_pages_near(number: int, near: tuple[int, ...]) -> None:
    page = Page(number, 12, 1184, "?page={page}")
    assert page.near == near
    assert page.at(3) == "?page=3"


@pytest.mark.parametrize(
    ("minor", "zh", "en"),
    [
        (486_327_915_42, "4.86 亿", "486.33M"),
        (386_000_000_00, "3.86 亿", "386.00M"),
        (12_345_00, "1.23 万", "12.35K"),
        (99_00, "99", "99"),
        (-250_000_00, "\u221225.00 万", "\u2212250.00K"),
    ],
)
def test_large_amounts_are_said_as_people_say_them(minor: int, zh: str, en: str) -> None:
    assert short_amount(minor, "CNY") == Text(zh, en)


def test_chart_keeps_every_point_inside_its_frame() -> None:
    for frame in (WIDE, NARROW):
        drawing = draw(house.TREND, frame)
        for pair in (drawing.actual + " " + drawing.forecast).split():
            x, y = pair.split(",")
            assert frame.left <= int(x.split(".")[0]) <= frame.width - frame.right
            assert frame.top <= int(y.split(".")[0]) <= frame.height - frame.bottom
        assert len(drawing.actual.split()) == 14
        assert len(drawing.forecast.split()) == 15


def test_chart_marks_the_day_it_falls_below_the_threshold() -> None:
    drawing = draw(house.TREND)
    assert drawing.lowest is not None
    assert drawing.lowest.label.text == Text("11-27 预计 3.86 亿", "386.00M on 11-27")
    assert in_words(house.TREND).zh == (
        "过去 14 天的实际余额与未来 14 天的预测；当前 4.86 亿。预计 11-27 降至 3.86 亿，低于警戒线 4.00 亿。"
    )


@pytest.mark.parametrize("minor", [0, 5, -300_00, 10**15])
def test_chart_of_one_day_or_a_flat_line_can_be_drawn(minor: int) -> None:
    points = tuple(Point(date(2026, 11, 1 + i), minor) for i in range(3))
    assert len(draw(Trend("CNY", points)).actual.split()) == 3
    assert draw(Trend("CNY", points[:1])).forecast == ""
    assert draw(Trend("CNY", points)).lowest is None


@pytest.mark.parametrize("moved", [0, 1, 105_000_00, 10**9])
@pytest.mark.parametrize("minor", [5, 99_99, 12_345_00, 277_794_288_97, 10**17])
def test_no_two_labels_of_an_axis_read_alike(minor: int, moved: int) -> None:
    points = (Point(date(2026, 11, 1), minor), Point(date(2026, 11, 2), minor - moved))
    labels = [label.text for label in draw(Trend("CNY", points)).grid]
    assert len({text.zh for text in labels}) == len({text.en for text in labels}) == len(labels)


def test_a_small_move_of_a_large_balance_is_no_cliff() -> None:
    points = (Point(date(2026, 11, 1), 277_900_000_00), Point(date(2026, 11, 2), 277_795_000_00))
    first, last = (float(pair.split(",")[1]) for pair in draw(Trend("CNY", points)).actual.split())
    assert abs(last - first) < WIDE.height / 20


@pytest.mark.parametrize(("before", "below"), [(280, True), (270, False), (276, False)])
def test_the_label_of_today_stands_where_the_line_does_not_cross_it(
    before: int, *, below: bool
) -> None:
    points = tuple(Point(date(2026, 11, day), before * 10**8) for day in range(1, 28))
    now = draw(Trend("CNY", (*points, Point(date(2026, 11, 28), 276 * 10**8)))).now
    assert (float(now.label.y) > float(now.y)) is below

"""Commands are read to the letter, and all faults of one input are told at once."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.charset import Encoding
from kernel.errors import Faulty
from kernel.money import format_minor
from kernel.operation import Kind, Sensitivity, spec
from kernel.parsing import Names, checked, parse, plain
from kernel.text import Text


class Wish(StrEnum):
    ANY = "any"
    HVPS = "hvps"


@dataclass(frozen=True, slots=True)
class Line:
    name: str = spec(Text("收款人", "Payee"), max_bytes=12)
    amount_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(Text("币种", "Currency"), default="CNY")


@dataclass(frozen=True, slots=True)
class Pay:
    serial: str = spec(
        Text("流水号", "Serial"), max_bytes=16, pattern="[A-Za-z0-9-]+", example="A-1"
    )
    amount_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency")
    currency: str = spec(Text("币种", "Currency"))
    on: date = spec(Text("日期", "Date"), Kind.DATE)
    wish: Wish = spec(Text("汇路", "Rail"), Kind.CHOICE, choices=Wish, default=Wish.ANY)
    at: datetime | None = spec(Text("时间", "Time"), Kind.INSTANT, default=None)
    count: int = spec(Text("笔数", "Count"), Kind.INTEGER, default=0)
    urgent: bool = spec(Text("加急", "Urgent"), Kind.FLAG, default=False)
    pin: str = spec(Text("口令", "PIN"), max_bytes=4, sensitivity=Sensitivity.SECRET, default="")
    line: Line | None = spec(Text("明细", "Line"), Kind.GROUP, group=Line, default=None)
    lines: tuple[Line, ...] = spec(Text("明细", "Lines"), Kind.GROUP, group=Line, default=())
    tags: tuple[str, ...] = spec(Text("标签", "Tags"), max_bytes=4, default=())
    file: bytes = spec(Text("文件", "File"), Kind.DOCUMENT, max_bytes=5, default=b"")


GOOD: dict[str, object] = {
    "Serial": "A-1",
    "Amount": "12.30",
    "Currency": "CNY",
    "On": "2026-11-23",
}


def faults_of(raw: object, **more: object) -> dict[str, str]:
    with pytest.raises(Faulty) as refused:
        parse(Pay, raw, **more)  # type: ignore[arg-type]
    return {finding.field: finding.code for finding in refused.value.findings}


def test_a_command_is_read_with_its_defaults() -> None:
    assert parse(Pay, GOOD) == Pay(
        serial="A-1", amount_minor=1230, currency="CNY", on=date(2026, 11, 23)
    )


def test_every_kind_is_read() -> None:
    raw = GOOD | {
        "Wish": "hvps",
        "At": "2026-11-23T10:05:00+08:00",
        "Count": "-7",
        "Urgent": "true",
        "Line": {"Name": "甲", "Amount": "1", "Currency": "JPY"},
        "Lines": [{"Name": "乙", "Amount": "0.5"}, {"Name": "丙", "Amount": "2"}],
        "Tags": ["a", "b"],
        "File": b"12345",
    }
    command = parse(Pay, raw)
    assert command.wish is Wish.HVPS
    assert command.at == datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
    assert (command.count, command.urgent, command.tags, command.file) == (
        -7, True, ("a", "b"), b"12345",
    )  # fmt: skip
    assert command.line == Line(name="甲", amount_minor=1, currency="JPY")
    assert [line.amount_minor for line in command.lines] == [50, 200]


def test_all_faults_come_at_once_with_their_paths() -> None:
    raw = {
        "Serial": "a b",
        "Amount": "1e3",
        "Currency": "CNY",
        "On": "2026-02-30",
        "Wish": "rocket",
        "At": "2026-11-23T10:05:00",
        "Count": "1.0",
        "Urgent": "yes",
        "Pin": "12345",
        "Lines": [{"Name": "甲", "Amount": "1"}, {"Amount": "-1", "Fee": "1"}],
        "Tags": ["ok", ""],
        "File": b"123456",
        "Extra": "x",
    }
    assert faults_of(raw) == {
        "Serial": "field.pattern",
        "Amount": "kernel.amount_scientific",
        "On": "field.date",
        "Wish": "field.choice",
        "At": "field.instant",
        "Count": "field.integer",
        "Urgent": "field.flag",
        "Pin": "field.too_long",
        "Lines[2].Name": "field.required",
        "Lines[2].Amount": "kernel.amount_signed",
        "Lines[2].Fee": "field.unknown",
        "Tags[2]": "field.required",
        "File": "field.document_too_large",
        "Extra": "field.unknown",
    }


def test_what_is_required_is_named_in_both_languages() -> None:
    with pytest.raises(Faulty) as refused:
        parse(Pay, {})
    assert [f.field for f in refused.value.findings] == ["Serial", "Currency", "On", "Amount"]
    first = refused.value.findings[0].text
    assert (first.zh, first.en) == ("请填写“流水号”。", "“Serial” is required.")


@pytest.mark.parametrize("blank", ["", " ", "　", None])
def test_blanks_do_not_count_as_an_entry(blank: object) -> None:
    assert faults_of(GOOD | {"Serial": blank}) == {"Serial": "field.required"}


@pytest.mark.parametrize("amount", ["NaN", "１２.00", "1_000", "1,000", "+1", "0x1", "12.345"])
def test_an_amount_is_never_guessed(amount: str) -> None:
    assert list(faults_of(GOOD | {"Amount": amount})) == ["Amount"]


@pytest.mark.parametrize("amount", [12, 12.5, True, ["1"]])
def test_an_amount_is_text_on_the_wire(amount: object) -> None:
    assert faults_of(GOOD | {"Amount": amount}) == {"Amount": "field.not_text"}


def test_an_unknown_currency_is_the_currencys_fault_not_the_amounts() -> None:
    assert faults_of(GOOD | {"Currency": "BTC"}) == {"Currency": "kernel.unknown_currency"}


def test_a_missing_currency_is_told_once() -> None:
    assert faults_of({**GOOD, "Currency": ""}) == {"Currency": "field.required"}


def test_length_is_counted_in_bytes_of_the_wire() -> None:
    name = {"Line": {"Name": "上海辰海", "Amount": "1"}}
    assert parse(Pay, GOOD | name).line is not None
    longer = {"Line": {"Name": "上海辰海物", "Amount": "1"}}
    assert faults_of(GOOD | longer) == {"Line.Name": "field.too_long"}
    assert parse(Pay, GOOD | longer, encoding=Encoding.GB18030).line is not None


def test_what_the_partners_encoding_lacks_is_refused_by_name() -> None:
    rare = {"Line": {"Name": "𬭚", "Amount": "1"}}
    assert faults_of(GOOD | rare, encoding=Encoding.GBK) == {"Line.Name": "kernel.not_encodable"}
    assert parse(Pay, GOOD | rare, encoding=Encoding.GB18030).line is not None


@pytest.mark.parametrize("hidden", ["a\nb", "a\u202eb", "a\u200bb", "a\x00b", "a\ud800b", "\u2028"])
def test_what_cannot_be_seen_is_never_signed(hidden: str) -> None:
    line = {"Line": {"Name": f"x{hidden}", "Amount": "1"}}
    assert faults_of(GOOD | line) == {"Line.Name": "field.hidden_characters"}


def test_a_form_speaks_python_names_and_types_amounts_with_commas() -> None:
    form = {
        "serial": "A-1",
        "amount_minor": "１,234.5",
        "currency": "CNY",
        "on": "2026-11-23",
        "urgent": "on",
    }
    command = parse(Pay, form, Names.PYTHON)
    assert (command.amount_minor, command.urgent) == (123450, True)
    form |= {"amount_minor": "1,2", "lines": [{}]}  # type: ignore[dict-item]
    assert faults_of(form, names=Names.PYTHON) == {
        "amount_minor": "kernel.amount_grouped_wrong",
        "lines[1].name": "field.required",
        "lines[1].amount_minor": "field.required",
    }


def test_a_secret_is_not_repeated_in_a_fault() -> None:
    with pytest.raises(Faulty) as refused:
        parse(Pay, GOOD | {"Pin": "78901"})
    assert "78901" not in str(refused.value)


@pytest.mark.parametrize("value", ["x", 1, [["a"]], [{"Name": "甲"}, "x"]])
def test_a_group_in_a_wrong_shape_is_a_fault_not_a_crash(value: object) -> None:
    assert faults_of(GOOD | {"Lines": value})


def test_a_single_group_may_stand_for_a_list_of_one() -> None:
    assert len(parse(Pay, GOOD | {"Lines": {"Name": "甲", "Amount": "1"}}).lines) == 1


def test_something_that_is_no_mapping_is_refused() -> None:
    assert faults_of("x") == {"": "field.group"}


def test_a_long_list_is_refused_before_it_is_read() -> None:
    assert faults_of(GOOD | {"Tags": ["x"] * 10_001}) == {"Tags": "field.too_many"}


def test_many_faults_are_counted_and_the_first_are_kept() -> None:
    with pytest.raises(Faulty) as refused:
        parse(Pay, GOOD | {"Lines": [{}] * 400})
    assert len(refused.value.findings) == 101
    assert refused.value.findings[-1].code == "kernel.more_findings"


def test_plain_is_what_parse_reads_back() -> None:
    command = Pay(
        serial="A-1", amount_minor=123450, currency="CNY", on=date(2026, 11, 23), wish=Wish.HVPS,
        at=datetime(2026, 11, 23, 2, 5, tzinfo=UTC), count=3, urgent=True,
        lines=(Line(name="甲", amount_minor=7),), tags=("a",),
    )  # fmt: skip
    written = plain(command)
    assert written["Amount"] == "1234.50"
    assert written["At"] == "2026-11-23T02:05:00Z"
    assert written["Lines"] == [{"Name": "甲", "Amount": "0.07", "Currency": "CNY"}]
    assert "Line" not in written
    assert parse(Pay, written) == command
    assert parse(Pay, plain(command, Names.PYTHON), Names.PYTHON) == command


def test_a_text_of_ours_goes_out_in_both_languages() -> None:
    @dataclass(frozen=True)
    class Answer:
        title: Text = spec(Text("标题", "Title"))

    answer = Answer(title=Text("付款", "Payment"))
    assert plain(answer) == {"Title": {"Zh": "付款", "En": "Payment"}}
    assert plain(answer, Names.PYTHON) == {"title": {"zh": "付款", "en": "Payment"}}


def test_a_command_built_in_the_house_is_held_to_the_same_rules() -> None:
    good = Pay(serial="A-1", amount_minor=1, currency="CNY", on=date(2026, 11, 23))
    assert checked(good) == good
    bad = Pay(serial="A 1", amount_minor=-1, currency="CNY", on=date(2026, 11, 23))
    with pytest.raises(Faulty) as refused:
        checked(bad)
    assert [f.code for f in refused.value.findings] == ["field.pattern", "kernel.amount_signed"]


def test_a_declaration_without_a_currency_is_a_fault_of_ours() -> None:
    @dataclass(frozen=True)
    class Odd:
        amount_minor: int = spec(Text("金额", "Amount"), Kind.AMOUNT)

    with pytest.raises(TypeError, match="names its currency"):
        parse(Odd, {})


@dataclass(frozen=True, slots=True)
class Letter:
    to: Line = spec(Text("收件人", "To"), Kind.GROUP, group=Line)
    names: tuple[str, ...] = spec(Text("名称", "Names"), max_bytes=4)
    file: bytes = spec(Text("文件", "File"), Kind.DOCUMENT, default=b"")
    fee_currency: str = spec(Text("币种", "Currency"), default="CNY")
    fee_minor: int | None = spec(
        Text("费用", "Fee"), Kind.AMOUNT, currency_field="fee_currency", default=None
    )


LETTER: dict[str, object] = {"To": {"Name": "甲", "Amount": "1"}, "Names": ["a"]}


def test_a_group_and_a_list_can_be_required() -> None:
    with pytest.raises(Faulty) as refused:
        parse(Letter, {"Names": [], "To": ""})
    assert {f.field: f.code for f in refused.value.findings} == {
        "To": "field.required",
        "Names": "field.required",
    }


def test_an_optional_amount_may_be_left_out() -> None:
    assert parse(Letter, LETTER).fee_minor is None
    assert parse(Letter, LETTER | {"Fee": "1"}).fee_minor == 100


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Names": ["a", 1]}, "field.not_text"),
        ({"Names": ["abcde"]}, "field.too_long"),
        ({"Names": "a"}, "field.list"),
        ({"To": []}, "field.required"),
        ({"To": [1]}, "field.group"),
        ({"File": 7}, "field.document"),
        ({"File": "\ud800"}, "field.document"),
        ({"FeeCurrency": 7}, "field.not_text"),
    ],
)
def test_each_wrong_shape_has_its_own_code(change: dict[str, object], code: str) -> None:
    with pytest.raises(Faulty) as refused:
        parse(Letter, LETTER | change)
    assert [f.code for f in refused.value.findings] == [code]


def test_a_document_comes_as_bytes_as_text_or_as_an_open_file() -> None:
    spool = io.BytesIO(b"x")
    assert parse(Letter, LETTER | {"File": b"x"}).file == b"x"
    assert parse(Letter, LETTER | {"File": "甲"}).file == "甲".encode()
    assert plain(parse(Letter, LETTER | {"File": spool}))["File"] is spool


@pytest.mark.parametrize(
    "at", ["9999-12-31T23:59:59-12:00", "2026-11-23T25:00:00Z", "2026-11-23 10:05Z"]
)
def test_an_instant_that_is_none_is_a_fault(at: str) -> None:
    assert faults_of(GOOD | {"At": at}) == {"At": "field.instant"}


def test_json_may_bring_true_numbers_and_flags() -> None:
    command = parse(Pay, GOOD | {"Count": 7, "Urgent": False})
    assert (command.count, command.urgent) == (7, False)
    assert faults_of(GOOD | {"Count": True}) == {"Count": "field.integer"}
    assert faults_of(GOOD | {"Count": 10**18}) == {"Count": "field.integer"}
    assert faults_of(GOOD | {"Count": 1.0}) == {"Count": "field.integer"}
    assert faults_of(GOOD | {"Urgent": 1}) == {"Urgent": "field.flag"}
    assert faults_of(GOOD | {"Wish": 1}) == {"Wish": "field.choice"}
    assert faults_of(GOOD | {"Serial": 1}) == {"Serial": "field.not_text"}


@pytest.mark.parametrize("lacking", [{"kind": Kind.GROUP}, {"kind": Kind.CHOICE}])
def test_a_group_without_a_type_is_a_fault_of_ours(lacking: dict[str, Kind]) -> None:
    @dataclass(frozen=True)
    class Odd:
        what: str = spec(Text("甲", "A"), **lacking)

    with pytest.raises(TypeError, match=r"a group has a type|a choice has choices"):
        parse(Odd, {})


@given(
    name=st.text(max_size=20),
    minor=st.integers(min_value=0, max_value=10**17),
    currency=st.sampled_from(["CNY", "JPY", "EUR"]),
    urgent=st.booleans(),
)
def test_whatever_parse_accepts_plain_gives_back(
    name: str, minor: int, currency: str, *, urgent: bool
) -> None:
    raw = GOOD | {
        "Currency": currency,
        "Amount": format_minor(minor, currency, grouping=False),
        "Urgent": urgent,
        "Lines": [{"Name": name, "Amount": "1"}],
    }
    try:
        command = parse(Pay, raw)
    except Faulty as refused:
        assert {f.field for f in refused.findings} <= {"Lines[1].Name", "Amount"}  # noqa: PT017
    else:
        assert (command.amount_minor, command.urgent) == (minor, urgent)
        assert parse(Pay, plain(command)) == command

"""Capital words follow 《支付结算办法》, and a reader that shares no code reads them back."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kernel.capital import CURRENCY_NAMES, capitals, english, in_words
from kernel.money import EXPONENTS, MAX_MINOR, Money, parse_amount
from kernel.text import Text

RULED = [
    ("0", "零元整"),
    ("0.01", "壹分"),
    ("0.05", "伍分"),
    ("0.10", "壹角整"),
    ("0.11", "壹角壹分"),
    ("10.00", "壹拾元整"),
    ("10.05", "壹拾元零伍分"),
    ("100.50", "壹佰元伍角整"),
    ("1001", "壹仟零壹元整"),
    ("1010", "壹仟零壹拾元整"),
    ("10001", "壹万零壹元整"),
    ("10010", "壹万零壹拾元整"),
    ("100100", "壹拾万零壹佰元整"),
    ("101000", "壹拾万壹仟元整"),
    ("1000001", "壹佰万零壹元整"),
    ("10000000", "壹仟万元整"),
    ("100000001", "壹亿零壹元整"),
    ("100010000", "壹亿零壹万元整"),
    ("1409.50", "壹仟肆佰零玖元伍角整"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
    ("107000.53", "壹拾万柒仟元零伍角叁分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("1286400", "壹佰贰拾捌万陆仟肆佰元整"),
    ("100001000010", "壹仟亿零壹佰万零壹拾元整"),
    ("1000000000000", "壹万亿元整"),
    ("1000010000000", "壹万亿壹仟万元整"),
    (
        "999999999999999.99",
        "玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    ),
]


@pytest.mark.parametrize(("amount", "words"), RULED)
def test_amounts_are_written_by_the_rule(amount: str, words: str) -> None:
    money = Money(parse_amount(amount, "CNY"), "CNY")
    assert capitals(money) == f"人民币{words}"
    assert capitals(money, named=False) == words


def test_a_reversal_says_minus() -> None:
    assert capitals(Money(-12345, "CNY")) == "人民币负壹佰贰拾叁元肆角伍分"


def test_other_currencies_are_named_and_a_yen_has_no_fen() -> None:
    assert capitals(Money(12345, "EUR")) == "欧元壹佰贰拾叁元肆角伍分"
    assert capitals(Money(12345, "JPY")) == "日元壹万贰仟叁佰肆拾伍元整"
    assert CURRENCY_NAMES.keys() == EXPONENTS.keys()


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (0, "CNY", "CNY zero and 00/100"),
        (5, "CNY", "CNY zero and 05/100"),
        (1900, "EUR", "EUR nineteen and 00/100"),
        (2000, "EUR", "EUR twenty and 00/100"),
        (
            12345678,
            "CNY",
            "CNY one hundred twenty-three thousand four hundred fifty-six and 78/100",
        ),
        (-100000000, "CNY", "CNY minus one million and 00/100"),
        (1000000001, "JPY", "JPY one billion one"),
    ],
)
def test_english_words(minor: int, currency: str, words: str) -> None:
    assert english(Money(minor, currency)) == words


def test_both_wordings_come_together() -> None:
    assert in_words(Money(10000, "CNY")) == Text("人民币壹佰元整", "CNY one hundred and 00/100")


UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(words: str) -> int:
    """Read capitals to fen by plain accumulation; accepts every form the annex allows."""
    matched = re.fullmatch(r"(?:(.+)[元圆])?(?:零?(.)角)?(?:零?(.)分)?[整正]?", words)
    assert matched is not None, words
    yuan, jiao, fen = matched.groups()
    cents = sum("零壹贰叁肆伍陆柒捌玖".index(d) * w for d, w in ((jiao, 10), (fen, 1)) if d)
    return read_whole(yuan or "零") * 100 + cents


def read_whole(words: str) -> int:
    whole = group = digit = 0
    for mark in words:
        if mark in UNITS:
            group, digit = group + digit * UNITS[mark], 0
        elif mark == "万":
            whole, group, digit = whole + (group + digit) * 10_000, 0, 0
        elif mark == "亿":
            whole, group, digit = (whole + group + digit) * 100_000_000, 0, 0
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(mark)
    return whole + group + digit


def test_the_reader_accepts_both_legal_forms() -> None:
    assert read_back("壹拾万零柒仟元伍角叁分") == read_back("壹拾万柒仟圆零伍角叁分") == 10700053
    assert read_back("壹仟陆佰捌拾元叁角贰分") == 168032
    assert read_back("壹仟肆佰零玖元伍角") == read_back("壹仟肆佰零玖元伍角正") == 140950


sparse = st.lists(st.sampled_from("0001234567890000"), min_size=1, max_size=18).map(
    lambda digits: int("".join(digits))
)


@given(st.integers(min_value=0, max_value=MAX_MINOR) | sparse)
@example(MAX_MINOR)
def test_words_read_back_to_the_same_amount(minor: int) -> None:
    words = capitals(Money(minor, "CNY"), named=False)
    assert read_back(words) == minor
    assert "零零" not in words
    assert not re.search(r"零[万亿元整]|亿万", words) or minor == 0
    assert words.endswith(("分", "整"))


@given(sparse, sparse)
def test_two_amounts_never_share_their_words(one: int, other: int) -> None:
    same = capitals(Money(one, "CNY")) == capitals(Money(other, "CNY"))
    assert same is (one == other)
    assert (english(Money(one, "CNY")) == english(Money(other, "CNY"))) is (one == other)

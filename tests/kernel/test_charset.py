"""Bytes are counted as the wire counts them; a name has one spelling and hides nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.charset import (
    NAME_EMPTY,
    NAME_INVISIBLE,
    NAME_PRIVATE_USE,
    NAME_TIDIED,
    Encoding,
    NotDecodable,
    NotEncodable,
    byte_length,
    clean_name,
    decode,
    encodable,
    encode,
    name_key,
    same_name,
    unencodable,
)
from kernel.errors import Severity

LIUZHOU = "广西柳州市𬭚石有限公司"


@pytest.mark.parametrize(
    ("text", "encoding", "length"),
    [
        (LIUZHOU, Encoding.GB18030, 24),
        (LIUZHOU, Encoding.UTF8, 34),
        ("温州瓯江测试贸易有限公司", Encoding.GBK, 24),
        ("Muster GmbH", Encoding.GBK, 11),
        ("龴", Encoding.GB18030, 2),
        ("", Encoding.GB18030, 0),
    ],
)
def test_length_is_counted_in_bytes_of_the_wire(text: str, encoding: Encoding, length: int) -> None:
    assert byte_length(text, encoding) == length
    assert encodable(text, encoding)


def test_what_the_partner_cannot_read_is_named_never_replaced() -> None:
    assert unencodable("㛃和𬭚和㛃", Encoding.GBK) == "㛃𬭚"
    assert not encodable(LIUZHOU, Encoding.GBK)
    with pytest.raises(NotEncodable) as caught:
        byte_length(LIUZHOU, Encoding.GBK)
    assert caught.value.code == "kernel.not_encodable"
    assert caught.value.message.zh.startswith("“𬭚”无法用对方系统的编码（GBK）表示")


@pytest.mark.parametrize("encoding", list(Encoding))
def test_half_a_surrogate_pair_is_no_text(encoding: Encoding) -> None:
    with pytest.raises(NotEncodable):
        encode("\ud800", encoding)


def test_many_refused_characters_are_shown_as_a_few() -> None:
    with pytest.raises(NotEncodable) as caught:
        encode("㛃𬭚㼆𠅤鿎鿏䶮", Encoding.GBK)
    assert caught.value.params["characters"] == "㛃𬭚㼆𠅤鿎"


def test_a_gbk_label_is_read_as_gb18030() -> None:
    assert decode(encode(LIUZHOU, Encoding.GB18030), Encoding.GBK) == LIUZHOU
    assert decode(LIUZHOU.encode(), Encoding.UTF8) == LIUZHOU


@pytest.mark.parametrize(
    ("data", "encoding", "position"),
    [
        ("付款".encode("gbk")[:3], Encoding.GB18030, 3),
        ("a𬭚".encode("gb18030")[:3], Encoding.GBK, 2),
        (b"ab\xff", Encoding.UTF8, 3),
        (b"\xed\xa0\x80", Encoding.UTF8, 1),
    ],
)
def test_a_torn_character_is_refused_with_its_place(
    data: bytes, encoding: Encoding, position: int
) -> None:
    with pytest.raises(NotDecodable) as caught:
        decode(data, encoding)
    assert caught.value.params["position"] == position


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("温州瓯江测试贸易有限公司", "温州瓯江测试贸易有限公司"),
        ("青岛海测试股份有限公司（筹）", "青岛海测试股份有限公司（筹）"),
        ("阿卜杜热西提·买买提", "阿卜杜热西提·买买提"),
        ("Muster Handels GmbH", "Muster Handels GmbH"),
        ("王㛃", "王㛃"),
        ("\U00031350", "\U00031350"),  # an ideograph younger than Python 3.11's tables
    ],
)
def test_a_good_name_passes_without_a_word(text: str, value: str) -> None:
    assert clean_name(text).value == value
    assert clean_name(text).findings == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("  温州瓯江  ", "温州瓯江"),
        ("温州瓯江\r\n", "温州瓯江"),
        ("Muster \u00a0\u3000 GmbH", "Muster GmbH"),
        ("Cafe\u0301 SA", "Café SA"),
        ("王\ue81e", "王龴"),
        ("\uf9dc", "隆"),
    ],
)
def test_an_untidy_name_is_tidied_and_says_so(text: str, value: str) -> None:
    cleaned = clean_name(text, field="payee_name")
    assert cleaned.value == value
    assert [(f.code, f.severity, f.field) for f in cleaned.findings] == [
        (NAME_TIDIED, Severity.INFO, "payee_name")
    ]


@pytest.mark.parametrize(
    ("hidden", "point"),
    [
        ("\x00", "U+0000"),
        ("\t", "U+0009"),
        ("\x7f", "U+007F"),
        ("\u200b", "U+200B"),
        ("\u200d", "U+200D"),
        ("\u202e", "U+202E"),  # right-to-left override
        ("\u2066", "U+2066"),
        ("\ufeff", "U+FEFF"),
        ("\u00ad", "U+00AD"),
        ("\u2028", "U+2028"),
        ("\u3164", "U+3164"),
        ("\ufe0f", "U+FE0F"),
        ("\U000e0100", "U+E0100"),
        ("\U000e0041", "U+E0041"),
        ("\ufffe", "U+FFFE"),
        ("\ud800", "U+D800"),
    ],
)
def test_what_cannot_be_seen_is_refused_not_removed(hidden: str, point: str) -> None:
    cleaned = clean_name(f"东方{hidden}钢泽", field="name")
    assert [(f.code, f.severity, f.field) for f in cleaned.findings] == [
        (NAME_INVISIBLE, Severity.BLOCK, "name")
    ]
    assert point in cleaned.findings[0].text.zh
    assert hidden in cleaned.value
    assert not same_name(f"东方{hidden}钢泽", "东方钢泽")


def test_characters_of_ones_own_making_are_refused() -> None:
    (finding,) = clean_name("王\ue000").findings
    assert (finding.code, finding.severity) == (NAME_PRIVATE_USE, Severity.BLOCK)
    assert "U+E000" in finding.text.en


@pytest.mark.parametrize("text", ["", "   ", "\u3000", "\r\n"])
def test_an_empty_name_is_refused(text: str) -> None:
    assert [f.code for f in clean_name(text).findings] == [NAME_EMPTY]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青岛海测试股份有限公司（筹）", "青岛海测试股份有限公司(筹)"),
        ("青岛海测试股份有限公司 （筹）", "青岛海测试股份有限公司（筹） "),
        ("张 三", "张三"),
        ("ＡＢＣ（上海）有限公司", "abc(上海)有限公司"),
        ("Muster Handels GmbH", "MUSTER  HANDELS GMBH"),
        ("ABC Ltd (HK)", "ABC Ltd(HK)"),
        ("王\ue81e", "王龴"),
        ("Café", "Cafe\u0301"),
        ("Ａ＆Ｂ１２号店", "A&B12号店"),
    ],
)
def test_the_same_name_in_another_dress_is_the_same(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东方钢泽有限公司", "东方钢泽有限责任公司"),
        ("东方钢泽有限公司", "东方钢泽"),
        ("东方钢泽（上海）有限公司", "东方钢泽上海有限公司"),
        ("东方钢泽【上海】", "东方钢泽（上海）"),
        ("阿卜杜·买买提", "阿卜杜•买买提"),
        ("阿卜杜·买买提", "阿卜杜买买提"),
        ("A Co Ltd", "ACo Ltd"),
        ("张叁", "张三"),
        ("東方鋼澤", "东方钢泽"),
        ("Straße", "Strasse"),
        ("①店", "1店"),
        ("Cafe", "Café"),
        ("", "张三"),
    ],
)
def test_nothing_looser_is_ever_the_same(one: str, other: str) -> None:
    assert not same_name(one, other)


@given(st.text(max_size=30))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_name(text).value
    assert clean_name(once).value == once
    assert same_name(text, once)
    assert name_key(name_key(text)) == name_key(text)


@given(st.text(max_size=30))
def test_length_and_encodability_agree(text: str) -> None:
    for encoding in Encoding:
        if encodable(text, encoding):
            assert byte_length(text, encoding) == len(encode(text, encoding))
        else:
            with pytest.raises(NotEncodable):
                byte_length(text, encoding)

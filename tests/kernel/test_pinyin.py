"""A payee is found by the initials or the spelling of its name, never by its legal form alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.pinyin import fold_query, matches, search_key

STEEL = "东方钢泽有限公司"


def test_the_key_holds_initials_and_spelling_without_the_legal_form() -> None:
    assert search_key(STEEL) == "dfgz dongfanggangze"


@pytest.mark.parametrize(
    "query",
    [
        "dfgz",
        "DFGZ",
        "ｄｆｇｚ",
        "df",
        "gz",
        "dongfang",
        "gangze",
        "dong fang",
        "dfgzyxgs ",
        "gangzeyouxiangongsi",
        "东方",
        "钢泽有限",
        "",
    ],
)
def test_it_is_found(query: str) -> None:
    assert matches(query, STEEL)


@pytest.mark.parametrize("query", ["yx", "yxgs", "youxian", "gongsi", "dfzg", "东方钢铁", "x"])
def test_it_is_not_found(query: str) -> None:
    assert not matches(query, STEEL)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("重庆长安银行股份有限公司", "cqcayh chongqingchanganyinhang"),
        ("ABC（上海）贸易有限责任公司", "abcshmy abcshanghaimaoyi"),
        ("东方钢泽有限公司上海分公司", "dfgzshf dongfanggangzeshanghaifen"),
        ("瓯江投资中心（有限合伙）", "ojtzzx oujiangtouzizhongxin"),
        ("绿城12号店", "lc12hd lvcheng12haodian"),
        ("柳州𬭚石", "lzcs liuzhouchunshi"),
        ("Café Zürich", "cafezurich"),
        ("有限公司", "yxgs youxiangongsi"),
        ("买买提·艾力", "mmtal maimaitiaili"),
        ("", ""),
    ],
)
def test_legal_forms_brackets_and_latin_letters(name: str, core: str) -> None:
    assert search_key(name) == core


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("单雄信", ["sxx", "shanxiongxin", "dxx"]),
        ("曾国藩", ["zgf", "zengguofan"]),
        ("仇英", ["qy", "qiuying"]),
    ],
)
def test_a_surname_is_found_by_its_own_reading_too(name: str, queries: list[str]) -> None:
    for query in queries:
        assert matches(query, name)


def test_an_enterprise_has_no_surname() -> None:
    assert not matches("zengjia", "曾家村粮油贸易有限公司")


def test_accents_need_not_be_typed() -> None:
    assert matches("muller", "Müller GmbH")
    assert matches("Müller", "Müller GmbH")


def test_a_typed_separator_is_ignored() -> None:
    assert fold_query("xi'an") == "xian"
    assert matches("xi'an", "西安")


@given(st.text(max_size=40))
def test_any_name_finds_itself(name: str) -> None:
    assert matches(name, name)


def test_a_flood_of_a_name_makes_a_bounded_key() -> None:
    assert len(search_key("双" * 100_000)) < 1_000

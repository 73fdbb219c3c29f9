"""Finding a payee by pinyin (拼音检索): "dfgz" finds 东方钢泽, "youxian" does not find everybody.

For search only. Readings are guesses (行 is háng or xíng), so nothing here may ever decide whether
two names are the same; `kernel.charset.same_name` does that.
"""

import re
import unicodedata
from typing import Final

from pypinyin import Style, lazy_pinyin

from kernel.charset import name_key

_LENGTH_MAX: Final = 120
_PERSON_CHARS: Final = range(2, 5)
_COMPANY_FORM: Final = re.compile(
    r"(?:股份有限|有限责任|有限)?公司|\((?:有限合伙|普通合伙|特殊普通合伙|个体工商户)\)"
)
_COMPANY_FORM_TYPED: Final = re.compile(
    r"(?:(?:gfyx|yxzr|yx)gs|(?:gufenyouxian|youxianzeren|youxian)?gongsi)$"
)
# Surnames (姓) whose usual reading is not that of the character elsewhere.
_SURNAMES: Final = dict(
    pair.split(":")
    for pair in (  # noqa: SIM905  a table of words
        "单:shan 曾:zeng 仇:qiu 区:ou 查:zha 解:xie 盖:ge 朴:piao 乐:yue 缪:miao 覃:qin 翟:zhai "
        "折:she 种:chong 黑:he 繁:po 员:yun 秘:bi 隗:wei 召:shao 能:nai 祭:zhai 粘:nian 都:du "
        "卜:bu 郇:xun 洗:xian 郗:chi 佴:nai 句:gou"
    ).split()
)


def search_key(name: str) -> str:
    """Make what is stored beside a name: its words in pinyin, initials first, small ASCII letters.

    "dfgz dongfanggangze" for 东方钢泽有限公司. The legal form (公司后缀) is left out, or a query for
    it would find every company. A folded query finds the name if the key contains it.
    """
    folded = name_key(name)[:_LENGTH_MAX]
    return " ".join(_words(_COMPANY_FORM.sub("", folded) or folded))


def fold_query(text: str) -> str:
    """Bring what was typed to the form of a key: small letters and digits, no legal form."""
    typed = _plain("".join(mark for mark in name_key(text) if mark.isalnum()))
    return _COMPANY_FORM_TYPED.sub("", typed) or typed


def matches(query: str, name: str) -> bool:
    """Say whether `query`, in pinyin or in characters, finds `name`; an empty one finds all."""
    typed = fold_query(query)
    return typed in (search_key(name) if typed.isascii() else fold_query(name))


def _words(text: str) -> list[str]:
    """Initials and spelling of `text`, and both again with its surname read as a surname."""
    letters = "".join(mark for mark in text if mark.isalnum())
    spelled = lazy_pinyin(letters, style=Style.NORMAL)
    first = lazy_pinyin(letters, style=Style.FIRST_LETTER)
    words = ["".join(first), "".join(spelled)]
    surname = _SURNAMES.get(letters[:1])
    if surname and len(letters) in _PERSON_CHARS:
        words += [surname[0] + "".join(first[1:]), surname + "".join(spelled[1:])]
    return list(dict.fromkeys(_plain(word) for word in words))


def _plain(word: str) -> str:
    """Drop accents of Latin names: é is searched as e."""
    parted = unicodedata.normalize("NFD", word)
    return "".join(mark for mark in parted if not unicodedata.combining(mark))

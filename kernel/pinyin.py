"""Finding a payee by pinyin (拼音检索): "dfgz" finds 东方钢泽, "youxian" does not find everybody.

For search only. Readings are guesses (行 is háng or xíng), so nothing here may ever decide whether
two names are the same; `kernel.charset.same_name` does that.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from pypinyin import Style, lazy_pinyin

from kernel.charset import name_key

_LENGTH_MAX: Final = 120
_PERSON_CHARS: Final = range(2, 5)
_COMPANY_FORM: Final = re.compile(
    r"(?:股份有限|有限责任|有限)?公司|\((?:有限合伙|普通合伙|特殊普通合伙|个体工商户)\)"
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


@dataclass(frozen=True, slots=True)
class PinyinKey:
    """What is stored beside a name: words in pinyin, initials first.

    A query finds the name if `core` contains it, or a word of `whole` starts with it; in SQL:
    `core LIKE '%q%' OR whole LIKE 'q%' OR whole LIKE '% q%'`.
    """

    core: str
    """Without the company's legal form (公司后缀), which would match every query for it."""
    whole: str
    """With the legal form, for those who type the name to its end."""


def pinyin_key(name: str) -> PinyinKey:
    """Make the search key of a person's or an enterprise's name; ASCII letters and digits stay."""
    folded = name_key(name)[:_LENGTH_MAX]
    core = _COMPANY_FORM.sub("", folded) or folded
    return PinyinKey(" ".join(_words(core)), " ".join(_words(folded)))


def fold_query(text: str) -> str:
    """Bring what was typed to the form of a key: small letters and digits, nothing between."""
    return _plain("".join(mark for mark in name_key(text) if mark.isalnum()))


def matches(query: str, name: str) -> bool:
    """Say whether `query`, in pinyin or in characters, finds `name`; an empty one finds all."""
    typed = fold_query(query)
    if not typed.isascii():
        return typed in fold_query(name)
    key = pinyin_key(name)
    return typed in key.core or any(word.startswith(typed) for word in key.whole.split())


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

"""Text as it goes over the wire and names as they are compared: length in bytes, and no surprises.

Banks limit fields in bytes of the wire's encoding, so nobody may count characters instead. A name
that is shown, signed and compared must have one spelling only: what a reader cannot see (controls,
zero-width and direction marks) is refused, never removed, for it may be there to deceive.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from kernel import gb18030
from kernel.errors import Finding, Invalid, Severity
from kernel.gb18030 import modernise
from kernel.text import Text

NAME_EMPTY: Final = "kernel.name_empty"
NAME_INVISIBLE: Final = "kernel.name_invisible"
NAME_PRIVATE_USE: Final = "kernel.name_private_use"
NAME_TIDIED: Final = "kernel.name_tidied"

_SHOWN_MAX: Final = 5
_BLANKS: Final = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_TO_HALF_WIDTH: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_WIDE: Final = re.compile(r"[\uff01-\uff5e\u3000]")
_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_IDEOGRAPHIC_PLANES: Final = (0x2, 0x3)
# Unicode's Default_Ignorable_Code_Point, as far as it is letters and marks.
_UNSEEN_LETTER: Final = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

_EMPTY: Final = Text("名称为空，请填写。", "The name is empty; enter one.")
_INVISIBLE: Final = Text(
    zh="名称含有看不见的字符（{points}），请删除后重新输入。",
    en="The name contains characters that cannot be seen ({points}); delete and retype it.",
)
_PRIVATE_USE: Final = Text(
    zh="名称含有自造字（{points}），其他系统无法识别，请改用标准汉字。",
    en="The name contains private-use characters ({points}) that no other system knows; use the"
    " standard character.",
)
_TIDIED: Final = Text(
    zh="已规范名称中的空格或字符编码。",
    en="Blanks or character codes in the name were tidied.",
)


class Encoding(StrEnum):
    """Encodings of partners' interfaces. GB 2312 is read as GB 18030, of which it is a part."""

    UTF8 = "utf-8"
    GB18030 = "gb18030"
    GBK = "gbk"


class NotEncodable(Invalid):
    """The partner's encoding has no bytes for some characters; they are never replaced by "?"."""

    code = "kernel.not_encodable"
    text = Text(
        zh="“{characters}”无法用对方系统的编码（{encoding}）表示，请改用其他写法并与收款人确认。",
        en="“{characters}” cannot be written in the other system's encoding ({encoding}); agree on"
        " another spelling with the payee.",
    )


class NotDecodable(Invalid):
    """The bytes are not text in the encoding they claim, or end within a character."""

    code = "kernel.not_decodable"
    text = Text(
        zh="报文不是有效的 {encoding} 文本：第 {position} 字节起无法解码。",
        en="The message is not valid {encoding}: it cannot be read from byte {position} on.",
    )


class CleanName(NamedTuple):
    """A name in its one spelling, and what was found on the way."""

    value: str
    findings: tuple[Finding, ...]

    @property
    def key(self) -> str:
        """What `same_name` compares; not for showing."""
        value = self.value
        value = (value.translate(_TO_HALF_WIDTH) if _WIDE.search(value) else value).lower()
        return " ".join(_words(value)) if " " in value else value


def encode(text: str, encoding: Encoding) -> bytes:
    """Write `text`; raises `NotEncodable` naming the characters."""
    try:
        if encoding == Encoding.GB18030:
            return gb18030.encode(text)
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        refused = unencodable(text, encoding)[:_SHOWN_MAX].encode("utf-8", "replace").decode()
        raise NotEncodable(characters=refused, encoding=encoding.upper()) from error


def decode(data: bytes, encoding: Encoding) -> str:
    """Read bytes; a GBK or GB 2312 label is read as GB 18030. Raises `NotDecodable`."""
    try:
        return data.decode("utf-8") if encoding == Encoding.UTF8 else gb18030.decode(data)
    except UnicodeDecodeError as error:
        position = error.start + 1
        raise NotDecodable(encoding=encoding.upper(), position=position) from error


def byte_length(text: str, encoding: Encoding) -> int:
    """Count the bytes `text` takes on the wire; raises `NotEncodable`."""
    return len(encode(text, encoding))


def encodable(text: str, encoding: Encoding) -> bool:
    """Say whether `encoding` can write all of `text`."""
    return not unencodable(text, encoding)


def unencodable(text: str, encoding: Encoding) -> str:
    """Return the characters `encoding` cannot write, each once, in order."""
    return "".join(c for c in dict.fromkeys(text) if not _can_write(c, encoding))


def clean_name(text: str, field: str = "") -> CleanName:
    """Bring the name of a person or enterprise (户名) to its one spelling.

    Composed form (NFC), assigned code points, no outer blanks, inner blanks as single spaces;
    width, case and brackets stay as written. Findings: blocking for a name that is empty or holds
    what cannot be seen or compared, information if the spelling was tidied.
    """
    if _is_clean(text):
        return CleanName(text, ())
    value = unicodedata.normalize("NFC", modernise(text))
    value = _BLANKS.sub(" ", value).strip()
    return CleanName(value, tuple(_name_findings(text, value, field)))


def same_name(one: str, other: str) -> bool:
    """Compare two names for 户名校验: alike but for width, blanks, brackets' width, and case.

    Never looser than that: another character, a missing 有限 or another dot is another name.
    """
    return name_key(one) == name_key(other)


def name_key(text: str) -> str:
    """Return what `same_name` compares; not for showing.

    Blanks count only between two words of narrow letters ("A B" is not "AB"); beside Chinese
    characters and brackets they are typography.
    """
    return clean_name(text).key


def _can_write(character: str, encoding: Encoding) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _is_clean(text: str) -> bool:
    """Whether nothing needs tidying, as nearly always: what is printable holds no private use and no odd blanks."""
    return (
        text.isprintable()
        and " " not in text
        and text != ""
        and unicodedata.is_normalized("NFC", text)
        and _UNSEEN_LETTER.search(text) is None
    )


def _name_findings(text: str, value: str, field: str) -> Iterator[Finding]:
    if not value:
        yield Finding(NAME_EMPTY, Severity.BLOCK, _EMPTY, field)
        return
    if unseen := [c for c in value if _is_unseen(c)]:
        points = _points(unseen)
        yield Finding(NAME_INVISIBLE, Severity.BLOCK, _INVISIBLE.fill(points=points), field)
    if private := [c for c in value if unicodedata.category(c) == "Co"]:
        points = _points(private)
        yield Finding(NAME_PRIVATE_USE, Severity.BLOCK, _PRIVATE_USE.fill(points=points), field)
    if value != text:
        yield Finding(NAME_TIDIED, Severity.INFO, _TIDIED, field)


def _is_unseen(character: str) -> bool:
    """Whether a reader sees nothing of it; ideographs younger than Python's tables are seen."""
    category = unicodedata.category(character)
    if category == "Cn":
        return ord(character) >> 16 not in _IDEOGRAPHIC_PLANES
    return category in _UNSEEN_CATEGORIES or _UNSEEN_LETTER.match(character) is not None


def _points(characters: list[str]) -> str:
    return ", ".join(f"U+{ord(c):04X}" for c in dict.fromkeys(characters[:_SHOWN_MAX]))


def _words(value: str) -> Iterator[str]:
    """Split at blanks, but join again where a blank stands beside a wide character or bracket."""
    word = ""
    for part in value.split(" "):
        if word and not (_sets_tight(word[-1]) or _sets_tight(part[0])):
            yield word
            word = ""
        word += part
    yield word


def _sets_tight(character: str) -> bool:
    """Whether blanks beside it are typography: brackets, and East Asian wide characters."""
    return character in "()" or unicodedata.east_asian_width(character) in "WF"

"""The head of a message: who sends what to whom, when. The only part read before it is verified.

It is read from the first few kilobytes, with a parser that knows seven elements and stops at the
head's end. What it says is a claim until the signature over the whole message has been verified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final
from xml.parsers import expat

from connectors.direct_link.errors import LinkRule
from kernel.errors import Faulty, Finding
from kernel.findings import shown
from kernel.limits import LINK_HEAD_BYTES_MAX, XML_FILE_BYTES_MAX
from kernel.operation import Kind, fields_of, spec
from kernel.parsing import parse
from kernel.text import Text
from kernel.xml.gate import utf8_chunks

NAMESPACE: Final = "urn:yinqi:link:1"
_PATH: Final = "/Request/Head"
_WORD: Final = "[A-Za-z0-9][A-Za-z0-9._-]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every request begins with."""

    operation: str = spec(
        Text("交易码", "Operation"), max_bytes=64, pattern=r"[a-z_]+\.[a-z_]+",
        example="payments.submit",
    )  # fmt: skip
    bank: str = spec(
        Text("银行代号", "Bank"), max_bytes=64, pattern=_WORD, example="jiangnan",
        hint=Text("与网址 /b/… 中相同", "The same as in the address /b/…"),
    )  # fmt: skip
    enterprise: str = spec(
        Text("企业客户号", "Enterprise"), max_bytes=64, pattern=_WORD, example="100200300"
    )
    operator: str = spec(
        Text("操作员登录名", "Operator"), max_bytes=64, pattern="[A-Za-z0-9][A-Za-z0-9._@+-]*",
        example="erp01",
    )  # fmt: skip
    certificate: str = spec(
        Text("证书序列号", "Certificate serial"), max_bytes=64, pattern=_WORD,
        example="YQ2026112300000001",
    )  # fmt: skip
    timestamp: datetime = spec(
        Text("报文时间", "Timestamp"), Kind.INSTANT, example="2026-11-23T10:05:00+08:00",
        hint=Text("须带时区，与银行时间相差不超过 5 分钟", "With its time zone, within 5 minutes of the bank's"),
    )  # fmt: skip
    nonce: str = spec(
        Text("随机数", "Nonce"), max_bytes=64, pattern="[A-Za-z0-9_-]{16,64}",
        example="hV0hXr8mQk2n5yT3bZ7c1w", hint=Text("同一证书下不得重复", "Never twice under a certificate"),
    )  # fmt: skip


Texts = dict[str, str]
"""The texts of the head's elements by their names, as they were written."""


def read_head(start: bytes) -> tuple[Head, Texts]:
    """Read the head from the first bytes of a message; raises Faulty."""
    chunk = next(utf8_chunks(BytesIO(start), XML_FILE_BYTES_MAX))[:LINK_HEAD_BYTES_MAX]
    usual = _USUAL.match(chunk)
    texts = _texts(usual) if usual else _Reader().read(chunk)
    return _head_of(texts), texts


def _texts(usual: re.Match[bytes]) -> Texts:
    return {name: text.decode() for name, text in usual.groupdict().items()}


def _head_of(texts: Texts) -> Head:
    """Make a head of its elements' texts; raises Faulty with paths from the root."""
    try:
        return parse(Head, texts)
    except Faulty as fault:
        found = (Finding(f.code, f.severity, f.text, f"{_PATH}/{f.field}") for f in fault.findings)
        raise Faulty(found) from None


class _End(Exception):
    """The head's end was reached."""


class _Reader:
    """Walks Request/Head and its leaves; anything else ends the reading."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._open: list[str] = []
        self._text: list[str] = []
        self._expat = expat.ParserCreate("utf-8", " ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._text.append
        self._expat.StartDoctypeDeclHandler = _no_doctype

    def read(self, start: bytes) -> Texts:
        """Return the texts of the head's elements; raises Faulty."""
        try:
            self._expat.Parse(start, False)  # noqa: FBT003 - expat's own signature
        except _End:
            return self._values
        except expat.ExpatError:
            pass  # told as a head that is not there
        raise _missing()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        place = len(self._open)
        if place < len(_FRAME):
            if name != _FRAME[place]:
                raise _missing()
        elif name not in _LEAVES or _LEAVES[name] in self._values or place > len(_FRAME):
            raise _unreadable(name.rpartition(" ")[2])
        if attributes and place:
            raise _unreadable("@" + next(iter(attributes)))
        self._open.append(name)
        self._text.clear()

    def _end(self, name: str) -> None:
        self._open.pop()
        if name in _LEAVES:
            self._values[_LEAVES[name]] = "".join(self._text)
        else:
            raise _End


_FRAME: Final = (f"{NAMESPACE} Request", f"{NAMESPACE} Head")
_LEAVES: Final = {f"{NAMESPACE} {info.wire_name}": info.wire_name for info in fields_of(Head)}


_USUAL: Final = re.compile(
    rb'\s*<Request xmlns="%b">\s*<Head>\s*' % NAMESPACE.encode()
    + b"".join(
        rb"<%b>(?P<%b>[^<>&\x00-\x1f]*)</%b>\s*" % ((info.wire_name.encode(),) * 3)
        for info in fields_of(Head)
    )
    + rb"</Head>"
)
"""A head as most programs write it: taken apart at once. All others take the parser's way."""


def _missing() -> Faulty:
    return LinkRule.HEAD_MISSING.refusal(_PATH, limit=LINK_HEAD_BYTES_MAX)


def _unreadable(name: str) -> Faulty:
    return LinkRule.HEAD_UNREADABLE.refusal(_PATH, name=shown(name))


def _no_doctype(*_parts: object) -> None:
    raise _missing()

"""The first look at a document: its shape is measured before anything is built of it.

expat walks the text and builds nothing, so depth, elements, attributes and different names are
known to be within bounds before libxml2 makes a tree. Names matter because lxml keeps every name and
namespace a thread ever parsed until that thread ends. It must never hand out content: values come from the
tree alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final
from xml.parsers import expat

from kernel.limits import (
    XML_ATTRIBUTES_MAX,
    XML_DEPTH_MAX,
    XML_NAME_CHARS_MAX,
    XML_NAMES_MAX,
    XML_TOKEN_BYTES_MAX,
)
from kernel.text import Text
from kernel.xml.paths import local
from kernel.xml.rules import XmlRule

_REASONS: Final = {
    expat.errors.XML_ERROR_NO_ELEMENTS: Text("内容不完整", "the document ends too early"),
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: Text("内容不完整", "the document ends too early"),
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION: Text("CDATA 未结束", "CDATA is not closed"),
    expat.errors.XML_ERROR_INVALID_TOKEN: Text("非法字符或标记", "an illegal character or mark"),
    expat.errors.XML_ERROR_TAG_MISMATCH: Text("结束标签不匹配", "an end tag does not match"),
    expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: Text("属性重复", "an attribute stands twice"),
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: Text(
        "根元素之后还有内容", "something follows the root element"
    ),
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: Text("未定义的实体", "an entity that is not defined"),
    expat.errors.XML_ERROR_UNBOUND_PREFIX: Text(
        "使用了未声明的命名空间前缀", "a namespace prefix that is not declared"
    ),
    expat.errors.XML_ERROR_BAD_CHAR_REF: Text("非法的字符引用", "an illegal character reference"),
}
_OTHER_REASON: Final = Text("语法错误", "a syntax error")

_SMALL_BYTES_MAX: Final = 8 << 10
_NEEDS_A_LOOK: Final = (
    re.compile(rb"<[^\s<>=/!?]*:"),  # a prefix, which may be undeclared
    re.compile(rb":[^\s<>=:]*+\s*+="),  # the same before an attribute, or its declaration
    re.compile(rb"[^\s<>\"'=]{%d}" % (XML_NAME_CHARS_MAX + 1)),  # what may be too long a name
)
"""Looked for one after the other: as one pattern they were tried together at every byte, four times as slow."""


def plainly_small(chunks: Sequence[bytes]) -> bool:
    """Tell whether a document can break none of the bounds, whatever it says: then no walk is needed.

    Every level and every element takes two `<` and an attribute takes a `=`; so few of them make
    neither depth nor number. What it cannot be sure of, it leaves to the walk.
    """
    if len(chunks) != 1 or len(chunks[0]) > _SMALL_BYTES_MAX:
        return False
    text = chunks[0]
    return (
        text.count(b"<") <= 2 * XML_DEPTH_MAX
        and text.count(b"=") <= XML_ATTRIBUTES_MAX
        and not any(pattern.search(text) for pattern in _NEEDS_A_LOOK)
    )


StartHandler = Callable[[str, dict[str, str]], None]
EndHandler = Callable[[str], None]


class Survey:
    """Walks a document once; a subclass may look at the tags that pass."""

    def __init__(self, elements_max: int) -> None:
        self._elements_max = elements_max
        self._names: set[str] = set()
        self.stack: list[str] = []
        self.expat = expat.ParserCreate("utf-8", namespace_separator="}")

    def walk(self, chunks: Iterable[bytes]) -> int:
        """Walk the whole document and return its bytes; raises `Faulty`."""
        return self._walk(chunks, whole=True)

    def walk_to(self, chunks: Iterable[bytes]) -> int:
        """Walk the beginning of a document, up to the end of a tag; raises `Faulty`."""
        return self._walk(chunks, whole=False)

    def _walk(self, chunks: Iterable[bytes], *, whole: bool) -> int:
        start, end = self.handlers()
        self.expat.StartElementHandler = start
        self.expat.EndElementHandler = end
        self.expat.StartNamespaceDeclHandler = self.declare
        self.expat.StartDoctypeDeclHandler = _refuse_doctype
        try:
            return self._feed(chunks, whole=whole)
        except expat.ExpatError as error:
            reason = _REASONS.get(expat.ErrorString(error.code), _OTHER_REASON)
            line, column = error.lineno, error.offset + 1
            raise XmlRule.MALFORMED.refusal(
                self.path, line=line, column=column, reason=reason
            ) from None

    def handlers(self) -> tuple[StartHandler, EndHandler]:
        """Return what is called at each tag: closures, for they run once per element."""
        stack, names, learn = self.stack, self._names, self._learn
        push, pop = stack.append, stack.pop
        elements_left = self._elements_max

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal elements_left
            push(name)
            elements_left -= 1
            if len(attributes) > XML_ATTRIBUTES_MAX:
                raise XmlRule.TOO_MANY_ATTRIBUTES.refusal(self.path, limit=XML_ATTRIBUTES_MAX)
            if name not in names or (attributes and not attributes.keys() <= names):
                learn({name, *attributes})
            if len(stack) > XML_DEPTH_MAX:
                raise XmlRule.TOO_DEEP.refusal(self.path, limit=XML_DEPTH_MAX)
            if elements_left < 0:
                raise XmlRule.TOO_MANY_ELEMENTS.refusal(self.path, limit=self._elements_max)

        def end(_name: str) -> None:
            pop()

        return start, end

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """See one namespace declaration; its element follows."""
        self._learn({prefix or "", uri or ""})

    @property
    def path(self) -> str:
        """The element that is open now, as `/Request/Body`."""
        return "".join(f"/{local(name)}" for name in self.stack)

    def _feed(self, chunks: Iterable[bytes], *, whole: bool) -> int:
        fed = 0
        for chunk in chunks:
            self.expat.Parse(chunk, False)  # noqa: FBT003
            fed += len(chunk)
            if fed - self.expat.CurrentByteIndex > XML_TOKEN_BYTES_MAX:
                raise XmlRule.TOKEN_TOO_LARGE.refusal(self.path, limit=XML_TOKEN_BYTES_MAX)
        if whole:
            self.expat.Parse(b"", True)  # noqa: FBT003
        return fed

    def _learn(self, names: set[str]) -> None:
        self._names |= names
        if max(map(len, names)) > XML_NAME_CHARS_MAX:
            raise XmlRule.NAME_TOO_LONG.refusal(limit=XML_NAME_CHARS_MAX)
        if len(self._names) > XML_NAMES_MAX:
            raise XmlRule.TOO_MANY_NAMES.refusal(self.path, limit=XML_NAMES_MAX)


def _refuse_doctype(*_parts: object) -> None:
    raise XmlRule.DOCTYPE.refusal()

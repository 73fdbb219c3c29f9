"""The gate before every XML parser: bytes of the allowed encodings go in, plain UTF-8 comes out.

Behind it no parser sees a byte-order mark, an XML declaration or a DOCTYPE, so that none of them can
choose another encoding, expand an entity or fetch a file. It must never repair: what is not valid
in its declared encoding is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from kernel.charset import Encoding
from kernel.findings import shown
from kernel.gb18030 import modernise
from kernel.limits import XML_CHUNK_BYTES, XML_PROLOG_BYTES_MAX
from kernel.xml.rules import XmlRule

_DECLARATION: Final = re.compile(
    r"""<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.0\1
        (?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])(?P<label>[A-Za-z][A-Za-z0-9._-]*)\2)?
        (?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(?:yes|no)\4)?[ \t\r\n]*\?>""",
    re.VERBOSE,
)
_BEFORE_ROOT: Final = re.compile(r"(?:[ \t\r\n]+|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)
_DECLARATION_CHARS_MAX: Final = 200
_UTF8: Final = frozenset({"utf-8", "utf8"})
_GB18030: Final = frozenset({"gb18030", "gbk", "gb2312", "cp936", "x-gbk"})
"""Whatever the label, the largest of the three sets is read."""
_OTHER_MARKS: Final = {
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
    b"<\x00": "UTF-16",
    b"\x00<": "UTF-16",
    b"\x00\x00": "UTF-32",
}


def utf8_chunks(source: BinaryIO, bytes_max: int, *, checked: bool = False) -> Iterator[bytes]:
    """Yield the document from the start of `source` as UTF-8 without mark and declaration.

    Raises `Faulty` (`xml.empty`, `xml.too_large`, `xml.encoding`, `xml.bytes`, `xml.declaration`,
    `xml.doctype`, `xml.prolog`). Lines keep their numbers. With `checked` the same source went through
    here before, and its bytes are not decoded again.
    """
    source.seek(0)
    head = source.read(XML_PROLOG_BYTES_MAX)
    if not head.strip():
        raise XmlRule.EMPTY.refusal()
    encoding = encoding_of(head)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    text = _decode(decoder, head, encoding, offset=0)
    yield _without_prolog(text).encode()
    size = len(head)
    waiting = decoder.getstate()[0]
    while chunk := source.read(XML_CHUNK_BYTES):
        if size + len(chunk) > bytes_max:
            raise XmlRule.TOO_LARGE.refusal(limit=bytes_max)
        if encoding is not Encoding.UTF8:
            yield _decode(decoder, chunk, encoding, offset=size).encode()
        elif checked:
            yield waiting + chunk
            waiting = b""
        else:  # it is UTF-8 already: looked at, and passed on
            _decode(decoder, chunk, encoding, offset=size)
            begun = decoder.getstate()[0]
            yield (waiting + chunk).removesuffix(begun)
            waiting = begun
        size += len(chunk)
    if checked:
        return
    _decode(decoder, b"", encoding, offset=size, final=True)


def encoding_of(head: bytes) -> Encoding:
    """Return the declared encoding of the document that begins with `head`; UTF-8 if none is.

    Raises `Faulty` (`xml.encoding`, `xml.declaration`).
    """
    for mark, name in _OTHER_MARKS.items():
        if head.startswith(mark):
            raise XmlRule.ENCODING.refusal(value=name)
    marked = head.startswith(codecs.BOM_UTF8)
    start = head.removeprefix(codecs.BOM_UTF8)[:_DECLARATION_CHARS_MAX].decode("latin-1")
    declared = _DECLARATION.match(start)
    if declared is None and re.match(r"<\?xml[ \t\r\n]", start, re.IGNORECASE):
        raise XmlRule.DECLARATION.refusal()
    label = (declared and declared["label"]) or "UTF-8"
    if label.lower() in _UTF8:
        return Encoding.UTF8
    if label.lower() in _GB18030 and not marked:
        return Encoding.GB18030
    raise XmlRule.ENCODING.refusal(value=shown(label))


def _decode(
    decoder: codecs.IncrementalDecoder,
    data: bytes,
    encoding: str,
    *,
    offset: int,
    final: bool = False,
) -> str:
    waiting = len(decoder.getstate()[0])
    try:
        text = decoder.decode(data, final)
    except UnicodeDecodeError as error:
        at = offset - waiting + error.start
        raise XmlRule.BYTES.refusal(offset=at, encoding=encoding.upper()) from None
    return modernise(text) if encoding == Encoding.GB18030 else text


def _without_prolog(text: str) -> str:
    """Return `text` without mark and declaration once it is sure that no DOCTYPE follows."""
    text = text.removeprefix("\ufeff")
    declared = _DECLARATION.match(text)
    body = text[declared.end() :] if declared else text
    before = _BEFORE_ROOT.match(body)
    rest = body[before.end() :] if before else body
    if rest[:9].upper() == "<!DOCTYPE":
        raise XmlRule.DOCTYPE.refusal()
    if not rest.startswith("<") or rest.startswith(("<!", "<?")) or len(rest) < len("<a"):
        raise XmlRule.PROLOG.refusal()
    return "\n" * (declared[0].count("\n") if declared else 0) + body

"""The head of a SOAP message, read from its first bytes before anything of it is verified.

Headers are passed over unread: what matters of them is looked at in the verified message. The reader
stops at the head's end, and what it found is compared with the whole message later.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final
from xml.parsers import expat

from connectors.direct_link.head import NAMESPACE, Head, Texts
from connectors.direct_link.soap.errors import SoapRule, VersionMismatch
from connectors.direct_link.soap.lexical import tolerant
from connectors.direct_link.soap.version import Version
from kernel.errors import Faulty, Finding
from kernel.limits import LINK_SOAP_START_BYTES, XML_DEPTH_MAX, XML_FILE_BYTES_MAX
from kernel.operation import fields_of
from kernel.parsing import parse
from kernel.xml.gate import utf8_chunks

ENVELOPE: Final = "/Envelope"
BODY: Final = f"{ENVELOPE}/Body"
_ROOT, _INSIDE, _REQUEST, _HEAD, _LEAF = range(5)
_LEAVES: Final = {f"{NAMESPACE} {info.wire_name}": info.wire_name for info in fields_of(Head)}


def read_head(start: bytes, version: Version) -> tuple[Head, Texts]:
    """Read the head; raises Faulty and VersionMismatch."""
    chunk = next(utf8_chunks(BytesIO(start), XML_FILE_BYTES_MAX))
    reader = _Reader(version)
    texts = reader.read(chunk)
    try:
        return parse(Head, tolerant(texts, Head)), texts
    except Faulty as fault:
        place = f"{BODY}/{reader.request}/Head"
        raise Faulty(
            Finding(f.code, f.severity, f.text, f"{place}/{f.field}") for f in fault.findings
        ) from None


class _End(Exception):
    """The head's end was reached."""


class _Reader:
    """Walks Envelope/Body/…Request/Head and its leaves; any other body ends the reading."""

    def __init__(self, version: Version) -> None:
        self.request = ""
        self._version = version
        self._values: Texts = {}
        self._depth = 0
        self._passing = 0
        """How deep in a header we are."""
        self._text: list[str] = []
        self._expat = expat.ParserCreate("utf-8", " ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._characters
        self._expat.StartDoctypeDeclHandler = _no_doctype

    def read(self, start: bytes) -> Texts:
        """Return the texts of the head's elements; raises Faulty and VersionMismatch."""
        try:
            self._expat.Parse(start, False)  # noqa: FBT003 - expat's own signature
        except _End:
            return self._values
        except expat.ExpatError:
            pass  # told as a head that is not there
        raise _missing()

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if self._passing or (self._depth == _INSIDE and name == self._soap("Header")):
            self._passing += 1
            if self._passing > XML_DEPTH_MAX:
                raise _missing()
            return
        self._enter(name)
        self._depth += 1
        self._text.clear()

    def _enter(self, name: str) -> None:
        """Let the frame be what it must be."""
        namespace, _, tag = name.rpartition(" ")
        if self._depth == _ROOT and name != self._soap("Envelope"):
            raise VersionMismatch(version=self._version.number) if tag == "Envelope" else _missing()
        if self._depth == _INSIDE and name != self._soap("Body"):
            raise _missing()
        if self._depth == _REQUEST:
            if namespace != NAMESPACE or not tag.endswith("Request"):
                raise _missing()
            self.request = tag
        if self._depth == _HEAD and name != f"{NAMESPACE} Head":
            raise _missing()
        if self._depth >= _LEAF and (
            self._depth > _LEAF or name not in _LEAVES or _LEAVES[name] in self._values
        ):
            raise _missing()

    def _characters(self, text: str) -> None:
        if self._depth > _LEAF:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if self._passing:
            self._passing -= 1
            return
        self._depth -= 1
        if self._depth == _LEAF:
            self._values[_LEAVES[name]] = "".join(self._text)
        elif self._depth == _HEAD:
            raise _End

    def _soap(self, tag: str) -> str:
        return f"{self._version.namespace} {tag}"


def _missing() -> Faulty:
    return SoapRule.HEAD_MISSING.refusal(BODY, limit=LINK_SOAP_START_BYTES)


def _no_doctype(*_parts: object) -> None:
    raise _missing()

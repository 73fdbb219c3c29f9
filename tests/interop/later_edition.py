"""Answers as a later edition of `v1` may give them: what docs/direct-link/changes.md says may come.

A new element at the end of the head and of the record, a status nobody knows yet; and the WSDL that
would be served with them.
"""

from __future__ import annotations

import re
from typing import Final

_ELEMENT: Final = b"<Novelty>new</Novelty>"
_DECLARATION: Final = b'<xs:element name="Novelty" type="xs:string" minOccurs="0"/>'
_ENDS: Final = re.compile(rb"</Head>|</Body>(?=</Payments)")
_TYPES: Final = re.compile(
    rb'(<xs:complexType name="(?:AnswerHead|PaymentView)">.*?)(</xs:sequence>)', re.DOTALL
)


def answer(content: bytes) -> bytes:
    """An answer or a fault of today, grown; a WSDL as it is."""
    if b"<soap:Envelope" not in content:
        return content
    grown = re.sub(rb"<Status>\w+<", b"<Status>under_review<", content)
    return _ENDS.sub(_ELEMENT + rb"\g<0>", grown)


def answer_or_wsdl(content: bytes) -> bytes:
    """The same, and the WSDL that declares it."""
    return _TYPES.sub(rb"\1" + _DECLARATION + rb"\2", answer(content))

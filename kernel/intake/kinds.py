"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import codecs
from typing import Final

from kernel.intake.rules import FileRule

WORKBOOK: Final = "workbook"
TEXT: Final = "text"
XML: Final = "xml"

_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Old Excel, and also what an .xlsx with a password is packed into."""
_PACKED: Final = "EncryptedPackage".encode("utf-16-le")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD: Final = 4_096
_PAGE: Final = (b"<html", b"<table", b"<!doctype html")


def kind_of(content: bytes) -> str:
    """Say which reader a file is for; raises Faulty for one that none reads."""
    if not content.strip():
        raise FileRule.EMPTY.refusal()
    if content.startswith(_ZIP):
        return WORKBOOK
    if content.startswith(_COMPOUND):
        raise (FileRule.LOCKED if _PACKED in content else FileRule.OLD_EXCEL).refusal()
    if content.startswith(_UTF16):
        return TEXT
    head = content[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if any(mark in head for mark in _PAGE):
        raise FileRule.OLD_EXCEL.refusal()
    if b"\x00" in head or head.startswith((b"%pdf", b"{\\rtf")):
        raise FileRule.UNKNOWN.refusal()
    return XML if head.startswith(b"<") else TEXT

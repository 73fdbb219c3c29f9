"""Puts the slot of a signature into a PDF while it is drawn: a field on the first page, over the seal."""

from __future__ import annotations

from datetime import UTC
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString

from receipts.render.subsets import Written
from receipts.signing.slot import RANGE_FREE, Slot

_PRINT_AND_LOCKED: Final = 132
_FIELD: Final = "Signature1"
_SIGNED_AND_APPEND_ONLY: Final = 3


def reserve(canvas: Any, slot: Slot, corners: tuple[float, float, float, float]) -> None:
    """Reserve a slot on the page being drawn; `corners` are where a reader may click on the seal."""
    document = canvas._doc  # noqa: SLF001 - reportlab has no other way to a signature
    value = document.Reference(Written(_dictionary(slot)))
    widget = PDFDictionary(
        {
            "Type": PDFName("Annot"),
            "Subtype": PDFName("Widget"),
            "FT": PDFName("Sig"),
            "T": PDFString(_FIELD),
            "F": _PRINT_AND_LOCKED,
            "Rect": PDFArray(list(corners)),
            "V": value,
            "P": document.thisPageRef(),
        }
    )
    canvas._addAnnotation(widget, _FIELD)  # noqa: SLF001 - the same
    field = document.refAnnotation(_FIELD)
    document.Catalog.AcroForm = document.Reference(
        PDFDictionary({"Fields": PDFArray([field]), "SigFlags": _SIGNED_AND_APPEND_ONLY})
    )


def _dictionary(slot: Slot) -> bytes:
    at = slot.at.astimezone(UTC)
    return b"".join(
        (
            b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached ",
            f"/M (D:{at:%Y%m%d%H%M%S}+00'00') ".encode(),
            b"/Name " + _text(slot.signer) + b" /Reason " + _text(slot.reason) + b" ",
            RANGE_FREE,
            b" /Contents <" + b"00" * slot.room + b"> >>",
        )
    )


def _text(text: str) -> bytes:
    """A text string in hexadecimal: nothing in it can end the dictionary."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"

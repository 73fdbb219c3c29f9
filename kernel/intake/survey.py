"""Looks into a workbook before anything opens it: what it weighs unpacked, and what has no place in a list to pay.

An .xlsx is a ZIP of XML files. Everything is unpacked here once, in pieces that are thrown away, because what a ZIP
says of its sizes may be a lie; on the way the cells are noted that hold formulas, which the reader behind does not tell.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from kernel.errors import Faulty
from kernel.intake.rules import FileRule
from kernel.limits import INTAKE_ENTRIES_MAX, INTAKE_FORMULAS_MAX, INTAKE_UNPACKED_BYTES_MAX
from kernel.xml import Element, read_tree

_PIECE: Final = 1 << 20
_CARRY: Final = 1_024
_ENCRYPTED: Final = 0x1
_MIB: Final = 1 << 20
_FORMULA: Final = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f[\s/>]'
)
_FORMULA_SIGNS: Final = (b"<f", b":f ", b":f>", b":f/")
_DOCTYPE: Final = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"))
_LETTERS: Final = 26
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class Surveyed:
    """What is known of a workbook: the sheet that each name stands for, and where its formulas are."""

    sheets: dict[str, str]
    formulas: dict[str, set[tuple[int, int]]] = field(default_factory=dict)

    def formulas_of(self, sheet: str) -> set[tuple[int, int]]:
        """The cells of a sheet that are formulas: row from 1, column from 0."""
        return self.formulas.get(self.sheets.get(sheet, ""), set())


def survey(content: bytes) -> Surveyed:
    """Look through a workbook; raises Faulty for what is not to be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_names(entries)
            found = Surveyed({})
            _unpack(archive, entries, found)
            if found.formulas:
                found.sheets = _sheets(archive)
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as fault:
        raise FileRule.BROKEN.refusal() from fault


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    low = [name.lower() for name in names]
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileRule.LOCKED.refusal()
    if any(name.endswith("vbaproject.bin") for name in low):
        raise FileRule.MACROS.refusal()
    if "xl/workbook.bin" in low:
        raise FileRule.OLD_EXCEL.refusal()
    if "content.xml" in low:
        raise FileRule.OPEN_DOCUMENT.refusal()
    if linked := [name for name in names if name.lower().startswith("xl/externallinks/")]:
        raise FileRule.EXTERNAL.refusal(what=linked[0][:80])
    if not any(name.endswith("workbook.xml") for name in low):
        raise FileRule.UNKNOWN.refusal()
    declared = sum(entry.file_size for entry in entries)
    if declared > INTAKE_UNPACKED_BYTES_MAX or len(entries) > INTAKE_ENTRIES_MAX:
        raise _bomb()


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], found: Surveyed) -> None:
    weight = 0
    for entry in entries:
        is_sheet = "/worksheets/" in entry.filename
        for piece in _pieces(archive, entry):
            weight += len(piece)
            if weight > INTAKE_UNPACKED_BYTES_MAX:
                raise _bomb()
            if any(sign in piece for sign in _DOCTYPE):
                raise FileRule.ENTITIES.refusal(what=entry.filename[:80])
            if is_sheet and any(sign in piece for sign in _FORMULA_SIGNS):
                _note(piece, found.formulas.setdefault(entry.filename, set()))


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of an entry; each piece begins with the end of the one before."""
    end = b""
    with archive.open(entry) as opened:
        while piece := opened.read(_PIECE):
            yield end + piece
            end = piece[-_CARRY:]


def _note(piece: bytes, cells: set[tuple[int, int]]) -> None:
    for found in _FORMULA.finditer(piece):
        cells.add((int(found[2]), _column(found[1])))
        if len(cells) > INTAKE_FORMULAS_MAX:
            raise FileRule.TOO_HEAVY.refusal()


def _column(letters: bytes) -> int:
    """`A` is 0, `AA` is 26."""
    place = 0
    for letter in letters:
        place = place * _LETTERS + letter - ord("A") + 1
    return place - 1


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The file of each sheet by its name, as the workbook lists them."""
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in _root(archive, "xl/_rels/workbook.xml.rels")
    }
    return {
        sheet.get("name", ""): _path(targets.get(sheet.get(_RELATION, ""), ""))
        for sheet in _root(archive, "xl/workbook.xml").iter("{*}sheet")
    }


def _root(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        return read_tree(archive.read(name))
    except (Faulty, KeyError) as fault:
        raise FileRule.BROKEN.refusal() from fault


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _bomb() -> Exception:
    return FileRule.BOMB.refusal(max=INTAKE_UNPACKED_BYTES_MAX // _MIB)

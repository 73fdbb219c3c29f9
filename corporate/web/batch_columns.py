"""A file whose headings explain nothing: kept while somebody says what its columns are, and remembered for the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import request
from werkzeug.wrappers import Response

from corporate.web import parts as p
from corporate.web.batch_reading import Brought, Reading, reading
from corporate.web.desk import Desk
from corporate.web.routes import Shown
from kernel.errors import Conflict, Faulty, Invalid, YinqiError
from kernel.intake.headings import NEEDED, Column, Places, lacks
from kernel.text import Text
from workflows.intake.commands import (
    ColumnPlace,
    KeepFile,
    KeptFile,
    KnownColumns,
    NameFile,
    RecallColumns,
    RememberColumns,
)
from workflows.intake.service import StoredFile

NAMED: Final = ("kept", "drop", "remember")
"""What is done with a file whose columns were named."""
_LACKS: Final = Text("请指定“{name}”在哪一列", "Say which column is “{name}”")
_TWICE: Final = Text("“{name}”只能指定一列", "Only one column can be “{name}”")
_IGNORED: Final = Text("不使用", "Not used")
_NTH: Final = Text("第 {number} 列", "Column {number}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the form stands: its part of the bank, the way back, and what of an earlier form goes along."""

    here: str
    back_url: str
    hidden: tuple[tuple[str, str], ...]


def declared(family: str, *acts: str) -> tuple[str, ...]:
    """What a page declares that reads a file, and what else it does with one."""
    return tuple(f"{family}.{act}" for act in ("columns", *acts))


class Files:
    """Files whose columns are known, remembered, or being named, under the right of one family of operations."""

    def __init__(self, desk: Desk, family: str) -> None:
        self._desk = desk
        self._family = family

    def known(self, opened: Reading) -> dict[Column, int] | None:
        """What the columns are, as somebody said of these headings, else by the headings; None where that leaves a doubt."""
        asked = RecallColumns(mark=opened.mark)
        told: KnownColumns = self._desk.read(f"{self._family}.columns", asked)
        width = len(opened.sheet.headings)
        places = told.places() or opened.sheet.guess()
        if lacks(places) or any(place >= width for place in places.values()):
            return None
        return places

    def likely(self, opened: Reading) -> dict[int, Column]:
        """What the columns seem to be."""
        places = self.known(opened) or opened.sheet.likely()
        return {place: column for column, place in places.items()}

    def keep(self, found: Brought) -> str:
        """Keep a file until its columns are named; what it is known by."""
        given = KeepFile(name=found.name, content=found.content)
        kept: KeptFile = self._desk.perform(f"{self._family}.keep", given)
        return kept.file_id

    def kept(self, file_id: str) -> Brought:
        """A file again. Raises NotFound for anybody's but one's own."""
        found: StoredFile = self._desk.read(f"{self._family}.kept", NameFile(file_id=file_id))
        return Brought(found.name, found.content)

    def done(self, opened: Reading, named: Mapping[int, Column], file_id: str) -> None:
        """Remember the columns for the next file of these headings, and let go of this one."""
        columns = tuple(ColumnPlace(column=column, place=place) for place, column in named.items())
        given = RememberColumns(mark=opened.mark, columns=columns)
        self._desk.perform(f"{self._family}.remember", given)
        self._desk.perform(f"{self._family}.drop", NameFile(file_id=file_id))


def look(files: Files, file_id: str, place: Place) -> Shown:
    """What the columns of a kept file seem to be, for somebody to say what they are. Raises NotFound."""
    with reading(files.kept(file_id)) as opened:
        return _shown(opened, files.likely(opened), place)


def name(
    files: Files,
    file_id: str,
    place: Place,
    opens: Callable[[Reading, Places], Response],
    refused: Callable[[YinqiError], tuple[p.FormFault, ...]],
) -> Shown | Response:
    """Open a draft of a kept file with the columns as the form says, or say what is wrong. Raises NotFound."""
    with reading(files.kept(file_id)) as opened:
        named = _said(opened)
        wrong = _wrong(named)
        if wrong:
            return _shown(opened, named, place, wrong)
        try:
            answer = opens(opened, {column: nth for nth, column in named.items()})
        except (Faulty, Invalid, Conflict) as fault:
            return _shown(opened, named, place, refused(fault))
        files.done(opened, named, file_id)
    return answer


def _said(opened: Reading) -> dict[int, Column]:
    """Which of our columns each column of the file is, as the form says."""
    by_value = {column.value: column for column in Column}
    found = (
        (place, by_value.get(request.form.get(f"c{place}", "")))
        for place in range(len(opened.sheet.headings))
    )
    return {place: column for place, column in found if column is not None}


def _wrong(named: Mapping[int, Column]) -> tuple[p.FormFault, ...]:
    """What keeps the file from being read so."""
    places: dict[Column, int] = {}
    found = []
    for place, column in named.items():
        if places.setdefault(column, place) != place:
            found.append(p.FormFault(f"c{place}", _TWICE.fill(name=column.label)))
    missing = [p.FormFault("c0", _LACKS.fill(name=column.label)) for column in lacks(places)]
    return (*missing, *found)


def _shown(
    opened: Reading,
    named: Mapping[int, Column],
    place: Place,
    faults: tuple[p.FormFault, ...] = (),
) -> Shown:
    """The form, with the first rows of the file."""
    sheet = opened.sheet
    facts = {
        "file_name": opened.brought.name,
        "columns": tuple(
            {
                "field": f"c{nth}",
                "heading": heading.strip() or _NTH.fill(number=nth + 1),
                "samples": tuple(row[nth] for row in sheet.samples if nth < len(row)),
                "chosen": named[nth].value if nth in named else "",
            }
            for nth, heading in enumerate(sheet.headings)
        ),
        "options": (("", _IGNORED), *((one.value, one.label) for one in Column)),
        "needed": tuple(column.label for column in NEEDED),
        "hidden": place.hidden,
        "faults": faults,
        "form_url": "",
        "back_url": place.back_url,
        "part": place.here,
    }
    return Shown("pages/batch_columns.html", facts, 422 if faults else 200)

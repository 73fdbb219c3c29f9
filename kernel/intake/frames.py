"""What the child tells the house: lines of JSON, rows by the hundred, and a last word.

    {"rows": [[3, ["张三", ["n", "1000.10"]]], …]}      rows, a cell that is no plain text with its kind
    {"refused": [["intake.broken", "文件…", "The file…", ""], …]}   what is wrong; nothing follows
    {"end": 2}                                           all rows were told

The house reads them as a stranger's words: a child that was taken over can say nothing worse than wrong rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final

from kernel.errors import Faulty, Finding, Severity
from kernel.intake.lines import Formula, Line, Number
from kernel.intake.rules import FileRule
from kernel.text import Text

_ROWS: Final = 200  # in one frame
_FINDINGS_MAX: Final = 20
_KINDS: Final[Mapping[type[str], str]] = {Number: "n", Formula: "f"}
_MAKE: Final[Mapping[str, type[str]]] = {"n": Number, "f": Formula}


class Garbled(ValueError):
    """The child did not speak as agreed."""


class CutOff(Garbled):
    """The child ended before its last word."""


def write(lines: Iterable[Line], out: BinaryIO) -> None:
    """Tell rows and the end, or what `lines` raised as Faulty."""
    waiting: list[Any] = []
    count = 0
    try:
        for line in lines:
            waiting.append(
                [line.number, [cell if type(cell) is str else _told(cell) for cell in line.cells]]
            )
            if len(waiting) == _ROWS:
                _say(out, {"rows": waiting})
                count += len(waiting)
                waiting = []
    except MemoryError:
        waiting.clear()
        refused(FileRule.TOO_HEAVY.refusal(), out)
    except Faulty as faulty:
        refused(faulty, out)
    else:
        _say(out, {"rows": waiting})
        _say(out, {"end": count + len(waiting)})


def refused(faulty: Faulty, out: BinaryIO) -> None:
    """Tell that nothing more will come, and why."""
    found = [[f.code, f.text.zh, f.text.en, f.field] for f in faulty.findings[:_FINDINGS_MAX]]
    _say(out, {"refused": found})


def read(said: Iterable[bytes]) -> Iterator[Line]:
    """The rows again. Raises Faulty for a refusal, Garbled for anything but frames, CutOff for no end."""
    count = 0
    for raw in said:
        frame = _frame(raw)
        if "refused" in frame:
            raise _refusal(frame["refused"])
        if "end" in frame:
            if frame["end"] != count:
                raise Garbled
            return
        for number, cells in frame["rows"]:
            count += 1
            yield Line(number, tuple([c if isinstance(c, str) else _cell(c) for c in cells]))
    raise CutOff


def _say(out: BinaryIO, frame: object) -> None:
    out.write(json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def _told(cell: str) -> object:
    return [_KINDS[type(cell)], str(cell)]


def _cell(told: Any) -> str:
    kind, text = told
    return _MAKE[kind](text)


def _frame(raw: bytes) -> dict[str, Any]:
    try:
        frame = json.loads(raw)
    except ValueError as fault:
        raise Garbled from fault
    if not isinstance(frame, dict) or not frame.keys() & {"rows", "refused", "end"}:
        raise Garbled
    return frame


def _refusal(told: Iterable[Any]) -> Faulty:
    return Faulty(
        [Finding(code, Severity.BLOCK, Text(zh, en), field) for code, zh, en, field in told]
    )

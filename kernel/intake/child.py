"""The program that reads one stranger's file: it comes in by standard input, rows go out by standard output.

It shuts itself in before it looks at the first byte; everything it needs is loaded by then. Whatever a file does to
it, the house sees a process that ended, and says so in a sentence.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from kernel.intake import excel, frames, text_table
from kernel.intake.cage import shut_in
from kernel.intake.kinds import TEXT, WORKBOOK, XML
from kernel.intake.lines import Line
from kernel.limits import INTAKE_CPU_S, INTAKE_MEMORY_BYTES, INTAKE_XML_CPU_S

_CODECS: Final = ("utf-8", "utf-16", "gb18030", "cp437")
"""Loaded beforehand, for later nothing can be opened; the last one is that of names in a ZIP."""
_NICE: Final = 5  # pages of the house go first


def main(kind: str) -> None:
    """Read the file that stands at standard input."""
    reader = _reader(kind)
    for name in _CODECS:
        codecs.lookup(name)
    os.nice(_NICE)
    shut_in(
        memory_bytes=INTAKE_MEMORY_BYTES,
        cpu_s=INTAKE_XML_CPU_S if kind == XML else INTAKE_CPU_S,
    )
    out = sys.stdout.buffer
    frames.write(reader(sys.stdin.buffer), out)
    out.flush()


def _reader(kind: str) -> Callable[[BinaryIO], Iterator[Line]]:
    if kind == WORKBOOK:
        return _workbook
    if kind == TEXT:
        return _text
    from kernel.intake import pain001  # noqa: PLC0415 - lxml is loaded for XML alone
    from kernel.iso20022.schemas import PAIN_001, schema  # noqa: PLC0415 - the same

    for version in PAIN_001:
        schema(version).compiled()
    return pain001.lines


def _workbook(source: BinaryIO) -> Iterator[Line]:
    yield from excel.lines(source.read())


def _text(source: BinaryIO) -> Iterator[Line]:
    yield from text_table.lines(text_table.decoded(source.read()))


if __name__ == "__main__":
    main(sys.argv[1])

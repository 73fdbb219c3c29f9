"""What programs that run now and then leave behind for whoever watches: when they ended, and whether all was well.

A check of the books, a backup, a drill: each writes one small file of its own, whole or not at all. `yinqi note`
does the same for programs that are not ours.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from kernel.errors import Invalid
from kernel.text import Text

FOLDER: Final = "notes"
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")


class NoteMalformed(Invalid):
    """A name nobody could watch by."""

    code = "corporate.note_malformed"
    text = Text(
        "名称须为小写字母、数字与连字符，不超过 40 个字符",
        "A name is up to 40 small letters, digits and hyphens",
    )


@dataclass(frozen=True, slots=True)
class Note:
    """How the last run of one program ended."""

    name: str
    at: datetime
    good: bool
    said: str


def leave(data: Path, note: Note) -> None:
    """Write it over the last one of its name. Raises NoteMalformed."""
    if _NAME.fullmatch(note.name) is None:
        raise NoteMalformed
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    kept = {"at": note.at.isoformat(), "good": note.good, "said": note.said[:400]}
    part = folder / f".{note.name}.{os.getpid()}"
    part.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    part.replace(folder / f"{note.name}.json")


def found(data: Path) -> Iterator[Note]:
    """Every note that can be read, by name."""
    for path in sorted((data / FOLDER).glob("*.json")):
        try:
            kept = json.loads(path.read_bytes())
            yield Note(path.stem, datetime.fromisoformat(kept["at"]), bool(kept["good"]), str(kept["said"]))  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError):
            continue  # half a note is none; its age tells

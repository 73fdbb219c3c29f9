"""Reads files as a small process of its own and tells what each took.

A child's peak memory counts what its parent held when it was started; so the parent must be small.

    python -m tests.kernel.intake.reading FOLDER     one line of JSON: name → codes, CPU seconds, KiB
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from kernel.errors import Faulty
from kernel.intake.opening import lines_of
from kernel.intake.sheet import Sheet


def codes_of(content: bytes, used: list[resource.struct_rusage]) -> list[str]:
    """The codes a file is refused with; none for one that is read."""
    try:
        sheet = Sheet(lines_of(content, used.append))
        for _row in sheet.rows(sheet.guess()):
            pass
    except Faulty as faulty:
        return [one.code for one in faulty.findings if one.text.zh and one.text.en]
    return []


def main(folder: str) -> None:
    """Read every file of a folder."""
    told = {}
    for path in sorted(Path(folder).iterdir()):
        used: list[resource.struct_rusage] = []
        codes = codes_of(path.read_bytes(), used)
        taken = [(one.ru_utime + one.ru_stime, one.ru_maxrss) for one in used]
        told[path.name] = [codes, *(taken[0] if taken else (0.0, 0))]
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])

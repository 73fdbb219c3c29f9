"""Reads a message into somebody else's classes: `MODULE FILE`; what these do not know, they refuse.

Runs in a process of its own, with the readers' own libraries; it must import nothing of ours.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def main() -> None:
    configs: Any = import_module("xsdata.formats.dataclass.parsers.config")
    parsers: Any = import_module("xsdata.formats.dataclass.parsers")
    classes: Any = import_module(sys.argv[1])
    config = configs.ParserConfig(
        fail_on_unknown_properties=True,
        fail_on_unknown_attributes=True,
        fail_on_converter_warnings=True,
    )
    found = parsers.XmlParser(config=config).from_path(Path(sys.argv[2]), classes.Document)
    sys.stdout.write(type(found).__name__)


if __name__ == "__main__":
    main()

"""Where the parts lie that set-up fetched: schemas, fonts and browser packages.

None of them is committed: they come out of hash-locked packages (see docs/dependencies.md) and are laid
under `build/` and `node_modules/`. This module only names places; it must never fetch, convert or fall
back to something else, so that a missing part is a sentence and not a wrong glyph on a receipt.
"""

import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECEIPT_FONT = "YinqiSansSC-Regular"


class MissingAsset(FileNotFoundError):
    """A part that set-up brings is not there."""

    def __init__(self, path: Path) -> None:
        """Name the part and the command that brings it."""
        super().__init__(f"{path.name} is missing at {path}: run `make setup` first")


def build_dir() -> Path:
    """Return the folder set-up writes to: `build/` of the project, or `YINQI_BUILD`."""
    return Path(os.environ.get("YINQI_BUILD") or ROOT / "build")


def schema_path(name: str) -> Path:
    """Return the XSD of one ISO 20022 message, `schema_path("pain.001.001.09")`."""
    return _existing(build_dir() / "schemas" / f"{name}.xsd")


def font_path(name: str = RECEIPT_FONT) -> Path:
    """Return a TrueType font that PDFs embed, `font_path("YinqiSansSC-Regular")`."""
    return _existing(build_dir() / "fonts" / f"{name}.ttf")


@cache
def rare_fonts() -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the first characters of the fonts of rare ones, in order, and their names for `font_path`."""
    found = sorted(
        (int(path.stem.rpartition("-")[2], 16), f"rare/{path.stem}")
        for path in _existing(build_dir() / "fonts" / "rare").glob("*.ttf")
    )
    return tuple(first for first, _ in found), tuple(name for _, name in found)


def node_module(path: str) -> Path:
    """Return a file of an npm package, `node_module("htmx.org/dist/htmx.min.js")`.

    `node_modules/` lies beside the build folder's own project, never inside it.
    """
    return _existing(ROOT / "node_modules" / path)


def _existing(path: Path) -> Path:
    if not path.exists():
        raise MissingAsset(path)
    return path

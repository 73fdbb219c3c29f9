"""The catalogue of page texts: Chinese in the source, English beside it, complete or refused.

Read from the `.po` file in memory, so that no compiled file can be older than its source. Texts of
the domain never come here: they are `kernel.text.Text` and carry both languages themselves.
Run as a module to bring new source strings into the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain  # type: ignore[import-untyped]

from kernel.text import Lang

HERE: Final = Path(__file__).parent
ENGLISH: Final = HERE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
METHODS: Final = [
    ("**.py", "python"),
    ("**.html", "jinja2.ext:babel_extract"),
]
KEYWORDS: Final[dict[str, tuple[int, ...] | None]] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
}


class PageTexts(Domain):  # type: ignore[misc]  # flask-babel carries no types
    """Page texts in the language that `lang` tells; Chinese needs no catalogue, it is the source."""

    def __init__(self, lang: Callable[[], Lang]) -> None:
        super().__init__()
        self._lang = lang
        self._english = _english()
        self._chinese = NullTranslations()

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the current request."""
        return self._english if self._lang() == "en" else self._chinese


def load(path: Path = ENGLISH) -> Catalog:
    """Read the English catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale="en")


def sources() -> Catalog:
    """Return every page text found in templates and modules, untranslated."""
    catalog = Catalog(project="Yinqi", charset="utf-8", fuzzy=False)
    found = extract_from_dir(HERE, METHODS, keywords=KEYWORDS, options_map=_OPTIONS)
    for filename, _line, message, _comments, context in found:
        catalog.add(message, locations=[(filename, 0)], context=context)
    return catalog


def faults() -> list[str]:
    """Return what keeps the English catalogue from being complete; empty when it is."""
    wanted = {_key(m) for m in sources() if m.id}
    have = {_key(m): m for m in load() if m.id}
    missing = [f"not in the catalogue: {key}" for key in sorted(wanted - have.keys())]
    stale = [f"no longer used: {key}" for key in sorted(have.keys() - wanted)]
    open_ = [f"untranslated: {key}" for key, m in have.items() if not _translated(m)]
    return missing + stale + open_ + [f"fuzzy: {key}" for key, m in have.items() if m.fuzzy]


def update() -> None:
    """Bring the catalogue up to the sources; what is new stays empty until someone translates it."""
    catalog = load()
    catalog.update(sources(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with ENGLISH.open("wb") as file:
        write_po(file, catalog, omit_header=True, sort_output=True, width=100, no_location=True)


_OPTIONS: Final = {
    "**.html": {"newstyle_gettext": "true", "silent": "false", "extensions": "jinja2.ext.do"}
}


@cache
def _english() -> Translations:
    """The English catalogue, compiled once for every application of the process."""
    buffer = BytesIO()
    write_mo(buffer, load())
    buffer.seek(0)
    return Translations(buffer)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _translated(message: Message) -> bool:
    said = message.string
    return bool(said) if isinstance(said, str) else all(said or ("",))


if __name__ == "__main__":
    update()

"""Texts in two languages, Chinese first; nothing a person reads is written in one language only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in Chinese and English."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """Return the text in `lang` (`zh` or `en`; any other language reads English)."""
        return self.zh if lang.startswith("zh") else self.en

    def fill(self, **params: object) -> Text:
        """Return the text with its `{places}` filled; a parameter that is a Text follows the language."""
        if not params:
            return self
        return Text(
            self.zh.format(**{k: _in(v, "zh") for k, v in params.items()}),
            self.en.format(**{k: _in(v, "en") for k, v in params.items()}),
        )

    def __str__(self) -> str:
        return self.zh


NO_TEXT = Text("", "")


def _in(value: object, lang: Lang) -> object:
    return value.of(lang) if isinstance(value, Text) else value

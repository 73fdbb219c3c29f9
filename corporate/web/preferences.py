"""What a visitor chose about the page itself: theme, text size (适老化), density, language, keys.

Kept in one cookie that scripts may read, so that the server draws the page right at once and nothing
flashes. It never holds anything about a person or an account.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Self

COOKIE: Final = "ui"
MAX_AGE_S: Final = 400 * 24 * 3600
"""The longest life browsers grant a cookie."""

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "theme": ("auto", "light", "dark"),
    "size": ("normal", "large"),
    "density": ("normal", "compact"),
    "lang": ("", "zh", "en"),
    "keys": ("on", "off"),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """One value for each of `CHOICES`; an empty `lang` follows the browser."""

    theme: str = "auto"
    size: str = "normal"
    density: str = "normal"
    lang: str = ""
    keys: str = "on"

    @classmethod
    def parse(cls, cookie: str) -> Self:
        """Read `theme:dark.size:large`; whatever is not a known choice is passed over."""
        chosen = (pair.partition(":")[::2] for pair in cookie.split("."))
        return cls(**{name: value for name, value in chosen if value in CHOICES.get(name, ())})

    def choose(self, name: str, value: str) -> Preferences:
        """Return these with one choice changed; an unknown name or value changes nothing."""
        return replace(self, **{name: value}) if value in CHOICES.get(name, ()) else self

    def encode(self) -> str:
        """Write the cookie's value."""
        return ".".join(f"{name}:{getattr(self, name)}" for name in CHOICES)

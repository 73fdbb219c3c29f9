"""Every pair of colours that carries text or an edge, computed: axe does not read text inside SVG."""

from __future__ import annotations

import re

import pytest

from corporate.web.assets import STATIC

TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([a-z0-9-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);",
        (STATIC / "css" / "tokens.css").read_text(encoding="utf-8"),
    )
}
TEXT = [
    *(
        (ink, ground)
        for ink in ("ink-9", "ink-7", "ink-5", "ink-4")
        for ground in ("paper", "surface", "sunken")
    ),
    *((ink, ground) for ink in ("ink-9", "ink-7", "ink-5") for ground in ("hover", "brand-soft")),
    *(
        (tone, ground)
        for tone in ("brand", "ok", "warn", "stop")
        for ground in ("surface", "sunken")
    ),
    *((tone, f"{tone}-soft") for tone in ("brand", "ok", "warn", "stop")),
    *(("ink-7", f"{tone}-soft") for tone in ("ok", "warn", "stop")),
    *(("on-brand", ground) for ground in ("brand", "brand-strong")),
    ("on-stop", "stop"),
    ("ok", "brand-soft"),
]
EDGES = [("field", "surface"), ("brand", "surface"), ("chart-1", "surface"), ("stop", "surface")]


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert round(_contrast("#000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_legible(ink: str, ground: str, scheme: int) -> None:
    assert _contrast(TOKENS[ink][scheme], TOKENS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_are_visible(edge: str, ground: str, scheme: int) -> None:
    assert _contrast(TOKENS[edge][scheme], TOKENS[ground][scheme]) >= 3

"""The round seal of a bank (电子回单专用章) in vectors: ring, name along the arc, star, purpose across."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from receipts.render.fonts import Typeface, bold

_OPEN: Final = math.radians(82)
"""Half of the opening below, where no letters stand."""
_STAR_RATIO: Final = 0.381966
_POINTS: Final = 5


@dataclass(frozen=True, slots=True)
class RoundSeal:
    """What a seal says, and where it stands in millimetres."""

    name: str
    purpose: str
    middle: float
    below: float
    radius: float


def draw_seal(
    canvas: Any, seal: RoundSeal, middle: tuple[float, float], radius: float, colour: Any
) -> None:
    """Draw it around a point; everything is measured in radii."""
    face = bold()
    canvas.saveState()
    canvas.translate(*middle)
    canvas.setStrokeColor(colour)
    canvas.setFillColor(colour)
    canvas.setLineWidth(radius * 0.055)
    canvas.circle(0, 0, radius * 0.972)
    _star(canvas, radius * 0.27)
    _around(canvas, face, face.printable(seal.name), radius)
    _across(canvas, face, face.printable(seal.purpose), radius)
    canvas.restoreState()


def _star(canvas: Any, radius: float) -> None:
    path = canvas.beginPath()
    for step in range(2 * _POINTS):
        reach = radius * (_STAR_RATIO if step % 2 else 1)
        angle = math.pi / 2 + step * math.pi / _POINTS
        place = reach * math.cos(angle), reach * math.sin(angle)
        (path.lineTo if step else path.moveTo)(*place)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _around(canvas: Any, face: Typeface, text: str, radius: float) -> None:
    """Write along the upper arc; a long name in smaller letters, so that it never closes the ring."""
    reach = radius * 0.66
    room = 2 * (math.pi - _OPEN)
    ems = face.width(text) / 1000 or 1
    size = min(radius * 0.235, room * reach / ems)
    gap = min(0.35, max(0.0, (room * reach / size - ems) / max(len(text) - 1, 1)))
    whole = (ems + gap * (len(text) - 1)) * size / reach
    angle = math.pi / 2 + whole / 2
    for letter in text:
        width = face.width(letter) / 1000 * size
        angle -= width / 2 / reach
        _letter(canvas, face, letter, (angle, reach, size))
        angle -= (width / 2 + gap * size) / reach


def _letter(canvas: Any, face: Typeface, letter: str, at: tuple[float, float, float]) -> None:
    angle, reach, size = at
    canvas.saveState()
    canvas.rotate(math.degrees(angle) - 90)
    [(name, _)] = face.runs(letter)
    canvas.setFont(name, size)
    canvas.drawCentredString(0, reach, letter)
    canvas.restoreState()


def _across(canvas: Any, face: Typeface, text: str, radius: float) -> None:
    ems = face.width(text) / 1000 or 1
    size = min(radius * 0.21, radius * 1.3 / ems)
    canvas.setFont(face.name, size)
    canvas.drawCentredString(0, -radius * 0.56, text)

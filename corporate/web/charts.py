"""Where the lines and labels of a chart lie; the template only writes them down.

Drawn by the server so that a chart prints, follows the theme and has words for those who cannot see
it. Geometry is whole tenths of a unit: money never becomes a floating point number here either. An
axis may be cut, so an area under a line is never filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kernel.currencies import exponent
from kernel.text import Text

Anchor = Literal["start", "middle", "end"]
TENTH: Final = 10
LABEL_WIDTH: Final = 96
"""Room a point's label needs to its right before it is written to its left."""

_SHIFT: Final[dict[Anchor, int]] = {"start": 170, "middle": 0, "end": -170}
"""From where a day's label hangs to its middle, in tenths."""

_FLAT: Final = 50
"""A span is at least the largest value over this: a small move is no cliff, and two labels never read alike."""

_UNITS_ZH: Final = ((10**8, "亿"), (10**4, "万"))
_UNITS_EN: Final = ((10**9, "B"), (10**6, "M"), (10**3, "K"))


@dataclass(frozen=True, slots=True)
class Point:
    """A balance at the end of a day, in minor units."""

    on: date
    minor: int


@dataclass(frozen=True, slots=True)
class Trend:
    """What happened, what is expected, and the line it should not fall below (警戒线)."""

    currency: str
    actual: tuple[Point, ...]
    forecast: tuple[Point, ...] = ()
    threshold: int | None = None

    @property
    def points(self) -> tuple[Point, ...]:
        """Every point in time order."""
        return self.actual + self.forecast

    @property
    def lowest(self) -> Point | None:
        """The lowest expected point, if it falls below the threshold."""
        if self.threshold is None or not self.forecast:
            return None
        low = min(self.forecast, key=lambda point: point.minor)
        return low if low.minor < self.threshold else None


@dataclass(frozen=True, slots=True)
class Label:
    """A text with its place."""

    x: str
    y: str
    text: Text
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point that matters, with its label."""

    x: str
    y: str
    label: Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template needs to write one chart; lengths are SVG numbers as text."""

    size: str
    """`wide` or `narrow`: a phone gets its own drawing, so that its text stays legible."""
    width: int
    height: int
    left: str
    right: str
    grid: tuple[Label, ...]
    days: tuple[Label, ...]
    actual: str
    forecast: str
    now: Mark
    lowest: Mark | None
    threshold: Label | None
    threshold_y: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing and the room around its lines, in units; text is 11 to 12 of them."""

    size: str
    width: int
    height: int
    left: int
    day_labels: int
    right: int = 14
    top: int = 20
    bottom: int = 26


WIDE: Final = Frame("wide", 720, 208, left=60, day_labels=7)
NARROW: Final = Frame("narrow", 344, 190, left=56, day_labels=4, right=10)


def short_amount(minor: int, currency: str) -> Text:
    """Write a large amount as people say it: 4.86 亿, 486.3 M."""
    whole = minor // 10 ** exponent(currency)
    return Text(_scaled(whole, _UNITS_ZH, " "), _scaled(whole, _UNITS_EN, ""))


def _scaled(whole: int, units: Sequence[tuple[int, str]], gap: str) -> str:
    sign, size = ("\u2212" if whole < 0 else ""), abs(whole)
    for scale, name in units:
        if size >= scale:
            hundredths = (size * 100 + scale // 2) // scale
            return f"{sign}{hundredths // 100}.{hundredths % 100:02}{gap}{name}"
    return f"{sign}{size:,}"


def in_words(trend: Trend) -> Text:
    """Tell the chart in one sentence, for those who do not see it."""
    last = short_amount(trend.actual[-1].minor, trend.currency)
    said = Text(
        zh="过去 {past} 天的实际余额与未来 {ahead} 天的预测；当前 {last}。",
        en="Actual balance of {past} days and forecast of {ahead} days; now {last}.",
    ).fill(past=len(trend.actual), ahead=len(trend.forecast), last=last)
    low = trend.lowest
    if low is None or trend.threshold is None:
        return said
    more = Text(
        zh="预计 {on} 降至 {low}，低于警戒线 {line}。",
        en=" Expected to fall to {low} on {on}, below the threshold of {line}.",
    ).fill(
        on=f"{low.on:%m-%d}",
        low=short_amount(low.minor, trend.currency),
        line=short_amount(trend.threshold, trend.currency),
    )
    return Text(said.zh + more.zh, said.en + more.en)


def draw(trend: Trend, frame: Frame = WIDE) -> Drawing:
    """Lay a trend out in a frame; `trend.actual` has at least one point."""
    return _Layout(trend, frame).drawing()


class _Layout:
    """Scales of one drawing."""

    def __init__(self, trend: Trend, frame: Frame) -> None:
        self.trend, self.frame = trend, frame
        values = [point.minor for point in trend.points]
        values += [] if trend.threshold is None else [trend.threshold]
        largest, few = max(map(abs, values)), 3 * 10 ** exponent(trend.currency)
        self.step = _nice_step(max(max(values) - min(values), largest // _FLAT, few))
        self.low = min(values) // self.step * self.step
        self.high = max(-(-max(values) // self.step) * self.step, self.low + self.step)
        self.first = trend.points[0].on
        self.span_days = max((trend.points[-1].on - self.first).days, 1)

    def x(self, on: date) -> int:
        room = (self.frame.width - self.frame.left - self.frame.right) * TENTH
        return self.frame.left * TENTH + (on - self.first).days * room // self.span_days

    def y(self, minor: int) -> int:
        room = (self.frame.height - self.frame.top - self.frame.bottom) * TENTH
        return self.frame.top * TENTH + (self.high - minor) * room // (self.high - self.low)

    def drawing(self) -> Drawing:
        trend, frame = self.trend, self.frame
        last, low = trend.actual[-1], trend.lowest
        return Drawing(
            size=frame.size,
            width=frame.width,
            height=frame.height,
            left=str(frame.left),
            right=str(frame.width - frame.right),
            grid=tuple(self._grid()),
            days=tuple(self._days()),
            actual=self._line(trend.actual),
            forecast=self._line((last, *trend.forecast)) if trend.forecast else "",
            now=self._mark(
                last,
                short_amount(last.minor, trend.currency),
                above=not self._is_under_the_line(last),
            ),
            lowest=None if low is None else self._mark(low, self._low_text(low), above=False),
            threshold=self._threshold(),
            threshold_y="" if trend.threshold is None else _n(self.y(trend.threshold)),
        )

    def _line(self, points: Sequence[Point]) -> str:
        return " ".join(f"{_n(self.x(p.on))},{_n(self.y(p.minor))}" for p in points)

    def _grid(self) -> Iterator[Label]:
        for value in range(self.low, self.high + 1, self.step):
            text = _axis(short_amount(value, self.trend.currency))
            yield Label(str(self.frame.left - 8), _n(self.y(value)), text, "end")

    def _days(self) -> Iterator[Label]:
        """Label today first, then the ends, then what fits between."""
        y = str(self.frame.height - 6)
        today = self.trend.actual[-1].on
        gap = (self.frame.width - self.frame.left - self.frame.right) * TENTH
        gap //= self.frame.day_labels + 1
        taken: list[int] = []
        for point in (
            self.trend.actual[-1],
            self.trend.points[0],
            self.trend.points[-1],
            *self.trend.points,
        ):
            at, anchor = self.x(point.on), self._anchor(point.on)
            middle = at + _SHIFT[anchor]
            if any(abs(middle - other) < gap for other in taken):
                continue
            taken.append(middle)
            text = Text("今天", "Today") if point.on == today else Text(*[f"{point.on:%m-%d}"] * 2)
            yield Label(_n(at), y, text, anchor)

    def _anchor(self, on: date) -> Anchor:
        if on == self.first:
            return "start"
        return "end" if on == self.trend.points[-1].on else "middle"

    def _mark(self, point: Point, text: Text, *, above: bool) -> Mark:
        x, y = self.x(point.on), self.y(point.minor)
        to_left = x + LABEL_WIDTH * TENTH > (self.frame.width - self.frame.right) * TENTH
        label_x = x - 10 * TENTH if to_left else x + 10 * TENTH
        label_y = y + (-8 if above else 16) * TENTH
        return Mark(
            _n(x), _n(y), Label(_n(label_x), _n(label_y), text, "end" if to_left else "start")
        )

    def _is_under_the_line(self, point: Point) -> bool:
        """Whether the line comes down to a point from above, where its label would be crossed."""
        before = [one for one in self.trend.points if one.on < point.on]
        near = [
            one.minor for one in before if self.x(point.on) - self.x(one.on) < LABEL_WIDTH * TENTH
        ]
        return bool(near) and min(near) >= point.minor and max(near) > point.minor

    def _low_text(self, low: Point) -> Text:
        amount = short_amount(low.minor, self.trend.currency)
        return Text("{on} 预计 {low}", "{low} on {on}").fill(on=f"{low.on:%m-%d}", low=amount)

    def _threshold(self) -> Label | None:
        if self.trend.threshold is None:
            return None
        line = short_amount(self.trend.threshold, self.trend.currency)
        below = self.trend.points[0].minor >= self.trend.threshold
        y = self.y(self.trend.threshold) + (15 if below else -6) * TENTH
        text = Text("警戒线 {line}", "Threshold {line}").fill(line=line)
        return Label(str(self.frame.left + 4), _n(y), text)


def _nice_step(span: int) -> int:
    """Return 1, 2 or 5 times a power of ten that parts `span` into about three."""
    power = int("1" + "0" * (len(str(span // 3 or 1)) - 1))
    return next(m * power for m in (1, 2, 5, 10) if m * power * 3 >= span)


def _axis(text: Text) -> Text:
    """Shorten an axis figure: 4.00 亿 → 4亿, 3.50 亿 → 3.5亿."""
    return Text(*(_without_zeros(said).replace(" ", "") for said in (text.zh, text.en)))


def _without_zeros(said: str) -> str:
    number = said.rstrip(" 亿万BMK")
    unit = said[len(number) :]
    return (number.rstrip("0").rstrip(".") if "." in number else number) + unit


def _n(tenths: int) -> str:
    whole, rest = divmod(tenths, TENTH)
    return f"{whole}.{rest}" if rest else str(whole)

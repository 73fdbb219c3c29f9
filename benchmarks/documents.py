"""F4: receipts per CPU second, alone, many in one file, and signed; a month of them is measured in `month`.

The floor is the same drawing by bare, tuned reportlab. **Same drawing**: the very calls our sheet makes of reportlab, recorded
beforehand with their arguments ready, so that it pays for no layout, validation, measuring or words of ours. **Bare**: reportlab's
own `TTFont` of the same font file, registered once and kept as any program would, and a new `Canvas` for each file; it
draws the blank form in each file, and once in a file of many. **Tuned**: rl_accel (refused without), no ASCII85 in streams, a QR code by
segno under a fixed mask with its path ready, TrueType outlines, no font but this one. What it has not is what is ours: forms and subsets kept between
files, and QR codes as sums of earlier ones.

CPU seconds of this process, the best of some rounds by turns, because a shared machine only ever slows us down.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

import segno
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.receipts import receipt
from kernel.assets import font_path
from kernel.certificates import Issuer, Terms, certify, self_signed
from kernel.certificates.issuing import SIGNS_DOCUMENTS, name_of
from kernel.clock import SystemClock
from kernel.crypto import SignatureAlgorithm, make_signer, select_provider
from kernel.ids import Ids, SystemRandomness
from kernel.world import FolderStore, World
from receipts.render import payment
from receipts.render import sheet as drawing
from receipts.render.payment import render, render_many
from receipts.signing import Signatory
from receipts.vouchers.paper import render_with_vouchers
from workflows.documents.press import OpenPress, Pair

ROUNDS: Final = 5
SINGLES: Final = 40
PAGES: Final = 500
GOAL: Final = 0.8
_TENANT: Final = UUID(int=1)
_FACES: Final = ("YinqiSansSC-Regular", "YinqiSansSC-Bold")
_Call = tuple[str, tuple[Any, ...], dict[str, Any]]
_Step = tuple[str, str, tuple[Any, ...], dict[str, Any]]
"""On which object, by which method, with what: a method `beginText` makes the object its argument names."""


def measure() -> Iterator[tuple[str, dict[str, Any]]]:
    """The figures; about a minute."""
    gc.set_threshold(20_000, 20, 20)  # as the programs of the house run
    if rl_config.useA85 or find_spec("_rl_accel") is None:
        message = "reportlab is not tuned"
        raise RuntimeError(message)
    pairs = [receipt(number) for number in range(PAGES)]
    render_many(pairs[:2])  # loads the fonts
    singles = pairs[:SINGLES]
    recorded = [_ready(_recorded([pair])) for pair in singles]
    many = _ready(_recorded(pairs))
    both = _by_turns(
        lambda: [render(*one) for one in singles], lambda: [_replay(one) for one in recorded]
    )
    yield "F4", _figure(SINGLES, both, "receipts/CPU-s, a file each")
    both = _by_turns(lambda: render_many(pairs), lambda: _replay(many))
    yield "F4-batch", _figure(PAGES, both, f"receipts/CPU-s, {PAGES} in one file")
    with tempfile.TemporaryDirectory() as folder:
        press = _press(Path(folder))
        yield "F4-signed", _signed(press, singles)


def _figure(count: int, seconds: tuple[float, float], conditions: str) -> dict[str, Any]:
    own, floor = (count / one for one in seconds)
    return {
        "ratio": round(own / floor, 2), "goal": GOAL, "ours": round(own), "floor": round(floor),
        "conditions": f"{round(own)} {conditions}; bare reportlab {round(floor)}",
    }  # fmt: skip


def _signed(press: OpenPress, singles: Sequence[Pair]) -> dict[str, Any]:
    slot = press.signatory.slot("章", datetime.now(UTC))
    drawn = [render(one[0], one[1], slot) for one in singles]
    crypto = press.world.crypto
    sign = SINGLES / _best(lambda: [press.signatory.sign(one, crypto) for one in drawn])
    both = SINGLES / _best(
        lambda: [press.signatory.sign(render(one[0], one[1], slot), crypto) for one in singles]
    )
    return {
        "ours": round(both), "signatures": round(sign),
        "conditions": f"{round(both)} receipts/CPU-s drawn and signed (PAdES B-B and SM2 seal); {round(sign)} signatures",
    }  # fmt: skip


def _press(folder: Path) -> OpenPress:
    clock, randomness = SystemClock(), SystemRandomness()
    crypto = select_provider(profile="test")
    world = World(clock, randomness, Ids(clock, randomness), crypto, FolderStore(folder))
    root_key, key = (make_signer(SignatureAlgorithm.ECDSA_SHA256, crypto) for _ in range(2))
    terms = Terms(clock.now(), timedelta(days=365))
    name = name_of("Bench")
    root = self_signed(name, root_key, terms, world)
    own = certify(Issuer(root, root_key), name, key.public, terms, world, purposes=SIGNS_DOCUMENTS)
    seal_key = crypto.generate_key()
    seal = self_signed(name, seal_key, terms, world)
    return OpenPress(
        Signatory("Bench", key, (own, root), seal_key, seal), world, _TENANT, render_with_vouchers
    )


def _by_turns(own: Callable[[], object], floor: Callable[[], object]) -> tuple[float, float]:
    """The best of both, measured one after the other: what slows the machine slows both."""
    rounds = [(_cpu_seconds(own), _cpu_seconds(floor)) for _ in range(ROUNDS)]
    return min(one for one, _ in rounds), min(one for _, one in rounds)


def _best(action: Callable[[], object]) -> float:
    return min(_cpu_seconds(action) for _ in range(ROUNDS))


def _cpu_seconds(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


class _Recorder:
    """Stands for a canvas or a text: passes every call on and remembers it."""

    def __init__(self, target: Any, calls: list[_Call], own: str) -> None:
        self.target, self._calls, self.own = target, calls, own

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.target, name)
        if not callable(found) or name.startswith("_"):
            return found

        def passed(*given: Any, **named: Any) -> Any:
            if name == "beginText":
                text = _Recorder(found(), self._calls, f"t{len(self._calls)}")
                self._calls.append((f"{self.own}.beginText", (text.own,), {}))
                return text
            plain = tuple(one.own if isinstance(one, _Recorder) else one for one in given)
            self._calls.append((f"{self.own}.{name}", plain, named))
            real = (one.target if isinstance(one, _Recorder) else one for one in given)
            return found(*real, **named)

        return passed


def _recorded(pairs: Sequence[Pair]) -> list[_Call]:
    """What a drawing asks of reportlab, call by call."""
    calls: list[_Call] = []

    def canvas(_out: Any, **given: Any) -> _Recorder:
        calls.append(("canvas", (), given))
        return _Recorder(Canvas(BytesIO(), **given), calls, "c")

    with patch.object(drawing, "Canvas", canvas), patch.object(payment, "_ground", _nothing_ready):
        render_many(pairs)
    codes: list[_Call] = [("qr", (imprint.verify_url,), {}) for _, imprint in pairs]
    return calls + codes


def _nothing_ready(*_given: object, **_named: object) -> None:
    """In the place of a form kept between files."""


def _ready(calls: list[_Call]) -> list[_Step]:
    """The same calls, as reportlab's own fonts are called, with nothing left to look up."""
    return [
        (*_parted(name), tuple(map(_bare, given)), {key: _bare(one) for key, one in named.items()})
        for name, given, named in calls
    ]


def _parted(name: str) -> tuple[str, str]:
    own, _, method = name.partition(".")
    return own, method


def _replay(steps: list[_Step]) -> bytes:
    """The same calls by nobody but reportlab: the floor."""
    out = BytesIO()
    objects: dict[str, Any] = {"c": Canvas(out, **steps[0][3])}
    for own, method, given, named in steps[1:]:
        if own == "qr":
            segno.make_qr(given[0], error="m", mode="byte", mask=2, boost_error=False)
        elif method == "beginText":
            objects[given[0]] = objects[own].beginText()
        elif method == "drawText":
            objects[own].drawText(objects[given[0]])
        else:
            getattr(objects[own], method)(*given, **named)
    return out.getvalue()


@cache
def _bare_font(name: str) -> str:
    font = TTFont(f"Bare{name}", str(font_path(name)), asciiReadable=False)
    font.face.name = font.fontName.encode()  # reportlab takes fonts of one name for one font
    pdfmetrics.registerFont(font)
    return str(font.fontName)


def _bare(given: Any) -> Any:
    """The same, but for the name of a font: reportlab's own embedding of it."""
    return _bare_font(given) if isinstance(given, str) and given in _FACES else given

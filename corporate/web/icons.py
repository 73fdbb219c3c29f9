"""One SVG sprite of the icons that pages may use, put together at boot from `@tabler/icons`.

Only names listed here are served. No drawing of theirs is committed; a name the package does not
have stops the boot, so that a page never shows a hole.
"""

from __future__ import annotations

import re
from typing import Final

from kernel.assets import node_module

_LISTED: Final = """
    adjustments-horizontal alert-circle alert-triangle arrow-back-up arrow-down-left arrow-right
    arrow-up-right ban bell building building-bank calendar-event certificate check checks chevron-left chevron-right
    circle-check circle-x clock copy device-mobile dots download edit file-invoice file-spreadsheet file-text
    filter fingerprint help-circle home history hourglass info-circle inbox key language lock logout menu-2 moon
    paperclip plug-connected-x plus printer qrcode receipt refresh search send shield-lock text-size
    user user-check users wallet x
"""
ICONS: Final = tuple(_LISTED.split())

_PATHS: Final = re.compile(r"<(?:path|circle|rect|line)\b[^>]*/>")
_BLANK: Final = 'stroke="none"'


def build_sprite(names: tuple[str, ...] = ICONS) -> bytes:
    """Return the sprite; `use href="…#name"` draws one. Raises `MissingAsset` for an unknown name."""
    symbols = "".join(_symbol(name) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'.encode()


def _symbol(name: str) -> str:
    drawing = node_module(f"@tabler/icons/icons/outline/{name}.svg").read_text(encoding="utf-8")
    shapes = "".join(shape for shape in _PATHS.findall(drawing) if _BLANK not in shape)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'

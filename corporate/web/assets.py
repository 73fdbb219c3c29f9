"""Files the browser may have, under names that hold their hash, compressed once at boot.

An asset is put together from parts of our own `static/` and of packages in `node_modules/`, by an
allow-list: a path from a request never reaches the file system. Nothing about a person, an account
or a session may ever become an asset, because assets are cached for a year, by anybody.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import brotli  # type: ignore[import-untyped]
from flask import Response, abort, request

from corporate.web.icons import build_sprite
from corporate.web.parts import Palette
from kernel.assets import node_module

STATIC: Final = Path(__file__).parent / "static"
URL_PREFIX: Final = "/assets/"
IMMUTABLE: Final = "public, max-age=31536000, immutable"

STYLES: Final = (
    "base", "tokens", "shell", "controls", "cards", "tables", "pay", "home", "forms", "feedback",
    "paper", "access", "modes",
)  # fmt: skip
EDITOR_STYLES: Final = ("flow",)
"""What only the editor of approval rules needs, and its neighbours."""
DESK_STYLES: Final = ("desk",)
"""What only the bank's own desk needs."""
BILL_STYLES: Final = ("bills",)
BILL_SCRIPTS: Final = ("bills",)
"""What only pages of bills need: the face, the board, the slider that splits."""
SCRIPTS: Final = (
    "preferences", "dialogs", "forms", "amount", "lists", "clocks", "toasts", "search", "worker",
)  # fmt: skip
SIGNING_SCRIPTS: Final = ("passkeys",)
"""Signing stands apart: whoever examines what is signed reads one small file."""
BATCH_STYLES: Final = ("batch",)
BATCH_SCRIPTS: Final = ("batch",)
"""What only pages of batches need."""
PUSH_SCRIPTS: Final = ("push",)
"""What only the page needs that switches notices to a device on."""
DOCUMENT_STYLES: Final = ("documents",)
"""What only the receipt centre needs."""
SHARE_SCRIPTS: Final = ("share",)
"""What only pages need that hand a receipt on to another app, or take a file dropped on them."""
VENDOR: Final = ("htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-csp.min.js")
FONT: Final = "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"

TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One immutable file, in every encoding it is served in."""

    name: str
    url: str
    mimetype: str
    bodies: Mapping[str, bytes]
    """By content coding: `br`, `gzip`, and `identity`, which is always there."""

    def best_for(self, accepted: Iterable[str]) -> tuple[str, bytes]:
        """Return the coding and bytes to send to one who accepts these codings."""
        wanted = set(accepted)
        coding = next((c for c in ("br", "gzip") if c in wanted and c in self.bodies), "identity")
        return coding, self.bodies[coding]


class Assets:
    """The allow-list, filled at boot and only read afterwards."""

    def __init__(self) -> None:
        self._by_name: dict[str, Asset] = {}
        self._by_url: dict[str, Asset] = {}

    def add(self, name: str, body: bytes) -> Asset:
        """Take one file in under a hashed name; the same name again replaces it."""
        stem, _, ending = name.rpartition(".")
        url = f"{URL_PREFIX}{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"
        asset = Asset(name, url, TYPES[f".{ending}"], _encode(body, ending))
        self._by_name[name] = self._by_url[url] = asset
        return asset

    def url(self, name: str) -> str:
        """Return where `name` is served; KeyError if it is not on the allow-list."""
        return self._by_name[name].url

    def at(self, url: str) -> Asset | None:
        """Return what is served at `url`, if anything."""
        return self._by_url.get(url)

    def urls(self) -> tuple[str, ...]:
        """Every address, in the order they were added."""
        return tuple(asset.url for asset in self._by_name.values())


@cache
def build_assets() -> Assets:
    """Put every asset together, once a process. Raises `MissingAsset` when set-up has not brought a part."""
    assets = Assets()
    font = assets.add("inter.woff2", node_module(FONT).read_bytes())
    assets.add("icons.svg", build_sprite())
    assets.add("logo.svg", (STATIC / "img" / "logo.svg").read_bytes())
    assets.add("app.css", build_styles(font.url).encode())
    assets.add("flow.css", build_styles(font.url, EDITOR_STYLES).encode())
    assets.add("desk.css", build_styles(font.url, DESK_STYLES).encode())
    assets.add("batch.css", build_styles(font.url, BATCH_STYLES).encode())
    assets.add("bills.css", build_styles(font.url, BILL_STYLES).encode())
    assets.add("bills.js", build_scripts(BILL_SCRIPTS).encode())
    assets.add("htmx.js", "\n".join(_vendor(path) for path in VENDOR).encode())
    assets.add("sign.js", build_scripts(SIGNING_SCRIPTS).encode())
    assets.add("app.js", build_scripts().encode())
    assets.add("push.js", build_scripts(PUSH_SCRIPTS).encode())
    assets.add("documents.css", build_styles(font.url, DOCUMENT_STYLES).encode())
    assets.add("share.js", build_scripts(SHARE_SCRIPTS).encode())
    assets.add("batch.js", build_scripts(BATCH_SCRIPTS).encode())
    return assets


def build_styles(font_url: str, names: Iterable[str] = STYLES) -> str:
    """Return our style sheets as one, without comments and needless blanks."""
    sheets = ((STATIC / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names)
    css = re.sub(r"/\*.*?\*/", "", "".join(sheets), flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css).replace(";}", "}").replace(": ", ":")
    return css.replace("asset:inter.woff2", font_url)


def build_scripts(names: Iterable[str] = SCRIPTS) -> str:
    """Return our scripts as one module.

    Each file is complete in itself and imports nothing, so a block around it is scope enough.
    """
    return "\n".join(f"{{\n{_script(name)}\n}}" for name in names)


def _script(name: str) -> str:
    text = (STATIC / "js" / f"{name}.js").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _vendor(path: str) -> str:
    text = node_module(path).read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=.*", "", text)


@lru_cache(maxsize=64)
def _encode(body: bytes, ending: str) -> dict[str, bytes]:
    if ending == "woff2":  # compressed by nature
        return {"identity": body}
    return {
        "identity": body,
        "gzip": gzip.compress(body, 9, mtime=0),
        "br": brotli.compress(body, quality=11),
    }


def palette_url(palette: Palette) -> str:
    """Return the style sheet of a bank's colours; its name says all of them, so nothing is kept."""
    colours = (palette.brand, palette.strong, palette.soft, palette.on_brand)
    return f"{URL_PREFIX}brand.{''.join(light + dark for light, dark in colours)}.css"


def palette_sheet(url: str) -> Asset | None:
    """Return the style sheet that `palette_url` named, or None for any other address."""
    named = _PALETTE.fullmatch(url)
    if named is None:
        return None
    codes = re.findall(".{6}", named.group(1))
    pairs = zip(_BRAND_TOKENS, codes[::2], codes[1::2], strict=True)
    body = ";".join(f"--{token}:light-dark(#{light},#{dark})" for token, light, dark in pairs)
    css = f"@layer base{{:root:root{{{body}}}}}".encode()
    return Asset("brand.css", url, TYPES[".css"], {"identity": css})


_PALETTE: Final = re.compile(URL_PREFIX + r"brand\.([0-9a-f]{48})\.css")
_BRAND_TOKENS: Final = ("brand", "brand-strong", "brand-soft", "on-brand")


def serve(assets: Assets, path: str) -> Response:
    """Answer a request for an asset: from memory, immutable, in the best coding asked for."""
    asset = assets.at(URL_PREFIX + path) or palette_sheet(URL_PREFIX + path)
    if asset is None:
        abort(404)
    accepted = (value for value, quality in request.accept_encodings if quality > 0)
    coding, body = asset.best_for(accepted)
    answer = Response(body, content_type=asset.mimetype)
    if coding != "identity":
        answer.content_encoding = coding
    answer.headers["Cache-Control"] = IMMUTABLE
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer

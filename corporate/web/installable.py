"""What makes the web bank installable on a phone: manifest, service worker, offline page.

The worker keeps hashed assets and one offline page and nothing else: no page, no fragment and no
answer about an account is ever stored on the device.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Final

from flask import Flask, Response, jsonify, render_template

from corporate.web.assets import STATIC, URL_PREFIX, Assets, serve
from corporate.web.i18n import current_lang, html_lang
from corporate.web.parts import Brand

BRIEFLY: Final = "public, max-age=3600"


def install_installable(app: Flask, assets: Assets, brand: Callable[[], Brand]) -> None:
    """Add the addresses of assets, manifest, service worker and offline page."""
    worker = _worker(assets.urls())

    def asset(path: str) -> Response:
        return serve(assets, path)

    def manifest() -> Response:
        answer = jsonify(_manifest(brand(), assets.url("logo.svg")))
        answer.content_type = "application/manifest+json"
        answer.headers["Cache-Control"] = BRIEFLY
        return answer

    def service_worker() -> Response:
        answer = Response(worker, content_type="text/javascript; charset=utf-8")
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    def offline() -> str:
        return render_template("pages/offline.html")

    app.add_url_rule(f"{URL_PREFIX}<path:path>", "ui.asset", asset)
    app.add_url_rule("/manifest.webmanifest", "ui.manifest", manifest)
    app.add_url_rule("/sw.js", "ui.worker", service_worker)
    app.add_url_rule("/offline", "ui.offline", offline)


def _manifest(brand: Brand, logo: str) -> dict[str, object]:
    return {
        "name": brand.name.of(current_lang()),
        "short_name": brand.name.of(current_lang()),
        "lang": html_lang(),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f5f7",
        "theme_color": "#1b4e9b",
        "icons": [{"src": logo, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }


def _worker(urls: tuple[str, ...]) -> str:
    """Write the worker with its list of assets; another list makes another cache."""
    source = (STATIC / "sw.js").read_text(encoding="utf-8")
    listed = json.dumps(urls)
    version = hashlib.sha256((source + listed).encode()).hexdigest()[:12]
    return f'const VERSION = "{version}";\nconst ASSETS = {listed};\n{source}'

"""The gallery served on this machine, and a Chromium that looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from corporate.web.gallery import create_gallery
from tests.chromium import Screen, new_context


@pytest.fixture(scope="session")
def client() -> FlaskClient:
    return create_gallery().test_client()


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """Serve the gallery and return its address."""
    server = make_server("127.0.0.1", 0, create_gallery(), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


Visitor = Callable[..., Screen]


@pytest.fixture
def visit(chromium: Browser, gallery: str) -> Iterator[Visitor]:
    """Open a page of the gallery in a browser that has seen nothing before."""
    contexts = []

    def opened(
        path: str, width: int = 1440, height: int = 900, ui: str = "", **options: Any
    ) -> Screen:
        contexts.append(new_context(chromium, gallery, (width, height), ui, **options))
        seen = Screen(contexts[-1].new_page())
        seen.page.goto(f"{gallery}{path}")
        return seen

    yield opened
    for context in contexts:
        context.close()

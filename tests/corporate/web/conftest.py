"""The web bank on the tests' world."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from corporate.web.app import create_web
from tests.corporate.web.browser import Browser
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld

Opens = Callable[..., Browser]


@pytest.fixture
def house(world: HouseWorld) -> PaymentHouse:
    """What people do behind the pages' backs: makers, approvers, the worker."""
    return PaymentHouse(world)


@pytest.fixture
def app(house: PaymentHouse, compiled: FileSystemBytecodeCache) -> Flask:
    """The web bank of one process."""
    made = create_web(house.house, lambda: ())
    made.jinja_env.bytecode_cache = compiled
    return made


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """Somebody who has not logged in."""
    return Browser(app)


@pytest.fixture
def opens(app: Flask) -> Opens:
    """A new browser with somebody logged in: `opens("lina")`."""

    def log_in(login: str, enterprise: str = "", root: str = "/b/yungang") -> Browser:
        browser = Browser(app, root)
        page = browser.log_in(login, enterprise=enterprise)
        assert page.status == 200, page.text[:300]
        return browser

    return log_in


@pytest.fixture
def maker(opens: Opens) -> Browser:
    """李娜, who makes payments."""
    return opens("lina")


@pytest.fixture
def checker(opens: Opens) -> Browser:
    """赵敏, who signs first."""
    return opens("zhaomin")


@pytest.fixture
def approver(opens: Opens) -> Browser:
    """王磊, who signs second."""
    return opens("wanglei")

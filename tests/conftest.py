"""What every test run needs: one server, one filled database, put back before each test.

Settings of pytest stand in setup.cfg.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Playwright

from tests import recording
from tests.chromium import running_chromium, running_playwright
from tests.routing import compiled_once
from tests.scenarios import totals
from tests.server import Server, TestDatabase, fresh_database, running_server
from tests.world import HouseWorld, Placed, place

# Scenarios start whole banks of their own; two at once would starve each other of processors.
_IN_ONE_PROCESS = "tests/scenarios/"
# A file of these shares its browser's windows, and is long: files are what is dealt out.
_BY_FILE = "tests/browser/"
# What is left to look through once the collected tests are put aside is one test's own, and small.
_GARBAGE_THRESHOLDS = (50_000, 20, 20)


def pytest_configure(config: pytest.Config) -> None:
    """Begin the journal of the scenarios, once for a run however many processes test."""
    if not hasattr(config, "workerinput"):
        totals.begin_run()
    if recording.FOLDER:
        recording.begin()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep what stays for the whole run out of the collector's sight.

    Eight thousand tests and all they import are never garbage; walking them again and again was a sixth of a
    run, and a third of collecting.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(*_GARBAGE_THRESHOLDS)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what must not run beside itself."""
    for item in items:
        if item.nodeid.startswith(_IN_ONE_PROCESS):
            item.add_marker(pytest.mark.xdist_group(_IN_ONE_PROCESS))
        elif item.nodeid.startswith(_BY_FILE):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the scenarios showed."""
    shown = totals.totals()
    if shown:
        terminalreporter.section("scenarios")
        terminalreporter.write_line(shown)


@pytest.fixture(scope="session", autouse=True)
def routes() -> Iterator[None]:
    """Every application of this run shares what its routes compile to."""
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The PostgreSQL of this run: embedded, or the one `YINQI_TEST_DSN` names."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def test_database(server: Server) -> Iterator[TestDatabase]:
    """The migrated database of this run."""
    with fresh_database(server, f"yinqi_test_{os.getpid()}") as database:
        yield database


@pytest.fixture(scope="session")
def placed(test_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Placed:
    """The cast, put into the database once."""
    found = place(test_database, tmp_path_factory.mktemp("cast"))
    test_database.snapshot()
    return found


@pytest.fixture
def world(
    test_database: TestDatabase,
    placed: Placed,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> HouseWorld:
    """The world as it was made, on Monday 2026-11-23 at 10:05 in Shanghai."""
    test_database.restore()
    return HouseWorld(test_database, placed, tmp_path / "files", request.node.nodeid)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers of this run."""
    with running_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser of this run."""
    with running_chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once a run, not once an application."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))

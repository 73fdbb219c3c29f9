"""What a reader is shut into, and what the house makes of one that hangs, talks nonsense or is one too many."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from kernel.assets import ROOT
from kernel.errors import Faulty
from kernel.intake import opening
from kernel.intake.opening import lines_of

CSV = "户名,账号,金额\n张三,6222020000000000011,1\n".encode()
HANGS = ("sleep", "600")
TRIES = """
import socket, subprocess, sys
from kernel.intake.cage import shut_in
shut_in(memory_bytes=256 << 20, cpu_s=2)
def refused(act):
    try:
        act()
    except (OSError, MemoryError):
        return "refused"
    return "done"
acts = (lambda: open("/etc/hostname"), socket.socket, lambda: subprocess.Popen(["true"]), lambda: bytearray(512 << 20))
print(*map(refused, acts))
"""


def test_a_shut_in_process_opens_no_file_no_socket_starts_nothing_and_takes_no_more_memory() -> (
    None
):
    done = subprocess.run(
        [sys.executable, "-c", TRIES], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == ["refused"] * 4


def instead(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """Another program in the place of the reader."""

    def start(_content: bytes, _kind: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)

    monkeypatch.setattr(opening, "_start", start)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (HANGS, "intake.too_heavy"),
        (("echo", '{"rows": 7}'), "intake.broken"),
        (("echo", "nonsense"), "intake.broken"),
        (("echo", '{"rows": [[2, ["张三"]]]}'), "intake.broken"),
    ],
)
def test_a_reader_that_hangs_or_talks_nonsense_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: str
) -> None:
    instead(monkeypatch, *words)
    if words is HANGS:
        monkeypatch.setattr(opening, "INTAKE_SECONDS", 0.2)
    with pytest.raises(Faulty) as refused:
        list(lines_of(CSV))
    assert [one.code for one in refused.value.findings] == [code]


def test_one_reader_too_many_is_asked_to_come_again_and_the_next_finds_a_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "_PLACES", threading.BoundedSemaphore(1))
    monkeypatch.setattr(opening, "INTAKE_WAIT_S", 0)
    first = lines_of(CSV)
    next(first)
    with pytest.raises(Faulty) as refused:
        next(lines_of(CSV))
    assert [one.code for one in refused.value.findings] == ["intake.busy"]
    first.close()
    assert len(list(lines_of(CSV))) == 2

"""`yinqi keys` changes the keys under which data lies sealed; what was sealed before still opens."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from corporate.keys_cli import keys
from kernel.crypto import FileKeyPort
from kernel.ids import SystemRandomness


def typed(data: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(keys, words, env={"YINQI_DATA": str(data)})
    return done.exit_code, done.output.strip()


def test_keys_change_and_a_process_that_runs_meanwhile_notices_nothing(tmp_path: Path) -> None:
    running = FileKeyPort(tmp_path / "data-keys", SystemRandomness())
    before = running.encrypt("address", b"row 1", b"13800000000")
    assert typed(tmp_path, "list") == (0, "address 1")
    assert typed(tmp_path, "rotate", "address") == (0, "address 2")
    assert typed(tmp_path, "rewrap") == (0, "2")
    after = running.encrypt("address", b"row 1", b"13800000000")
    assert (before[1:5], after[1:5]) == (b"\x00\x00\x00\x01", b"\x00\x00\x00\x02")
    assert running.decrypt("address", b"row 1", before) == b"13800000000"
    assert running.decrypt("address", b"row 1", after) == b"13800000000"


def test_a_purpose_nobody_has_is_refused(tmp_path: Path) -> None:
    status, said = typed(tmp_path, "rotate", "adress")
    assert status == 1
    assert "adress" in said
    assert typed(tmp_path, "list") == (0, "")

"""A piece of what was received opens at its own place alone."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from kernel.crypto import FileKeyPort
from kernel.crypto.errors import CiphertextRefused, DataKeyMissing
from kernel.ids import SystemRandomness
from kernel.records.received import Piece, PieceSafe

PIECE = Piece(UUID(int=1), UUID(int=2), sha256(b"all").digest(), 1)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"tenant_id": UUID(int=3)},
        {"enterprise_id": UUID(int=3)},
        {"digest": sha256(b"other").digest()},
        {"seq": 2},
    ],
)
def test_a_piece_that_was_moved_does_not_open(tmp_path: Path, elsewhere: dict[str, object]) -> None:
    safe = PieceSafe(lambda: FileKeyPort(tmp_path / "keys", SystemRandomness()))
    kept = safe.seal(PIECE, b"packed")
    assert b"packed" not in kept
    assert safe.open(PIECE, kept) == b"packed"
    with pytest.raises((CiphertextRefused, DataKeyMissing)):  # another bank has no such key
        safe.open(replace(PIECE, **elsewhere), kept)  # type: ignore[arg-type]  # one field

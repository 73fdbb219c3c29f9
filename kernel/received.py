"""Pieces of files as they were received, sealed under their bank's own key: the table alone tells nobody anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from uuid import UUID

from kernel.crypto import CellAddress, KeyPort

_PURPOSE: Final = "received"


@dataclass(frozen=True, slots=True)
class Piece:
    """Which piece of which file: the SHA-256 of the whole, and its place in it from 1."""

    tenant_id: UUID
    enterprise_id: UUID
    digest: bytes
    seq: int

    def aad(self) -> bytes:
        """Where it is kept; moved elsewhere it does not open."""
        row = f"{self.enterprise_id}/{self.digest.hex()}/{self.seq}"
        return CellAddress(self.tenant_id, "received_piece", "sealed", row).aad()


class PieceSafe:
    """Seals and opens pieces; the key port is opened at its first use."""

    def __init__(self, open_port: Callable[[], KeyPort]) -> None:
        self._open_port = open_port

    @cached_property
    def _port(self) -> KeyPort:
        return self._open_port()

    def seal(self, piece: Piece, packed: bytes) -> bytes:
        """What is kept of it."""
        return self._port.encrypt(_purpose(piece), piece.aad(), packed)

    def open(self, piece: Piece, kept: bytes) -> bytes:
        """The same again; raises CiphertextRefused or DataKeyMissing."""
        return self._port.decrypt(_purpose(piece), piece.aad(), kept)


def _purpose(piece: Piece) -> str:
    """Each bank has a key of its own."""
    return f"{_PURPOSE}-{piece.tenant_id.hex}"

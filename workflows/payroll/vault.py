"""What nobody may read without the right: names, accounts and amounts, sealed under the bank's own payroll key.

One cell holds everything private of a row. It is bound to its table, column, row and bank, so that a cell moved
elsewhere does not open; an account is found again by a keyed mark (盲索引), never by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from kernel.charset import name_key
from kernel.context import Context
from kernel.crypto import CellAddress, KeyPort

_CELLS: Final = "payroll"
_MARKS: Final = "payroll-marks"
Private = Mapping[str, Any]


class Vault:
    """Seals, opens and marks; the key port is opened at its first use, for most processes never need it."""

    def __init__(self, open_port: Callable[[], KeyPort]) -> None:
        self._open_port = open_port

    @cached_property
    def _port(self) -> KeyPort:
        return self._open_port()

    def seal(self, cell: CellAddress, private: Private) -> bytes:
        """What its cell holds."""
        said = json.dumps(private, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return self.seal_bytes(cell, said.encode())

    def open(self, cell: CellAddress, kept: bytes) -> dict[str, Any]:
        """The same again; raises CiphertextRefused or DataKeyMissing."""
        opened: dict[str, Any] = json.loads(self.open_bytes(cell, kept))
        return opened

    def seal_bytes(self, cell: CellAddress, plain: bytes) -> bytes:
        """The same of what is no record, such as a piece of a file."""
        return self._port.encrypt(_purpose(_CELLS, cell.tenant_id), cell.aad(), plain)

    def open_bytes(self, cell: CellAddress, kept: bytes) -> bytes:
        """That again; raises CiphertextRefused or DataKeyMissing."""
        return self._port.decrypt(_purpose(_CELLS, cell.tenant_id), cell.aad(), bytes(kept))

    def mark_account(self, tenant_id: UUID, account: str) -> bytes:
        """By which an account is known again at this bank."""
        return self.mark(tenant_id, "account", account.encode())

    def mark_name(self, tenant_id: UUID, name: str) -> bytes:
        """By which a name is known again, however it is spaced and written."""
        return self.mark(tenant_id, "name", name_key(name).encode())

    def mark(self, tenant_id: UUID, what: str, plain: bytes) -> bytes:
        """By which something private is known again; `what` keeps marks of different things apart."""
        return self._port.mark(_purpose(_MARKS, tenant_id), what.encode() + b"\0" + plain)


class RowSealer:
    """The engine's port: rows of payroll batches are kept by the vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal(self, ctx: Context, batch_id: UUID, row: int, private: Private) -> bytes:
        """What is kept of a row."""
        return self._vault.seal(_row(ctx, batch_id, row), private)

    def open(self, ctx: Context, batch_id: UUID, row: int, kept: bytes) -> dict[str, Any]:
        """The same again; raises CiphertextRefused or DataKeyMissing."""
        return self._vault.open(_row(ctx, batch_id, row), kept)

    def mark(self, ctx: Context, what: str, text: str) -> bytes:
        """By which the same text is known again."""
        return self._vault.mark(ctx.tenant_id, what, text.encode())


def _row(ctx: Context, batch_id: UUID, row: int) -> CellAddress:
    return CellAddress(ctx.tenant_id, "batch_row", "sealed", f"{batch_id}/{row}")


def _purpose(what: str, tenant_id: UUID) -> str:
    """Each bank has keys of its own, so that one bank's cells say nothing under another's."""
    return f"{what}-{tenant_id.hex}"

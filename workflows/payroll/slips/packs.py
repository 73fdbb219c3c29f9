"""Packs of payslips (工资条打包): all slips of a run as one ZIP, made by the worker, kept sealed, opened piece by piece.

A pack holds what everybody in the house was paid. Its bytes are sealed as they are written, under the bank's payroll key
and bound to pack, attempt and place; nothing of it stands in clear outside memory, and after a day it is gone.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO, Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.crypto import CellAddress
from kernel.errors import NotFound
from kernel.failpoints import fp
from kernel.statements import Row
from kernel.text import Text
from kernel.world import World
from workflows.payroll.slips import pack_repository
from workflows.payroll.slips.commands import SlipView
from workflows.payroll.slips.errors import NotPaidYet
from workflows.payroll.slips.kinds import PackLayout, PackStatus, PasswordRule, password_of
from workflows.payroll.slips.pack_commands import ListPacks, OrderPack, PackList, PackView
from workflows.payroll.slips.service import Runs, cell, view
from workflows.payroll.vault import Vault

_LOG: Final = logging.getLogger(__name__)
_PACK: Final = Text("该打包文件", "The pack")
_PIECE: Final = 1 << 20
_SHOWN: Final = 5
_DATE: Final = (1980, 1, 1, 0, 0, 0)
Run = Callable[[Callable[[Context], Any]], Any]
PrintAll = Callable[[Sequence[SlipView], datetime], bytes]
"""Slips as one PDF, a page each."""
Lock = Callable[[SlipView, str, datetime], bytes]
"""A slip as a PDF that a password opens."""


@dataclass(frozen=True, slots=True)
class _Slip:
    view: SlipView
    row: int
    password: str


class PackDesk:
    """Packs as those ask for them who may know."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs

    def order(self, ctx: Context, command: OrderPack) -> PackList:
        """Have one made; the same while it waits is the same. Raises NotFound, NotPaidYet."""
        run = self._runs(ctx, command.batch)
        if not pack_repository.how_many(ctx, run.batch_id):
            raise NotPaidYet
        pack_repository.add(ctx, run.batch_id, command.layout.value)
        return _listed(ctx, command.batch, run.batch_id)

    def listed(self, ctx: Context, command: ListPacks) -> PackList:
        """The last packs of a run; raises NotFound."""
        return _listed(ctx, command.batch, self._runs(ctx, command.batch).batch_id)


class PackFiles:
    """Opens packs for the door that hands them out; the gate has said who may have them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def pieces(self, ctx: Context, pack_id: UUID) -> Iterator[bytes]:
        """The bytes of a ready pack, read and opened when they are asked for, off any transaction. Raises NotFound."""
        pack = pack_repository.ready_one(ctx, pack_id)
        if pack is None:
            raise NotFound(_PACK)
        return _opened(self._vault, ctx.world, ctx.tenant_id, pack)


class PackMaker:
    """The chore that makes them."""

    def __init__(self, vault: Vault, print_all: PrintAll, lock: Lock) -> None:
        self._vault = vault
        self._print_all = print_all
        self._lock = lock

    def __call__(self, run: Run) -> int:
        """Make one, and end the day of old ones; how many were attended to."""
        gone: list[Row] = run(pack_repository.expire)
        for one in gone:
            run(partial(_remove, pack=one))
        pack: Row | None = run(pack_repository.claim)
        if pack is None:
            return len(gone)
        fp("payslips.pack_claimed")
        inside = _inside(run, pack["enterprise_id"])
        try:
            out = self._made(inside, pack)
        except Exception as fault:  # noqa: BLE001 - one pack never holds back the others
            _LOG.error("pack %s of payslips: %s", pack["id"], type(fault).__name__)
            inside(lambda ctx: pack_repository.failed(ctx, pack))
        else:
            fp("payslips.pack_stored")
            if out is not None:
                inside(lambda ctx: _tell(ctx, pack, out))
        return len(gone) + 1

    def _made(self, run: Run, pack: Row) -> _Sealing | None:
        """Its file; None when another has the lease."""
        world, tenant_id = run(lambda ctx: (ctx.world, ctx.tenant_id))
        total = run(lambda ctx: pack_repository.how_many(ctx, pack["batch_id"]))
        with world.files.writing(tenant_id, _name(pack)) as file:
            out = _Sealing(self._vault, tenant_id, pack, file)
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                if not self._fill(archive, run, pack, total):
                    return None
            out.end()
        return out

    def _fill(self, archive: zipfile.ZipFile, run: Run, pack: Row, total: int) -> bool:
        """Page after page; False when another has the lease."""
        after = made = 0
        while slips := run(partial(self._page, pack=pack, after=after)):
            at: datetime = run(lambda ctx: ctx.now)
            for name, content in self._drawn(PackLayout(pack["layout"]), slips, at):
                archive.writestr(zipfile.ZipInfo(name, _DATE), content)
            after, made = slips[-1].row, made + len(slips)
            if not run(partial(pack_repository.progress, pack=pack, made=made, total=total)):
                return False
        return True

    def _page(self, ctx: Context, pack: Row, after: int) -> list[_Slip]:
        most = limits.PAYSLIPS_PRINTED_MAX
        found = []
        for row in pack_repository.slips(ctx, pack["batch_id"], after, most):
            private = self._vault.open(cell(ctx.tenant_id, row["id"]), row["sealed"])
            rule = PasswordRule(private["rule"])
            word = password_of(rule, row["number"], private["account"], private["mobile"])
            found.append(_Slip(view(row, private), row["row"], word))
        return found

    def _drawn(
        self, layout: PackLayout, slips: Sequence[_Slip], at: datetime
    ) -> Iterator[tuple[str, bytes]]:
        """Files of a page of slips, named by rows and employee numbers, by nobody's name."""
        if layout is PackLayout.PRINT:
            name = f"payslips-{slips[0].row:06}-{slips[-1].row:06}.pdf"
            yield name, self._print_all([one.view for one in slips], at)
            return
        for one in slips:
            number = "".join(c if c.isalnum() or c in "-_" else "-" for c in one.view.number)
            yield f"{one.row:06}-{number}.pdf", self._lock(one.view, one.password, at)


class _Sealing(io.RawIOBase):
    """A stream that is written to alone; what is written is sealed in pieces of one size."""

    def __init__(self, vault: Vault, tenant_id: UUID, pack: Row, file: BinaryIO) -> None:
        self._vault = vault
        self._tenant_id = tenant_id
        self._pack = pack
        self._file = file
        self._held = bytearray()
        self.size = self.pieces = self.sealed_bytes = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Hold it until a piece is full."""
        self._held += data
        while len(self._held) >= _PIECE:
            self._put(bytes(self._held[:_PIECE]))
            del self._held[:_PIECE]
        return len(data)

    def end(self) -> None:
        """The last piece."""
        self._put(bytes(self._held))
        self._held.clear()

    def _put(self, piece: bytes) -> None:
        sealed = self._vault.seal_bytes(_place(self._tenant_id, self._pack, self.pieces), piece)
        self._file.write(sealed)
        self.sealed_bytes = max(self.sealed_bytes, len(sealed))
        self.size += len(piece)
        self.pieces += 1


def _opened(vault: Vault, world: World, tenant_id: UUID, pack: Row) -> Iterator[bytes]:
    for place in range(pack["pieces"]):
        start, most = place * pack["piece_bytes"], pack["piece_bytes"]
        sealed = world.files.part(tenant_id, _name(pack), start, most)
        yield vault.open_bytes(_place(tenant_id, pack, place), sealed)


def _tell(ctx: Context, pack: Row, out: _Sealing) -> None:
    """It is ready; the file of whoever was overtaken goes again."""
    if not pack_repository.ready(ctx, pack, out.size, out.sealed_bytes, out.pieces):
        ctx.world.files.remove(ctx.tenant_id, _name(pack))


def _listed(ctx: Context, number: str, batch_id: UUID) -> PackList:
    found = pack_repository.listed(ctx, batch_id, _SHOWN)
    return PackList(batch=number, packs=tuple(map(_view, found)))


def _view(row: Row) -> PackView:
    status = PackStatus(row["status"])
    return PackView(
        pack_id=str(row["id"]), layout=PackLayout(row["layout"]), status=status, made=row["made"], total=row["total"],
        size=row["size"], created_at=row["created_at"],
        kept_until=row["due_at"] if status is PackStatus.READY else None,
    )  # fmt: skip


def _name(pack: Row) -> str:
    """Where the file of an attempt lies: one that was overtaken writes over nobody's."""
    return f"payslip-packs/{pack['id']}.{pack['attempts']}"


def _place(tenant_id: UUID, pack: Row, piece: int) -> CellAddress:
    where = f"{pack['id']}/{pack['attempts']}/{piece}"
    return CellAddress(tenant_id, "payslip_pack", "piece", where)


def _remove(ctx: Context, pack: Row) -> None:
    for attempt in range(1, pack["attempts"] + 1):
        ctx.world.files.remove(ctx.tenant_id, _name(pack | {"attempts": attempt}))


def _inside(run: Run, enterprise_id: UUID) -> Run:
    """The same runner, its work narrowed to one enterprise."""

    def narrowed(work: Callable[[Context], Any]) -> Any:
        def inside(ctx: Context) -> Any:
            ctx.uow.narrow(enterprise_id)
            return work(ctx.inside(enterprise_id))

        return run(inside)

    return narrowed

"""The evidence of one instruction, from whichever bank has it: what `yinqi evidence` writes."""

from __future__ import annotations

import contextlib
from typing import Final

from connectors.direct_link.bank_keys import FileBankKeys
from corporate.banks import Banks, Directory
from corporate.bootstrap import make_world
from corporate.evidence_writer import EvidenceWriter
from corporate.settings import Settings
from kernel.crypto.key_folder import KeyFolder
from kernel.db import Database
from kernel.errors import NotFound
from kernel.tenancy import Scope
from kernel.text import Text

_WHAT: Final = Text("该业务的审批记录", "An approval of that instruction")


def of(settings: Settings, number: str) -> bytes:
    """The file, from whichever bank has the instruction; raises NotFound."""
    world = make_world(settings)
    database = Database(settings.database_url("auditor"), pool_size=1)
    folder = KeyFolder(settings.data / "keys", world.randomness)
    writer = EvidenceWriter(world, Banks(world.clock), FileBankKeys(folder, world.crypto))
    try:
        for entry in Directory(database, world.clock).entries():
            with database.begin(Scope(entry.tenant_id)) as uow, contextlib.suppress(NotFound):
                return writer.write(uow, number)
    finally:
        database.dispose()
    raise NotFound(_WHAT)

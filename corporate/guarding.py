"""The coherence checker as a program (账务监测): a round over all banks each minute, as the auditor who may only read.

It is a process of its own, so that whatever is wrong with the others does not keep it from telling; what it finds is an
alarm at the desk, and the account a figure is wrong of is frozen until two people there have looked into it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

from corporate.banks import Directory
from corporate.bootstrap import make_world
from corporate.settings import Settings
from corporate.watching import notes
from corporate.watching.notes import Note
from kernel import limits
from kernel.db import Database
from kernel.errors import YinqiError
from kernel.tenancy import Scope
from kernel.world import World
from ledger import guard

Echo = Callable[[str], None]
_LOG: Final = logging.getLogger(__name__)


class Guard:
    """Looks at the books of every bank."""

    def __init__(self, database: Database, world: World) -> None:
        self._database = database
        self._world = world
        self._directory = Directory(database, world.clock)

    def now(self) -> datetime:
        """The instant, by the deployment's clock."""
        return self._world.clock.now()

    def round(self) -> list[str]:
        """Look at every bank once; a line for each alarm that is new."""
        lines = []
        for entry in self._directory.entries():
            with self._database.begin(Scope(entry.tenant_id)) as uow:
                now = self._world.clock.now()
                for found in guard.look(uow, now):
                    ids = self._world.ids
                    if guard.raise_alarm(uow, found, ids.uuid7(), ids.number("J"), now):
                        text = found.rule.text
                        lines.append(
                            f"{entry.slug}: {text.zh} {text.en}: {found.subject} {found.facts}"
                        )
        return lines


def run(settings: Settings, echo: Echo, ended: threading.Event, *, once: bool = False) -> int:
    """Rounds until told to end, or one; exit status 1 when one round found something new."""
    database = Database(settings.database_url("auditor"), pool_size=1)
    watch = Guard(database, make_world(settings))
    found: list[str] = []
    try:
        while True:
            try:
                found = watch.round()
                notes.leave(settings.data, Note("coherence", watch.now(), good=True, said=""))
            except YinqiError as away:
                _LOG.warning("the books cannot be looked at: %s", away.message.en)
            for line in found:
                echo(line)
            if once or ended.wait(limits.GUARD_EVERY_S):
                return int(once and bool(found))
            found = []
    finally:
        database.dispose()

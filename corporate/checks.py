"""Independent proofs, bank by bank, for operators and auditors: the books and the audit chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from corporate.banks import Directory
from corporate.bootstrap import make_world
from corporate.settings import Settings
from corporate.watching import notes
from corporate.watching.notes import Note
from kernel import invariants
from kernel.db import Database
from kernel.records import anchor
from kernel.tenancy import Scope
from ledger import check
from risk import check as limit_check
from workflows.batches import check as batch_check

Echo = Callable[[str], None]


def books(settings: Settings, echo: Echo) -> int:
    """Prove each invariant of the books and of limits as the auditor; exit status 1 when one is broken."""
    rules, broken = (*check.RULES, *limit_check.RULES, *batch_check.RULES), 0
    for slug, tenant_id, database in _banks(settings):
        with database.begin(Scope(tenant_id)) as uow:
            found = invariants.breaches(uow, rules)
        broken += len(found)
        echo(f"{slug}: {len(rules) - len(found)} / {len(rules)} 条不变式成立 invariants hold")
        for breach in found:
            echo(f"  {breach.rule.code} {breach.rule.text.zh} / {breach.rule.text.en}")
            for row in breach.rows:
                echo(f"    {row}")
    _note(settings, "books", broken)
    return 1 if broken else 0


def audit(settings: Settings, echo: Echo) -> int:
    """Follow each bank's audit chain; exit status 1 when a row was touched or the head is lost."""
    world = make_world(settings)
    bad = 0
    for slug, tenant_id, database in _banks(settings):
        with database.begin(Scope(tenant_id)) as uow:
            verdict = anchor.verify(uow, world)
        bad += not verdict.good
        echo(f"{slug}: {verdict.head.seq} 条，{'完整 intact' if verdict.good else '异常 BROKEN'}")
        if verdict.bad is not None:
            echo(f"  {verdict.bad}")
    _note(settings, "audit", bad)
    return 1 if bad else 0


def _note(settings: Settings, name: str, broken: int) -> None:
    """Leave word for whoever watches."""
    at = make_world(settings).clock.now()
    notes.leave(
        settings.data, Note(name, at, good=not broken, said=f"{broken} broken" if broken else "")
    )


def _banks(settings: Settings) -> Iterator[tuple[str, UUID, Database]]:
    database = Database(settings.database_url("auditor"), pool_size=1)
    try:
        for entry in Directory(database, make_world(settings).clock).entries():
            yield entry.slug, entry.tenant_id, database
    finally:
        database.dispose()

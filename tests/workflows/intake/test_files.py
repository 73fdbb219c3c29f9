"""A file waits sealed until its columns are named, and what headings mean is remembered per enterprise."""

from __future__ import annotations

from typing import Any

import pytest

from jobs.bank_run import BankRun
from jobs.housekeeping import forget
from kernel import limits
from kernel.errors import Denied, NotFound
from kernel.intake.headings import Column, mark_of
from kernel.tenancy import Scope
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.intake.commands import (
    ColumnPlace,
    KeepFile,
    KeptFile,
    KnownColumns,
    NameFile,
    RecallColumns,
    RememberColumns,
)

SALARY = "张三,6222020000000000011,18765.43"
MARK = mark_of(("甲", "乙", "丙")).hex()
PLACES = {Column.NAME: 0, Column.ACCOUNT: 1, Column.AMOUNT: 2}


class Files:
    """What a clerk's page does with a file."""

    def __init__(self, world: HouseWorld) -> None:
        self.world = world
        self.gate = PaymentHouse(world).house.gate

    def perform(self, code: str, given: Any, by: str = "李娜") -> Any:
        return self.gate.perform(self.world.actor(by), code, given)

    def keep(self) -> str:
        kept = self.perform("intake.keep", KeepFile(name="工资.csv", content=SALARY.encode()))
        assert isinstance(kept, KeptFile)
        return kept.file_id


@pytest.fixture
def files(world: HouseWorld) -> Files:
    return Files(world)


def test_a_kept_file_opens_for_the_one_who_dropped_it_and_lies_sealed(files: Files) -> None:
    file_id = files.keep()
    kept = files.perform("intake.kept", NameFile(file_id=file_id))
    assert (kept.name, kept.content) == ("工资.csv", SALARY.encode())
    with files.world.db.owner.begin(Scope(files.world.tenant_id)) as uow:
        [row] = uow.rows("SELECT sealed, (t.*)::text AS said FROM intake_file t")
    assert SALARY.encode() not in bytes(row["sealed"])
    assert "18765" not in row["said"]


def test_nobody_else_finds_it_not_even_a_colleague(files: Files) -> None:
    file_id = files.keep()
    for name in ("王磊", "赵敏", "刘洋"):
        with pytest.raises(NotFound):
            files.perform("intake.kept", NameFile(file_id=file_id), by=name)
    files.perform("intake.drop", NameFile(file_id=file_id), by="刘洋")
    with pytest.raises(Denied):
        files.perform("intake.drop", NameFile(file_id=file_id), by="王磊")
    assert files.perform("intake.kept", NameFile(file_id=file_id)).content == SALARY.encode()


def test_it_is_gone_when_it_is_read_or_a_day_old(files: Files) -> None:
    file_id, forgotten = files.keep(), files.keep()
    files.perform("intake.drop", NameFile(file_id=file_id))
    with pytest.raises(NotFound):
        files.perform("intake.kept", NameFile(file_id=file_id))
    with files.world.db.owner.begin(Scope(files.world.tenant_id)) as uow:
        rows = uow.rows("SELECT length(sealed) > 0 AS full, name FROM intake_file ORDER BY id")
    assert [(row["full"], row["name"]) for row in rows] == [(False, ""), (True, "工资.csv")]
    run = BankRun(files.world.db.worker, files.world.kernel, files.world.tenant_id)
    assert forget(run) == 1
    files.world.advance(seconds=limits.INTAKE_KEPT_S + 1)
    assert forget(run) == 1
    with pytest.raises(NotFound):
        files.perform("intake.kept", NameFile(file_id=forgotten))


def test_what_headings_mean_is_remembered_for_the_enterprise_and_the_last_word_counts(
    files: Files,
) -> None:
    def known(by: str) -> dict[Column, int]:
        found = files.perform("intake.columns", RecallColumns(mark=MARK), by=by)
        assert isinstance(found, KnownColumns)
        return found.places()

    assert known("李娜") == {}
    for places in ({Column.NAME: 2}, PLACES):
        columns = tuple(ColumnPlace(column=column, place=at) for column, at in places.items())
        files.perform("intake.remember", RememberColumns(mark=MARK, columns=columns))
    assert known("李娜") == known("赵敏") == PLACES
    assert known("刘洋") == {}

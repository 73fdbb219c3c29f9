"""`yinqi bank`: a deployment without invented banks opens its own, and its first two of staff come in."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from corporate.cli import main
from kernel.clock import FileClock
from kernel.tenancy import Scope
from tests.world import HouseWorld

NEW = (
    "open", "binjiang", "--name", "滨江银行", "--name-en", "Binjiang Bank", "--short-code", "BJB", "--code",
    "313305066661", "--bic", "BJBKCNBJ",
)  # fmt: skip


@pytest.fixture
def machine(world: HouseWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine configured for the tests' database and clock."""
    dsn = world.db.server.dsn(world.db.name, "yinqi_owner")
    for role in ("", "OWNER_"):
        monkeypatch.setenv(f"YINQI_{role}DATABASE_URL", dsn)
    monkeypatch.setenv("YINQI_DATA", str(tmp_path))
    monkeypatch.setenv("YINQI_CLOCK", "file")
    FileClock(tmp_path / "clock").set(world.clock.now())
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.mark.usefixtures("machine")
def test_a_bank_is_opened_with_accounts_of_its_own_and_takes_in_its_staff(
    world: HouseWorld,
) -> None:
    opened = run("bank", *NEW)
    assert opened.exit_code == 0, opened.output
    tenant = UUID(opened.output.split()[-1])
    with world.db.auditor.begin(Scope(tenant)) as uow:
        numbers = {row["number"] for row in uow.rows("SELECT number FROM ledger_account")}
    assert {"CLEARING-HVPS-CNY", "SUSPENSE-CNY", "FEES-EUR", "BATCH-CNY", "BILLS-CNY"} <= numbers
    first = run("staff", "first", "binjiang", "sa1:沈岚", "sa2:罗川")
    assert first.exit_code == 0, first.output


@pytest.mark.usefixtures("machine")
def test_a_taken_address_and_a_wrong_code_open_nothing(world: HouseWorld) -> None:
    taken = run("bank", *(word.replace("binjiang", "yungang") for word in NEW))
    wrong = run("bank", *(word.replace("313305066661", "313305066660") for word in NEW))
    odd = run("bank", *(word.replace("binjiang", "../binjiang") for word in NEW))
    assert (taken.exit_code, wrong.exit_code, odd.exit_code) == (1, 1, 2)
    assert "corporate.bank_exists" in taken.output
    assert world.count("bank") == 1

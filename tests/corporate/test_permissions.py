"""`yinqi signed-means-authorised`: the bank's desk gives a permission, changes it, takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corporate.banks.banks import load
from corporate.cli import main
from kernel.clock import FileClock
from kernel.money import Money
from kernel.operation import Door
from tests.world import HouseWorld

FIFTY: Money = Money(5_000_000, "CNY")


@pytest.fixture(autouse=True)
def desk(world: HouseWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine configured for the tests' database and clock."""
    dsn = world.db.server.dsn(world.db.name, "yinqi_owner")
    for role in ("", "OWNER_"):
        monkeypatch.setenv(f"YINQI_{role}DATABASE_URL", dsn)
    monkeypatch.setenv("YINQI_DATA", str(tmp_path))
    monkeypatch.setenv("YINQI_CLOCK", "file")
    FileClock(tmp_path / "clock").set(world.clock.now())


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["signed-means-authorised", *words])


def lets(
    world: HouseWorld, money: Money, door: Door = Door.DIRECT_LINK, whose: str = "辰海"
) -> bool:
    with world.job() as ctx:
        return load(ctx.uow).lets_go(world.enterprise(whose).id, door, money)


def test_it_counts_for_one_enterprise_at_one_door_up_to_its_amount(world: HouseWorld) -> None:
    assert not lets(world, FIFTY)
    given = run("yungang", "10001", "--upto", "50000.00")
    assert (given.exit_code, "≤ 50000.00" in given.output) == (0, True)
    assert lets(world, FIFTY)
    assert not lets(world, Money(5_000_001, "CNY"))
    assert not lets(world, Money(1, "EUR"))
    assert not lets(world, FIFTY, Door.WEB)
    assert not lets(world, FIFTY, whose="恒锐")


def test_currencies_stand_apart_and_what_is_taken_back_is_gone(world: HouseWorld) -> None:
    run("yungang", "10001", "--upto", "*")
    run("yungang", "10001", "--upto", "1.00", "--currency", "EUR")
    assert lets(world, Money(10**12, "CNY"))
    assert lets(world, Money(100, "EUR"))
    assert not lets(world, Money(101, "EUR"))
    taken = run("yungang", "10001")
    assert "须由企业审批" in taken.output
    assert not lets(world, Money(1, "CNY"))
    assert lets(world, Money(100, "EUR"))
    assert world.count("audit", "action = 'banks.signed_means_authorised'") == 3


@pytest.mark.parametrize(
    "words",
    [("nobody", "10001"), ("yungang", "99999"), ("yungang", "10001", "--upto", "1e3")],
    ids=["no bank", "no enterprise", "no amount"],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    world: HouseWorld, words: tuple[str, ...]
) -> None:
    refused = run(*words)
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output
    assert not lets(world, Money(1, "CNY"))

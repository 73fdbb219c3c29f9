"""`yinqi staff`: a bank's first two are brought in together, set themselves up, and nobody comes in that way again."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corporate.bank_desk import build_desk
from corporate.bootstrap import CATALOGUE
from corporate.cli import main
from corporate.demo import at_the_desk
from corporate.identity import totp
from corporate.settings import Settings
from corporate.staff import StaffAttempt
from corporate.staff.activation import SetUp
from corporate.staff.errors import StaffActivationRefused
from kernel.clock import FileClock
from tests.cast import PASSWORD
from tests.world import HouseWorld

LINE = re.compile(r"^(\w+) {2}(\S+) {2}", re.MULTILINE)


@pytest.fixture
def machine(world: HouseWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine configured for the tests' database and clock."""
    database = world.db
    dsn = database.server.dsn(database.name, "yinqi_owner")
    for role in ("", "OWNER_"):
        monkeypatch.setenv(f"YINQI_{role}DATABASE_URL", dsn)
    monkeypatch.setenv("YINQI_DATA", str(tmp_path))
    monkeypatch.setenv("YINQI_CLOCK", "file")
    FileClock(tmp_path / "clock").set(world.clock.now())
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["staff", *words])


def as_printed(settings: Settings) -> Result:
    """What the line shows that a test bank prints for its visitors, in the environment that line names."""
    *_, line = at_the_desk.lines(settings, "http://localhost:8080")
    words = shlex.split(line)
    named = dict(word.split("=", 1) for word in words if word.startswith("YINQI_"))
    with pytest.MonkeyPatch.context() as nothing_else:
        nothing_else.delenv("YINQI_CLOCK")
        nothing_else.delenv("YINQI_DATA")
        return CliRunner().invoke(main, ["staff", "code", "yungang", "shenlan"], env=named)


def test_the_first_two_come_in_together_and_log_in(machine: Path, world: HouseWorld) -> None:
    made = run("first", "yungang", "shenlan:沈岚", "luochuan:罗川")
    assert made.exit_code == 0, made.output
    codes = dict(LINE.findall(made.output))
    assert set(codes) == {"shenlan", "luochuan"}
    desk = build_desk(
        Settings(data=machine), world.kernel, CATALOGUE, world.db.desk, world.passwords
    )
    secret = desk.activator.new_secret()
    typed = totp.code_at(secret, totp.step_at(world.clock.now()))
    right = SetUp("shenlan", codes["shenlan"], PASSWORD, secret, typed, "203.0.113.1")
    for wrong in (
        SetUp("shenlan", codes["luochuan"], PASSWORD, secret, typed, "203.0.113.1"),
        SetUp("shenlan", codes["shenlan"], PASSWORD, secret, "000000", "203.0.113.1"),
    ):
        with pytest.raises(StaffActivationRefused):
            desk.activator.activate(world.tenant_id, wrong)
    desk.activator.activate(world.tenant_id, right)
    with pytest.raises(StaffActivationRefused):
        desk.activator.activate(world.tenant_id, right)
    world.advance(seconds=31)
    FileClock(machine / "clock").set(world.clock.now())
    shown = as_printed(Settings(data=machine, clock="file"))
    assert shown.exit_code == 0
    attempt = StaffAttempt("shenlan", PASSWORD, shown.output.strip(), "203.0.113.1")
    assert desk.log_in.log_in(world.tenant_id, attempt)


@pytest.mark.usefixtures("machine")
def test_nobody_comes_in_that_way_a_second_time() -> None:
    assert run("first", "yungang", "shenlan:沈岚", "luochuan:罗川").exit_code == 0
    again = run("first", "yungang", "eve:伊芙", "mallory:马洛")
    assert again.exit_code == 1
    assert "staff.there_already" in again.output


@pytest.mark.parametrize(
    "others", [("shenlan:沈岚", "shenlan:罗川"), ("shenlan:沈岚", "luochuan:沈岚")]
)
@pytest.mark.usefixtures("machine")
def test_one_person_is_not_two(world: HouseWorld, others: tuple[str, str]) -> None:
    refused = run("first", "yungang", *others)
    assert refused.exit_code == 1
    assert "staff.two_people" in refused.output
    assert world.count("desk_change") == 0

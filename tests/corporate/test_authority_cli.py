"""`yinqi certificates`: revocation lists of trusted authorities are taken, and a pace is agreed on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corporate import authority_desk
from corporate.cli import main
from kernel.certificates import Issuer, Terms, revocation_list, self_signed
from kernel.certificates.issuing import name_of
from kernel.clock import FileClock
from kernel.context import Actor, Context
from kernel.operation import Door
from tests.world import HouseWorld, crypto


@pytest.fixture
def desk(world: HouseWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine configured for the tests' database and clock."""
    database = world.db
    dsn = database.server.dsn(database.name, "yinqi_owner")
    for role in ("", "OWNER_"):
        monkeypatch.setenv(f"YINQI_{role}DATABASE_URL", dsn)
    monkeypatch.setenv("YINQI_DATA", str(tmp_path))
    monkeypatch.setenv("YINQI_CLOCK", "file")
    FileClock(tmp_path / "clock").set(world.clock.now())
    return tmp_path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["certificates", *map(str, words)])


def outside(world: HouseWorld) -> Issuer:
    key = crypto().generate_key()
    terms = Terms(world.clock.now(), timedelta(days=3650))
    return Issuer(self_signed(name_of("外部根 CA"), key, terms, world.kernel), key)


def trust(world: HouseWorld, issuer: Issuer) -> None:
    """As two of the desk have agreed."""
    with world.owner() as uow:
        actor = Actor(world.tenant_id, Door.SYSTEM, "柜面")
        ctx = Context(world.kernel, uow, actor, world.clock.now())
        authority_desk.trust(ctx, issuer.certificate.der)


def test_the_list_of_a_trusted_authority_is_taken(world: HouseWorld, desk: Path) -> None:
    issuer = outside(world)
    terms = Terms(world.clock.now(), timedelta(days=7))
    (desk / "list.crl").write_bytes(revocation_list(issuer, 3, (), terms, crypto()).der)
    assert run("crl", "yungang", desk / "list.crl").exit_code == 1
    trust(world, issuer)
    assert "#3" in run("crl", "yungang", desk / "list.crl").output
    fingerprint = issuer.certificate.fingerprint(crypto())
    assert f"{fingerprint}  trusted" in run("list", "yungang").output
    assert run("list", "jianghai").output == ""


@pytest.mark.usefixtures("desk")
def test_a_pace_is_agreed_with_one_enterprise_and_taken_back(world: HouseWorld) -> None:
    assert run("pace", "yungang", "10001", "--per-minute", "120", "--at-once", "2").exit_code == 0
    where = "per_minute = 120 AND at_once = 2 AND NOT sealed"
    assert world.count("link_address", where) == 1
    assert run("pace", "yungang", "10001").exit_code == 0
    assert world.count("link_address", "per_minute IS NULL AND at_once IS NULL") == 1
    assert run("pace", "yungang", "99999", "--at-once", "2").exit_code == 1
    assert run("pace", "yungang", "10001", "--at-once", "0").exit_code == 2


def test_what_is_no_list_is_refused_in_a_sentence(desk: Path) -> None:
    (desk / "junk.crl").write_bytes(b"junk")
    refused = run("crl", "yungang", desk / "junk.crl")
    assert refused.exit_code == 1
    assert "[certificate.malformed]" in refused.output
    assert run("list", "nowhere").exit_code == 1

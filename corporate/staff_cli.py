"""`yinqi staff`: the first two of a bank's security administrators; on a test bank, anybody's code of the moment."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import click

from corporate import bank_desk, bootstrap, serving
from corporate import settings as configuration
from corporate.banks import Directory
from corporate.identity import Passwords, totp
from corporate.identity.sealing import Sealer
from corporate.settings import Settings
from corporate.staff import Role, StaffActivator, repository
from corporate.staff.enrolment import NewStaff, first_two
from kernel.calendar import SHANGHAI
from kernel.db import Database, UnitOfWork
from kernel.errors import Invalid, NotFound, YinqiError
from kernel.tenancy import Scope
from kernel.text import Text
from kernel.world import World

_BANK: Final = Text("该银行", "The bank")
_WHO: Final = Text("该行员", "The member of staff")


class TestBankOnly(Invalid):
    """Codes are their owner's alone where money is real."""

    code = "corporate.test_bank_only"
    text = Text("仅测试环境可用。", "This works on a test bank only.")


@dataclass(frozen=True, slots=True)
class _Office:
    """One bank's staff, as the owner of the schema may set them up."""

    world: World
    database: Database
    uow: UnitOfWork
    sealer: Sealer


@click.group()
def staff() -> None:
    """柜台行员 The bank's own staff."""


@staff.command()
@click.argument("bank")
@click.argument("one")
@click.argument("other")
def first(bank: str, one: str, other: str) -> None:
    """首次开通：两名安全管理员（写作 工号:姓名） Bring in BANK's first two security administrators, as LOGIN:NAME each.

    Each gets a code of their own; hand each over to its owner alone. Everybody else is added by the two at the desk.
    """
    people = [_person(one), _person(other)]
    with _office(bank) as office:
        hasher = Passwords(office.world.randomness)
        activator = StaffActivator(office.database, office.world, hasher, office.sealer)
        for code in first_two(office.uow, office.world, activator, people):
            until = code.until.astimezone(SHANGHAI)
            click.echo(f"{code.login}  {code.code}  {until:%Y-%m-%d %H:%M}")


@staff.command()
@click.argument("bank")
@click.argument("login")
def code(bank: str, login: str) -> None:
    """测试环境：显示 LOGIN 此刻的动态口令 On a test bank: the code LOGIN's authenticator would show now."""
    with _office(bank, test_only=True) as office:
        row = repository.by_login(office.uow, login)
        if row is None or not row["totp_secret"]:
            raise NotFound(_WHO)
        secret = office.sealer.open(office.uow.scope.bank(), row["id"], row["totp_secret"])
        step = totp.step_at(office.world.clock.now())
        click.echo(totp.code_at(secret, step))


def _person(written: str) -> NewStaff:
    login, _, name = written.partition(":")
    return NewStaff(login, name or login, Role.SECURITY)


@contextlib.contextmanager
def _office(bank: str, *, test_only: bool = False) -> Iterator[_Office]:
    try:
        with serving.database(configuration.read()) as settings:
            if test_only and settings.production:
                raise TestBankOnly
            with _opened(settings, bank) as office:
                yield office
    except YinqiError as error:
        click.echo(f"{error.message.zh}\n{error.message.en}  [{error.code}]", err=True)
        sys.exit(1)


@contextlib.contextmanager
def _opened(settings: Settings, bank: str) -> Iterator[_Office]:
    world = bootstrap.make_world(settings)
    database = Database(settings.database_url("owner"), pool_size=1)
    try:
        tenant_id = Directory(database, world.clock).by_slug(bank)
        if tenant_id is None:
            raise NotFound(_BANK)
        with database.begin(Scope(tenant_id)) as uow:
            yield _Office(world, database, uow, bank_desk.sealer_of(settings, world))
    finally:
        database.dispose()

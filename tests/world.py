"""The one world of the tests: `world.actor("王磊")`, `world.context("李娜")`, `world.clock`.

It stands at Monday 2026-11-23 10:05 in Shanghai, on a real PostgreSQL, with real SM2 keys; only the
clock, the randomness and the files' folder are the test's own. Each test finds it as it was made.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from connectors.core_banking.embedded import EmbeddedCore, open_bills, open_internal
from connectors.ports import Booking, Internal, Side
from corporate.banks.opening import NewBank, add_participants, open_bank
from corporate.banks.participants import Participant
from corporate.bootstrap import CATALOGUE
from corporate.enterprises import SignedAccount
from corporate.enterprises.opening import (
    NewEnterprise,
    open_enterprise,
    sign_account,
    sign_services,
)
from corporate.identity import Passwords, enrolment
from corporate.identity.enrolment import NewCertificate
from kernel.calendar import SHANGHAI
from kernel.charset import name_key
from kernel.clock import FixedClock
from kernel.context import Actor, Context
from kernel.crypto import CryptoProvider, PrivateKey, select_provider
from kernel.db import Database, UnitOfWork
from kernel.ids import Ids
from kernel.money import Money
from kernel.operation import Door
from kernel.tenancy import Scope
from kernel.text import Text
from kernel.world import FolderStore, World
from ledger import books
from tests.cast import (
    ADMIN_VERBS,
    BANKS,
    NEED_TO_KNOW,
    PASSWORD,
    POLICY,
    VERBS,
    CastAccount,
    CastBank,
    CastEnterprise,
    CastUser,
)
from tests.server import TestDatabase

MONDAY: Final = datetime(2026, 11, 23, 10, 5, tzinfo=SHANGHAI)
PARTICIPANTS: Final = (
    Participant("102100099996", Text("中国工商银行", "ICBC"), "ICBKCNBJ", in_ibps=True),
    Participant("105100000017", Text("中国建设银行", "CCB"), "PCBCCNBJ", in_ibps=True),
    Participant("308584000013", Text("招商银行股份有限公司", "CMB"), "CMBCCNBS", in_ibps=True),
    Participant("314305506621", Text("江苏常熟农村商业银行", "Changshu RCB"), None, in_ibps=False),
)
_INTERNAL: Final = {"CNY": ("HVPS", "BEPS", "IBPS", "INTERNAL"), "EUR": ("CORRESPONDENT",)}


class CountedRandomness:
    """Bytes that nobody can foresee, but for whoever knows the seed: a test."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def token_bytes(self, count: int) -> bytes:
        self._count += 1
        return hashlib.shake_256(f"{self._seed} {self._count}".encode()).digest(count)


@dataclass(frozen=True, slots=True)
class PlacedUser:
    """A user in the database."""

    tenant_id: UUID
    enterprise_id: UUID
    person_id: UUID
    user_id: UUID
    cast: CastUser


@dataclass(frozen=True, slots=True)
class PlacedEnterprise:
    """An enterprise in the database."""

    tenant_id: UUID
    id: UUID
    cast: CastEnterprise
    certificate: str


@dataclass(slots=True)
class Placed:
    """Where everything was put, once per run; nothing in it changes afterwards."""

    tenants: dict[str, UUID] = field(default_factory=dict)
    enterprises: list[PlacedEnterprise] = field(default_factory=list)
    users: list[PlacedUser] = field(default_factory=list)
    keys: dict[str, PrivateKey] = field(default_factory=dict)
    password_hash: str = ""


class HouseWorld:
    """The world, in the hands of one test."""

    def __init__(self, database: TestDatabase, placed: Placed, folder: Path, seed: str) -> None:
        self.db = database
        self.placed = placed
        self.folder = folder
        self.seed = seed
        self.clock = FixedClock(MONDAY)
        self.kernel = make_world(self.clock, seed, folder)
        self.passwords = light_passwords(self.kernel)

    @property
    def tenant_id(self) -> UUID:
        """The bank most tests are about: 云港银行."""
        return self.placed.tenants["yungang"]

    @property
    def other_tenant_id(self) -> UUID:
        """The bank next door: 江海银行."""
        return self.placed.tenants["jianghai"]

    def advance(self, **by: int) -> datetime:
        """Let time pass, as `timedelta` says it; the new instant."""
        self.clock.advance(timedelta(**by))
        return self.clock.now()

    def enterprise(self, name: str) -> PlacedEnterprise:
        """An enterprise by a part of its name: `辰海`, `恒锐`, `越洋`."""
        return next(e for e in self.placed.enterprises if name in e.cast.name)

    def user(self, name: str, enterprise: str = "") -> PlacedUser:
        """A user by the person's name; `enterprise` chooses among several memberships."""
        wanted = {e.id for e in self.placed.enterprises if enterprise in e.cast.name}
        fit = (u for u in self.placed.users if u.cast.name == name and u.enterprise_id in wanted)
        found = next(fit, None)
        if found is None:
            message = f"nobody is called {name}" + (f" at {enterprise}" if enterprise else "")
            raise LookupError(message)
        return found

    def actor(self, name: str, *, door: Door | None = None, enterprise: str = "") -> Actor:
        """Somebody at a door; an ERP stands at the direct link, people at the web bank."""
        user = self.user(name, enterprise)
        machine = user.cast.role == "integrator"
        return Actor(
            tenant_id=user.tenant_id,
            door=door or (Door.DIRECT_LINK if machine else Door.WEB),
            name=user.cast.name,
            enterprise_id=user.enterprise_id,
            person_id=user.person_id,
            user_id=user.user_id,
            method="certificate" if machine else "password",
            credential="test",
            device="Chromium",
            address="203.0.113.7",
        )

    @contextmanager
    def context(
        self, name: str, *, door: Door | None = None, enterprise: str = ""
    ) -> Iterator[Context]:
        """A transaction of somebody, in the application's role; committed when the block ends."""
        actor = self.actor(name, door=door, enterprise=enterprise)
        scope = Scope(actor.tenant_id, actor.enterprise_id)
        with self.db.app.begin(scope) as uow:
            yield Context(self.kernel, uow, actor, self.clock.now())

    @contextmanager
    def undone(self, name: str) -> Iterator[Context]:
        """A transaction of somebody that fails at its end: nothing of it may remain."""
        with contextlib.suppress(ZeroDivisionError), self.context(name) as ctx:
            yield ctx
            raise ZeroDivisionError

    @contextmanager
    def job(self, tenant_id: UUID | None = None) -> Iterator[Context]:
        """A transaction of the house itself, in the worker's role, over the whole bank."""
        tenant = tenant_id or self.tenant_id
        actor = Actor(tenant_id=tenant, door=Door.SYSTEM, name="系统")
        with self.db.worker.begin(Scope(tenant)) as uow:
            yield Context(self.kernel, uow, actor, self.clock.now())

    @contextmanager
    def owner(self, tenant_id: UUID | None = None) -> Iterator[UnitOfWork]:
        """A transaction of the schema's owner, for set-up: rights given and taken, people added."""
        with self.db.owner.begin(Scope(tenant_id or self.tenant_id)) as uow:
            yield uow

    def key_of(self, enterprise: str) -> PrivateKey:
        """The SM2 key an enterprise's ERP signs with."""
        return self.placed.keys[self.enterprise(enterprise).certificate]

    def count(self, table: str, where: str = "true", database: Database | None = None) -> int:
        """How many rows of the bank a table has, as the auditor sees them."""
        with (database or self.db.auditor).begin(Scope(self.tenant_id)) as uow:
            row = uow.row(f"SELECT count(*) AS n FROM {table} WHERE {where}")  # noqa: S608
            return int(row["n"]) if row else 0


def make_world(clock: FixedClock, seed: str, folder: Path) -> World:
    """A kernel world that a test holds in its hand; the cryptography is real."""
    randomness = CountedRandomness(seed)
    return World(clock, randomness, Ids(clock, randomness), crypto(), FolderStore(folder))


def light_passwords(world: World) -> Passwords:
    """Argon2id at its smallest: a test may log in a hundred times."""
    return Passwords(world.randomness, memory_kib=64, passes=1)


_providers: list[CryptoProvider] = []


def crypto() -> CryptoProvider:
    """The machine's provider, tested once per run."""
    if not _providers:
        _providers.append(select_provider(profile="test"))
    return _providers[0]


def place(database: TestDatabase, folder: Path) -> Placed:
    """Put the cast into an empty database, as the schema's owner."""
    clock = FixedClock(MONDAY - timedelta(days=3))
    world = make_world(clock, "cast", folder)
    placed = Placed(password_hash=light_passwords(world).hash(PASSWORD))
    for cast in BANKS:
        tenant_id = world.ids.uuid7()
        placed.tenants[cast.slug] = tenant_id
        with database.owner.begin(Scope(tenant_id)) as uow:
            actor = Actor(tenant_id=tenant_id, door=Door.SYSTEM, name="开业")
            ctx = Context(world, uow, actor, clock.now())
            _place_bank(ctx, cast)
            for enterprise in cast.enterprises:
                _place_enterprise(ctx, placed, enterprise)
    return placed


def _place_bank(ctx: Context, cast: CastBank) -> None:
    new = NewBank(
        slug=cast.slug,
        host=f"{cast.slug}.example",
        name=cast.name,
        short_code=cast.short_code,
        bank_code=cast.bank_code,
        bic=cast.bic,
        receipt_key=ctx.world.randomness.token_bytes(32),
        agents=cast.agents,
    )
    open_bank(ctx.uow, new, at=ctx.now)
    others = [
        Participant(other.bank_code, other.name, other.bic, in_ibps=True)
        for other in BANKS
        if other.slug != cast.slug
    ]
    add_participants(ctx.uow, [*PARTICIPANTS, *others])
    for currency, rails in _INTERNAL.items():
        for rail in rails:
            open_internal(ctx, Internal.CLEARING, currency, _opened_on(ctx), rail)
        open_internal(ctx, Internal.SUSPENSE, currency, _opened_on(ctx))
        open_internal(ctx, Internal.FEES, currency, _opened_on(ctx))
        open_internal(ctx, Internal.BATCH, currency, _opened_on(ctx))
    open_bills(ctx, _opened_on(ctx))


def _place_enterprise(ctx: Context, placed: Placed, cast: CastEnterprise) -> None:
    enterprise_id = ctx.world.ids.uuid7()
    new = NewEnterprise(enterprise_id, cast.number, cast.name, cast.uscc, cast.name_en)
    open_enterprise(ctx.uow, new, at=ctx.now)
    for position, account in enumerate(cast.accounts):
        _place_account(ctx, enterprise_id, cast, account, position)
    signed = [(operation.code, door) for operation in CATALOGUE for door in operation.doors]
    sign_services(ctx.uow, enterprise_id, signed)
    add_policy(ctx, enterprise_id, POLICY)
    certificate = f"CERT-{cast.number}"
    placed.enterprises.append(
        PlacedEnterprise(ctx.tenant_id, enterprise_id, cast, f"{ctx.tenant_id}/{certificate}")
    )
    for user in cast.users:
        placed.users.append(_place_user(ctx, placed, enterprise_id, user, certificate))


def _place_user(
    ctx: Context, placed: Placed, enterprise_id: UUID, cast: CastUser, certificate: str
) -> PlacedUser:
    person_id = _person(ctx, placed, cast)
    user_id = enrolment.add_user(ctx.uow, ctx.world, enterprise_id, person_id, cast.title)
    enrolment.give_role(ctx.uow, enterprise_id, user_id, cast.role)
    for row in CATALOGUE.rights_matrix():
        governs = row.administers or (cast.role == "admin" and row.right.startswith("approvals."))
        verbs = ADMIN_VERBS.get(cast.role, ()) if governs else VERBS[cast.role]
        if row.need_to_know:
            verbs = NEED_TO_KNOW.get(cast.role, ())
        if verbs:
            enrolment.grant(ctx.uow, enterprise_id, user_id, row.right, verbs)
    if cast.role == "integrator":
        key = ctx.world.crypto.generate_key()
        placed.keys[f"{ctx.tenant_id}/{certificate}"] = key
        pem = key.public.spki_pem().decode()
        times = (ctx.now, ctx.now + timedelta(days=365))
        new = NewCertificate(certificate, enterprise_id, user_id, pem, *times)
        enrolment.register_certificate(ctx.uow, ctx.world.crypto, new)
    return PlacedUser(ctx.tenant_id, enterprise_id, person_id, user_id, cast)


def _person(ctx: Context, placed: Placed, cast: CastUser) -> UUID:
    for known in placed.users:
        if (known.tenant_id, known.cast.login) == (ctx.tenant_id, cast.login):
            return known.person_id
    person_id = enrolment.add_person(ctx.uow, ctx.world, cast.login, cast.name)
    enrolment.set_password(ctx.uow, ctx.world, person_id, placed.password_hash)
    return person_id


def _place_account(
    ctx: Context, enterprise_id: UUID, cast: CastEnterprise, account: CastAccount, position: int
) -> None:
    new = books.NewAccount(
        ctx.world.ids.uuid7(), enterprise_id, account.number, cast.name, name_key(cast.name),
        account.currency, "customer", "2011", _opened_on(ctx),
    )  # fmt: skip
    books.open_account(ctx.uow, new)
    signed = SignedAccount(
        account.number, account.alias, account.currency, account.may_pay, position
    )
    sign_account(ctx.uow, enterprise_id, signed)
    rail = "INTERNAL" if account.currency == "CNY" else "CORRESPONDENT"
    EmbeddedCore().book(
        ctx,
        Booking(
            id=ctx.world.ids.uuid7(),
            key=f"opening:{account.number}",
            kind="opening",
            money=Money(account.balance_minor, account.currency),
            debit=Side(internal=Internal.CLEARING, rail=rail),
            credit=Side(account.number),
            booked_on=ctx.now.astimezone(SHANGHAI).date(),
            at=ctx.now,
            detail={"purpose": "期初余额"},
        ),
    )


def add_policy(
    ctx: Context,
    enterprise_id: UUID,
    rules: Mapping[str, Any],
    *,
    door: str = "*",
    version: int = 1,
) -> None:
    """An approval policy for payments; give a higher version to replace one."""
    ctx.uow.run(
        "INSERT INTO approval_policy (tenant_id, enterprise_id, id, operation, account_number, door,"
        " version, rules, live, created_at) VALUES (%s, %s, %s, 'payments.submit', '*', %s, %s, %s,"
        " true, %s)",
        (
            ctx.tenant_id, enterprise_id, ctx.world.ids.uuid7(), door, version, Jsonb(dict(rules)),
            ctx.now,
        ),
    )  # fmt: skip


def _opened_on(ctx: Context) -> date:
    return ctx.now.astimezone(SHANGHAI).date() - timedelta(days=1)

"""One enterprise with its people, rules and a product of the simplest kind, on a real database.

Outside the engine two things are invented: the directory of people, which a test may change at any
moment, and the product, a table of texts with a status. Both keep the engine's contracts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from kernel.clock import FixedClock
from kernel.context import Actor, Context
from kernel.db import Database
from kernel.errors import NotFound
from kernel.money import Money
from kernel.operation import Door
from kernel.statements import Row
from kernel.tenancy import Scope
from kernel.text import Text
from kernel.world import World
from workflows.approval.commands import Action
from workflows.approval.engine import ApprovalEngine
from workflows.approval.people import Approver
from workflows.approval.policy import PayeeClass
from workflows.approval.ports import Ports
from workflows.approval.subjects import Facts, Outcome, Subject

PAY = "payments.submit"
ACCOUNT = "6222000000000317"
EVIDENCE = {"method": "password"}

PROBE = """
CREATE SCHEMA probe;
CREATE TABLE probe.subject (
  tenant_id uuid, enterprise_id uuid, id uuid PRIMARY KEY, body text, amount_minor bigint,
  currency text, account_number text, operation text, door text, maker_person_id uuid,
  payee_class text NOT NULL DEFAULT '',
  outcomes text[] NOT NULL DEFAULT '{}');
GRANT USAGE ON SCHEMA probe TO yinqi_app, yinqi_worker;
GRANT ALL ON probe.subject TO yinqi_app, yinqi_worker;
"""
_TABLES = (
    "approval",
    "approval_task",
    "approval_decision",
    "approval_transition",
    "approval_act",
    "approval_delegation",
    "outbox",
    "audit",
)


class Product:
    """A product whose instruction is one row; it notes what it is told."""

    type = "probe"

    def __init__(self) -> None:
        self.refuses = False

    def lock(self, ctx: Context, subject_id: UUID) -> Subject:
        """Lock the instruction."""
        row = ctx.uow.row(
            "SELECT * FROM probe.subject WHERE tenant_id = %s AND enterprise_id = %s AND id = %s FOR UPDATE",
            (ctx.tenant_id, ctx.enterprise_id, subject_id),
        )
        if row is None:
            raise NotFound
        return subject_of(row)

    def settled(self, ctx: Context, subject_id: UUID, outcome: Outcome, approval_id: UUID) -> None:
        """Note the outcome."""
        assert isinstance(approval_id, UUID)
        if self.refuses:
            message = "the product will not have it"
            raise RuntimeError(message)
        ctx.uow.run(
            "UPDATE probe.subject SET outcomes = outcomes || %s::text WHERE id = %s",
            (outcome.value, subject_id),
        )


def subject_of(row: Row) -> Subject:
    """The subject a row of the product stands for."""
    facts = Facts(
        amount_minor=row["amount_minor"],
        currency=row["currency"],
        account_number=row["account_number"],
        door=Door(row["door"]),
        title=Text("付款 苏州恒锐特钢有限公司", "Payment to Suzhou Hengrui"),
        extra={"purpose": "货款"},
        payee_class=PayeeClass(row.get("payee_class", "")),
    )
    return Subject("probe", row["id"], row["operation"], row["body"], facts, row["maker_person_id"])


@dataclass(frozen=True)
class User:
    """Somebody's log-in to the enterprise."""

    user_id: UUID
    person_id: UUID
    name: str


@dataclass
class Directory:
    """Who may approve, and with which roles; a test changes it as administrators would."""

    entries: dict[UUID, Approver] = field(default_factory=dict)
    operations: frozenset[str] = frozenset({PAY})
    asked: int = 0

    def approvers(
        self, ctx: Context, operation: str, account_number: str, money: Money | None = None
    ) -> Sequence[Approver]:
        """Everybody with the right, in a stable order."""
        assert ctx.actor.enterprise_id is not None
        assert account_number in ("", ACCOUNT)
        assert money is None or money.minor > 0
        self.asked += 1
        return list(self.entries.values()) if operation in self.operations else []


class House:
    """An enterprise of its own in a shared test database."""

    def __init__(
        self, app: Database, worker: Database, superuser: psycopg.Connection[Any], world: World
    ) -> None:
        self.app, self.worker, self.superuser, self.world = app, worker, superuser, world
        self.tenant_id, self.enterprise_id = world.ids.uuid7(), world.ids.uuid7()
        self.directory, self.product = Directory(), Product()
        self.bank_allows_direct = False
        self.engine = ApprovalEngine(
            Ports(
                people=self.directory,
                subjects={"probe": self.product},
                allows_direct=lambda _ctx, _subject: self.bank_allows_direct,
                title_of=lambda code: Text("付款", "Payment") if code == PAY else Text(code, code),
                colleagues=lambda _ctx: list(self.directory.entries.values()),
            )
        )

    @property
    def clock(self) -> FixedClock:
        """The clock all work by."""
        assert isinstance(self.world.clock, FixedClock)
        return self.world.clock

    # people

    def user(
        self, name: str, *roles: str, person: User | None = None, approves: bool = True
    ) -> User:
        """Give somebody (or an old acquaintance, again) a log-in, roles and the right to approve."""
        ids = self.world.ids
        user = User(ids.uuid7(), person.person_id if person else ids.uuid7(), name)
        if approves:
            self.grant(user, *roles)
        return user

    def grant(self, user: User, *roles: str) -> None:
        """Give a user the right to approve, with these roles."""
        entry = Approver(user.user_id, user.person_id, user.name, frozenset(roles))
        self.directory.entries[user.user_id] = entry

    def revoke(self, user: User) -> None:
        """Take the right to approve away."""
        del self.directory.entries[user.user_id]

    def set_roles(self, user: User, *roles: str) -> None:
        """Give a user other roles."""
        entry = self.directory.entries[user.user_id]
        self.directory.entries[user.user_id] = replace(entry, roles=frozenset(roles))

    # rules

    def rule(
        self,
        *bands: tuple[int | None, list[list[tuple[str, int]]]],
        currency: str = "CNY",
        **scope: str,
    ) -> None:
        """Set the live rule of a scope: (upper end, steps of (group, needed)) for each band."""
        listed = [{"upper_minor": upper, "steps": steps_json(steps)} for upper, steps in bands]
        self.raw_rule({"bands": {currency: listed}}, **scope)

    def raw_rule(self, rules: Mapping[str, Any], **scope: str) -> None:
        """Set the live rule of a scope, whatever it says; done by an administrator of the server."""
        where = {"operation": PAY, "account_number": "*", "payee_class": "*", "door": "*"} | scope
        key = (self.tenant_id, self.enterprise_id, *where.values())
        self.superuser.execute(
            "UPDATE yinqi.approval_policy SET live = false WHERE tenant_id = %s AND enterprise_id = %s"
            " AND operation = %s AND account_number = %s AND payee_class = %s AND door = %s",
            key,
        )
        self.superuser.execute(
            "INSERT INTO yinqi.approval_policy (tenant_id, id, enterprise_id, operation, account_number, payee_class,"
            " door, version, rules, live, created_at) SELECT %s, %s, %s, %s, %s, %s, %s, count(*) + 1, %s, true, %s"
            " FROM yinqi.approval_policy WHERE tenant_id = %s AND enterprise_id = %s AND operation = %s"
            " AND account_number = %s AND payee_class = %s AND door = %s",
            (key[0], self.world.ids.uuid7(), *key[1:], Jsonb(rules), self.clock.now(), *key),
        )

    def no_rules(self) -> None:
        """Take every rule away."""
        self.admin(
            "UPDATE yinqi.approval_policy SET live = false WHERE tenant_id = %s", self.tenant_id
        )

    # work

    @contextmanager
    def as_user(self, user: User | None, door: Door = Door.WEB) -> Iterator[Context]:
        """A request of somebody through a door: one transaction."""
        actor = Actor(
            self.tenant_id,
            door,
            user.name if user else "system",
            enterprise_id=self.enterprise_id,
            person_id=user.person_id if user else None,
            user_id=user.user_id if user else None,
        )
        with self.app.begin(Scope(self.tenant_id, self.enterprise_id)) as uow:
            yield Context(self.world, uow, actor, self.clock.now())

    @contextmanager
    def as_worker(self) -> Iterator[Context]:
        """A job of the bank, over all its enterprises."""
        with self.worker.begin(Scope(self.tenant_id)) as uow:
            yield Context(
                self.world, uow, Actor(self.tenant_id, Door.SYSTEM, "worker"), self.clock.now()
            )

    def subject(self, maker: User, amount_minor: int | None = 100_00, **other: Any) -> Subject:
        """Write an instruction, not yet submitted."""
        row = {
            "id": self.world.ids.uuid7(),
            "body": f"付款 CNY {amount_minor} → 苏州恒锐特钢有限公司",
            "amount_minor": amount_minor,
            "currency": "" if amount_minor is None else "CNY",
            "account_number": ACCOUNT,
            "operation": PAY,
            "door": Door.WEB.value,
            "maker_person_id": maker.person_id,
        } | other
        stored = row | {"tenant_id": self.tenant_id, "enterprise_id": self.enterprise_id}
        names = ", ".join(stored)
        marks = ", ".join(f"%({name})s" for name in stored)
        with self.as_user(maker) as ctx:
            ctx.uow.run(f"INSERT INTO probe.subject ({names}) VALUES ({marks})", stored)  # noqa: S608
        return subject_of(row)

    def submit(self, maker: User, amount_minor: int | None = 100_00, **other: Any) -> UUID:
        """Write an instruction and start its round."""
        subject = self.subject(maker, amount_minor, **other)
        approval_id = self.start(maker, subject)
        assert approval_id is not None
        return approval_id

    def start(self, maker: User, subject: Subject) -> UUID | None:
        """Start a round about an instruction."""
        with self.as_user(maker) as ctx:
            locked = self.product.lock(ctx, subject.id)
            return self.engine.start(ctx, locked)

    def decide(
        self,
        user: User | None,
        approval_id: UUID,
        action: Action = Action.APPROVE,
        *,
        shown: bytes | None = None,
        comment: str = "",
        door: Door = Door.PHONE,
    ) -> Outcome:
        """Decide over the text on file, unless another was shown."""
        digest = self.digest(approval_id) if shown is None else shown
        with self.as_user(user, door) as ctx:
            return self.engine.decide(
                ctx, approval_id, action, shown_digest=digest, comment=comment, evidence=EVIDENCE
            )

    def withdraw(self, user: User, approval_id: UUID) -> Outcome:
        """Take an item back."""
        with self.as_user(user) as ctx:
            return self.engine.withdraw(ctx, approval_id)

    def recheck(self, approval_id: UUID) -> bool:
        """Look again at release, as the system; whether it may go."""
        with self.as_user(None, Door.SYSTEM) as ctx:
            return self.engine.recheck(ctx, approval_id).satisfied

    # looking

    def digest(self, approval_id: UUID) -> bytes:
        """The digest on file."""
        (row,) = self.look("SELECT digest FROM yinqi.approval WHERE id = %s", approval_id)
        return bytes(row[0])

    def status(self, approval_id: UUID) -> str:
        """The state on file."""
        (row,) = self.look("SELECT status FROM yinqi.approval WHERE id = %s", approval_id)
        return str(row[0])

    def outcomes(self, approval_id: UUID) -> list[str]:
        """What the product was told."""
        (row,) = self.look(
            "SELECT s.outcomes FROM probe.subject s JOIN yinqi.approval a ON a.subject_id = s.id WHERE a.id = %s",
            approval_id,
        )
        return list(row[0])

    def open_tasks(self, approval_id: UUID) -> set[tuple[int, UUID]]:
        """(level, person) of every task that is open."""
        rows = self.look(
            "SELECT level, person_id FROM yinqi.approval_task WHERE approval_id = %s AND status = 'open'",
            approval_id,
        )
        return {(row[0], row[1]) for row in rows}

    def tasks(self, approval_id: UUID) -> dict[tuple[int, UUID], str]:
        """(level, person) → status of every task."""
        rows = self.look(
            "SELECT level, person_id, status FROM yinqi.approval_task WHERE approval_id = %s",
            approval_id,
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def waiting(self, user: User) -> int:
        """How many items wait for somebody."""
        with self.as_user(user) as ctx:
            return self.engine.waiting_count(ctx, user.person_id)

    def everything(self) -> dict[str, list[Any]]:
        """Every row the engine or the product has written for this bank, to show that nothing changed."""
        found = {
            table: self.look(
                f"SELECT t::text FROM yinqi.{table} t WHERE tenant_id = %s ORDER BY 1",  # noqa: S608
                self.tenant_id,
            )
            for table in _TABLES
        }
        rows = self.look(
            "SELECT t::text FROM probe.subject t WHERE tenant_id = %s ORDER BY 1", self.tenant_id
        )
        return found | {"subject": rows}

    def look(self, sql: str, *params: Any) -> list[Any]:
        """Read past every wall."""
        return self.superuser.execute(sql, params).fetchall()

    def admin(self, sql: str, *params: Any) -> None:
        """Write past every wall, as an attacker or an administrator of the server would."""
        self.superuser.execute(sql, params)


def steps_json(steps: list[list[tuple[str, int]]]) -> list[list[dict[str, Any]]]:
    """Steps as a rule writes them."""
    return [[{"group": group, "needed": needed} for group, needed in step] for step in steps]

"""The bank's desk in the tests' world: staff of every role, and a customer's house beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from corporate.bank_desk import DeskHouse, build_desk, sealer_of
from corporate.bootstrap import CATALOGUE
from corporate.identity import totp
from corporate.settings import Settings
from corporate.staff import Role, StaffSession, keys, repository
from corporate.staff.enrolment import NewStaff, place
from corporate.staff.keys import HeldKey
from jobs.house import run_until_idle
from kernel.context import Context
from kernel.statements import Row
from kernel.tenancy import Scope
from tests.cast import PASSWORD
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.desk.service import Verdict

SECRET: Final = b"a secret of twenty b"
STAFF: Final = (
    NewStaff("helan", "贺兰", Role.OPERATOR),
    NewStaff("qinfeng", "秦峰", Role.SUPERVISOR),
    NewStaff("daiming", "戴明", Role.SYSTEM),
    NewStaff("guoyu", "郭雨", Role.SYSTEM),
    NewStaff("shenlan", "沈岚", Role.SECURITY),
    NewStaff("luochuan", "罗川", Role.SECURITY),
    NewStaff("yinzhou", "尹舟", Role.AUDIT),
)
NOTE: Final = "测试"


class DeskBank:
    """云港银行 with its desk; `as_("贺兰")` is a transaction of hers."""

    def __init__(self, world: HouseWorld) -> None:
        self.world = world
        self.settings = Settings(data=world.folder)
        self.house: DeskHouse = build_desk(
            self.settings, world.kernel, CATALOGUE, world.db.desk, world.passwords
        )
        self.sessions: dict[str, StaffSession] = {}
        sealer, hashed = sealer_of(self.settings, world.kernel), world.passwords.hash(PASSWORD)
        with world.owner() as uow:
            for one in STAFF:
                staff_id = place(uow, world.kernel, one, hashed, SECRET, sealer)
                now = world.clock.now()
                self.sessions[one.name] = StaffSession(
                    b"test", staff_id, one.login, one.name, one.role, "csrf", "Chromium", "203.0.113.9", now,
                )  # fmt: skip

    @property
    def scope(self) -> Scope:
        """The bank, and no enterprise."""
        return Scope(self.world.tenant_id)

    def code(self, *, later: int = 0) -> str:
        """The code everybody's authenticator shows now, or some steps later."""
        return totp.code_at(SECRET, totp.step_at(self.world.clock.now()) + later)

    @contextmanager
    def as_(self, name: str) -> Iterator[Context]:
        """A transaction of a member of staff, in the desk's role."""
        session = self.sessions[name]
        with self.world.db.desk.begin(self.scope) as uow:
            actor = session.actor(self.world.tenant_id)
            yield Context(self.world.kernel, uow, actor, self.world.clock.now())

    def propose(self, name: str, kind: str, target: str, typed: Mapping[str, str]) -> Row:
        """Ask for a change."""
        role = self.sessions[name].role
        with self.as_(name) as ctx:
            return self.house.changes.propose(ctx, role, kind, target, typed, NOTE)

    def decide(self, name: str, row: Row, *, approves: bool = True, digest: bytes = b"") -> Row:
        """Decide over what is on file."""
        verdict = Verdict(approves, digest or bytes(row["digest"]), "", {"method": "totp"})
        with self.as_(name) as ctx:
            return self.house.changes.decide(ctx, self.sessions[name].role, row["number"], verdict)

    def done(self, kind: str, target: str, typed: Mapping[str, str], by: str = "贺兰") -> Row:
        """A change that two people agree upon at once."""
        row = self.propose(by, kind, target, typed)
        checker = {"贺兰": "秦峰", "戴明": "郭雨", "沈岚": "罗川"}[by]
        return self.decide(checker, row)

    def about(self, kind: str, target: str) -> dict[str, str]:
        """What two people decide by, as it stands now."""
        with self.as_("秦峰") as ctx:
            told = self.house.changes.kind(kind).about(ctx, target)
        return {label.zh: said.zh for label, said in told}

    def work(self, pay: PaymentHouse) -> None:
        """Let the worker do whatever is due."""
        run_until_idle(pay.worker)

    def change(self, number: str) -> dict[str, Any]:
        """A change as it is on file."""
        with self.world.db.auditor.begin(self.scope) as uow:
            row = uow.row("SELECT * FROM desk_change WHERE number = %s", (number,))
            assert row is not None
            return row

    def keys(self, name: str) -> list[HeldKey]:
        """Somebody's passkeys."""
        with self.world.db.desk.begin(self.scope) as uow:
            return keys.listed(uow, self.sessions[name].staff_id)

    def staff(self, login: str) -> dict[str, Any]:
        """Somebody as they are on file."""
        with self.world.db.desk.begin(self.scope) as uow:
            row = repository.by_login(uow, login)
            assert row is not None
            return row

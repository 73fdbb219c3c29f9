"""Short words for what administrators do with people, roles and rights."""

from __future__ import annotations

from typing import Any

from corporate.bootstrap import House
from corporate.identity.people import PersonStatus
from kernel.operation import Door
from tests.cast import PASSWORD
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.access.commands import (
    ChangeRights,
    ChangeRole,
    ChangeUser,
    NameUser,
    RightLine,
    ShowMatrix,
    UserView,
)
from workflows.mandates.commands import MandateView, NameMandate

FIRST, SECOND = "周涛", "马倩"
PAY = "payments.submit"


class AccessHouse:
    """What 周涛 sets, 马倩 confirms."""

    def __init__(self, world: HouseWorld) -> None:
        self.world = world
        self.payments = PaymentHouse(world)
        self.house: House = self.payments.house

    def ask(self, code: str, command: object, by: str = FIRST) -> Any:
        return self.house.gate.perform(self.world.actor(by), code, command)

    def user(self, login: str, by: str = FIRST) -> UserView:
        seen = self.house.gate.read(self.world.actor(by), "users.show", NameUser(login=login))
        assert isinstance(seen, UserView)
        return seen

    def change(self, login: str, status: str, *, by: str = FIRST, **more: str) -> MandateView:
        given = ChangeUser(login=login, status=PersonStatus(status), **more)
        seen = self.ask("users.change", given, by)
        assert isinstance(seen, MandateView)
        return seen

    def set_rights(
        self, login: str, *rows: RightLine, by: str = FIRST, kept: bool = True
    ) -> MandateView:
        """Propose rows; with `kept` those of today stay, but for what `rows` say anew."""
        wanted = {(row.right, row.account): row for row in self.user(login).rights} if kept else {}
        wanted |= {(row.right, row.account): row for row in rows}
        seen = self.ask("rights.change", ChangeRights(login=login, rows=tuple(wanted.values())), by)
        assert isinstance(seen, MandateView)
        return seen

    def make_administrator(self, login: str, by: str = FIRST, other: str = SECOND) -> None:
        """Give somebody, beside what they have, all of self-government; agreed by two."""
        shown = self.ask("rights.matrix", ShowMatrix(), by)
        rows = [
            RightLine(right=one.right, see=one.see, make=one.make, approve=one.approve)
            for one in shown.rights
            if one.administers or one.right.startswith("approvals.")
        ]
        self.confirm(self.set_rights(login, *rows, by=by), other)

    def set_role(self, code: str, members: tuple[str, ...], name: str = "复核") -> MandateView:
        given = ChangeRole(code=code, name_zh=name, name_en="Check", members=members)
        seen = self.ask("roles.change", given)
        assert isinstance(seen, MandateView)
        return seen

    def confirm(self, seen: MandateView, by: str = SECOND, action: str = "approve") -> MandateView:
        """Sign it; the change as it is then."""
        given = {"ApprovalId": seen.approval_id, "Action": action, "ShownDigest": seen.fingerprint}
        proof = {"password": PASSWORD}
        actor = self.world.actor(by, door=Door.PHONE)
        self.house.gate.perform(actor, "approvals.decide", given, proof=proof)
        return self.show(seen.number)

    def show(self, number: str, by: str = FIRST) -> MandateView:
        found = self.house.gate.read(
            self.world.actor(by), "mandates.show", NameMandate(number=number)
        )
        assert isinstance(found, MandateView)
        return found

    def bank_lets_one_administer(self) -> None:
        self.world.db.tamper(
            "UPDATE yinqi.enterprise SET settings = '{\"single_administrator\": true}'"
        )

    def waiting(self, name: str) -> int:
        """How many items wait for somebody."""
        inbox = self.house.gate.read(self.world.actor(name), "approvals.inbox")
        return int(inbox.waiting)

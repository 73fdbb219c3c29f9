"""The whole house with one more kind of change, of the simplest sort: notes on a board."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from corporate.bootstrap import House
from kernel.context import Context
from kernel.operation import Door
from kernel.text import NO_TEXT, Text
from tests.cast import PASSWORD
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.approval.errors import Overtaken
from workflows.mandates.commands import ListMandates, MandatePage, MandateView, NameMandate
from workflows.mandates.kinds import Change, Content, Line
from workflows.mandates.service import Wish

KIND: Final = "notes"


class Notes:
    """Notes by name; kept in memory, changed only by `apply`."""

    code: str = KIND
    operation: str = "mandates.list"

    def __init__(self) -> None:
        self.notes: dict[str, Content] = {}
        self.refuses = False

    def present(self, ctx: Context, target: str) -> Content:
        assert ctx.actor.enterprise_id is not None
        return self.notes.get(target, {})

    def checked(self, ctx: Context, change: Change) -> Content:
        assert ctx.actor.enterprise_id is not None
        return change.after

    def title(self, ctx: Context, change: Change) -> Text:
        assert ctx.actor.enterprise_id is not None
        return Text(f"公告 {change.target}", f"Note {change.target}")

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        assert ctx.actor.enterprise_id is not None
        if change.before == change.after:
            return ()
        said = [
            Text(str(c.get("text", "")), str(c.get("text", "")))
            for c in (change.before, change.after)
        ]
        return (Line(Text("内容", "Text"), said[0] if change.before else NO_TEXT, said[1]),)

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        assert ctx.actor.enterprise_id is not None
        about = change.after.get("about")
        return frozenset({UUID(about)}) if about else frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        assert ctx.actor.enterprise_id is not None
        if self.refuses:
            raise Overtaken
        self.notes[change.target] = change.after


class MandateHouse:
    """Short words for what administrators do."""

    def __init__(self, world: HouseWorld) -> None:
        self.world = world
        payments = PaymentHouse(world)
        self.house: House = payments.house
        self.worker: House = payments.worker
        self.kind = Notes()
        for house in (self.house, self.worker):
            house.mandates.teach(self.kind)

    def person(self, name: str) -> UUID:
        return self.world.user(name).person_id

    def note(self) -> dict[str, Any]:
        return dict(self.kind.notes.get("board", {}))

    def propose(self, name: str, after: dict[str, Any]) -> MandateView:
        with self.world.context(name) as ctx:
            return self.house.mandates.propose(ctx, Wish(KIND, "board", after))

    def decide(self, name: str, seen: MandateView, action: str = "approve") -> str:
        given = {"ApprovalId": seen.approval_id, "Action": action, "ShownDigest": seen.fingerprint}
        answer = self.house.gate.perform(
            self.world.actor(name, door=Door.PHONE),
            "approvals.decide",
            given,
            proof={"password": PASSWORD},
        )
        return str(answer.outcome.value)

    def withdraw(self, name: str, number: str) -> MandateView:
        seen = self.house.gate.perform(
            self.world.actor(name), "mandates.withdraw", NameMandate(number=number)
        )
        assert isinstance(seen, MandateView)
        return seen

    def show(self, number: str, *, by: str = "马倩", enterprise: str = "") -> MandateView:
        seen = self.house.gate.read(
            self.world.actor(by, enterprise=enterprise), "mandates.show", NameMandate(number=number)
        )
        assert isinstance(seen, MandateView)
        return seen

    def page(self, **wanted: Any) -> MandatePage:
        found = self.house.gate.read(
            self.world.actor("马倩"), "mandates.list", ListMandates(**wanted)
        )
        assert isinstance(found, MandatePage)
        return found

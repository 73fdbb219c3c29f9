"""The whole house with somebody beyond who knows names, and short words for what people do with payees."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from connectors.ports import ClearingTimeout, NameAnswer, NameQuestion, NameVerdict
from corporate.bootstrap import House, assemble
from corporate.settings import Settings
from kernel.operation import Door
from tests.cast import PASSWORD
from tests.workflows.payments.house import OTHER_PAYEE, PaymentHouse
from tests.world import HouseWorld
from workflows.mandates.commands import MandateView
from workflows.payees.classes import PayeeClass, WhiteList
from workflows.payees.commands import (
    BrowsePayees,
    ChangePayee,
    Demand,
    NamePayee,
    NameVerified,
    PayeeBookPage,
    PayeeEntry,
    ShownPayee,
    VerifyName,
)

ACCOUNT: Final[str] = OTHER_PAYEE["payee_account"]
NAME: Final[str] = OTHER_PAYEE["payee_name"]
BANK: Final[str] = OTHER_PAYEE["payee_bank"]


class KnowsNames:
    """Answers about names by what it was told; None is no answer."""

    def __init__(self) -> None:
        self.says: NameAnswer | None = NameAnswer(NameVerdict.MATCH)
        self.asked: list[NameQuestion] = []

    def verify_name(self, bank_code: str, question: NameQuestion) -> NameAnswer:
        assert len(bank_code) == 12
        self.asked.append(question)
        if self.says is None:
            raise ClearingTimeout
        return self.says


class PayeeHouse(PaymentHouse):
    """Payments, and the book of those who are paid."""

    def __init__(self, world: HouseWorld) -> None:
        super().__init__(world)
        self.names = KnowsNames()
        self.house: House = assemble(
            Settings(),
            world.kernel,
            world.db.app,
            self.clearing,
            self.names,
            passwords=world.passwords,
        )

    def wish(self, account: str = ACCOUNT, **more: Any) -> ChangePayee:
        given: dict[str, Any] = {"name": NAME, "bank_code": BANK, **more}
        return ChangePayee(account=account, **given)

    def propose(self, *, by: str = "李娜", account: str = ACCOUNT, **more: Any) -> MandateView:
        actor = self.world.actor(by)
        seen = self.house.gate.perform(actor, "payees.change", self.wish(account, **more))
        assert isinstance(seen, MandateView)
        return seen

    def confirm(self, seen: MandateView, *, by: str = "赵敏", action: str = "approve") -> str:
        given = {"ApprovalId": seen.approval_id, "Action": action, "ShownDigest": seen.fingerprint}
        answer = self.house.gate.perform(
            self.world.actor(by, door=Door.PHONE),
            "approvals.decide",
            given,
            proof={"password": PASSWORD},
        )
        return str(answer.outcome.value)

    def enter(self, account: str = ACCOUNT, **more: Any) -> None:
        """Two clerks put somebody into the book."""
        assert self.confirm(self.propose(account=account, **more)) == "granted"

    def list_payee(self, account: str = ACCOUNT, **more: Any) -> None:
        """Two clerks put somebody on the white list."""
        self.enter(account, payee_class=PayeeClass.WHITE_LIST, **more)

    def demand(self, *, confirmed: bool = True, **asked: Any) -> MandateView:
        """Two administrators demand something of payees."""
        given: dict[str, Any] = {
            "white_list": WhiteList.OFF, "cool_down_hours": 0, "cool_down_free_minor": 0, **asked,
        }  # fmt: skip
        seen = self.house.gate.perform(self.world.actor("周涛"), "payees.govern", Demand(**given))
        assert isinstance(seen, MandateView)
        if confirmed:
            assert self.confirm(seen, by="马倩") == "granted"
        return seen

    def book(self, *, by: str = "李娜", enterprise: str = "", **wanted: Any) -> PayeeBookPage:
        found = self.house.gate.read(
            self.world.actor(by, enterprise=enterprise), "payees.browse", BrowsePayees(**wanted)
        )
        assert isinstance(found, PayeeBookPage)
        return found

    def show(self, account: str = ACCOUNT, *, by: str = "李娜", enterprise: str = "") -> ShownPayee:
        found = self.house.gate.read(
            self.world.actor(by, enterprise=enterprise), "payees.show", NamePayee(account=account)
        )
        assert isinstance(found, ShownPayee)
        return found

    def entry(self, account: str = ACCOUNT) -> PayeeEntry:
        return self.show(account).entries[0]

    def verify(self, account: str = ACCOUNT, *, by: str = "李娜", **more: Any) -> NameVerified:
        """Ask about a name as the page does: kept at the gate, settled outside."""
        given: dict[str, Any] = {"name": NAME, "bank_code": BANK, **more}
        actor = self.world.actor(by)
        said = self.house.gate.perform(actor, "payees.verify", VerifyName(account=account, **given))
        assert isinstance(said, NameVerified)
        return self.settle(said, by) if said.check_id else said

    def settle(self, said: NameVerified, by: str = "李娜") -> NameVerified:
        def run(work: Any) -> Any:
            with self.world.context(by) as ctx:
                return work(ctx)

        return self.house.names.settle(run, UUID(said.check_id))

    def codes(self, serial: str, **more: Any) -> list[str]:
        """What the check page finds about the payee."""
        command = self.command(serial, **{**OTHER_PAYEE, **more})
        checked = self.house.gate.read(self.world.actor("李娜"), "payments.check", command)
        return [f"{f.code}:{f.severity}" for f in checked.findings if f.code.startswith("payee.")]

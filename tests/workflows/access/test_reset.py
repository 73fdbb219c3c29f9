"""Lost keys: two administrators reset a colleague's methods, and nobody becomes weaker by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corporate.identity import sessions, signing_rules
from corporate.identity.errors import (
    MethodNeeded,
    ProofMissing,
    ProofRefused,
    RecoveryAtDesk,
    RecoveryAwaited,
    RecoveryRefused,
    SessionEnded,
    SignatureRefused,
    SigningRuleMalformed,
    TooManyAttempts,
)
from corporate.identity.key_ring import Owner
from corporate.recovery import LostMethods
from kernel.errors import YinqiError
from kernel.public_status import PublicStatus
from kernel.tenancy import Scope
from tests.cast import PASSWORD
from tests.corporate.identity.soft_authenticator import SoftAuthenticator
from tests.corporate.identity.test_strong_proof import SITE, Desk
from tests.workflows.access.house import FIRST, SECOND, AccessHouse
from workflows.access import errors
from workflows.access.commands import ActivationCode, NameUser, ResetMethods
from workflows.approval import errors as approval_errors
from workflows.mandates import errors as mandate_errors
from workflows.mandates.commands import MandateView

ADD = "add-passkey"


class Lost(Desk):
    """赵敏 had a passkey and signed with it; a payment waits for her."""

    def __init__(self, access: AccessHouse) -> None:
        super().__init__(access.world, access.payments)
        self.access = access
        access.payments.submit("A", amount_minor=512_345)
        self.enrol()

    def propose(self, by: str = FIRST, login: str = "zhaomin") -> MandateView:
        seen = self.access.ask("users.reset", ResetMethods(login=login, reason="手机遗失"), by)
        assert isinstance(seen, MandateView)
        return seen

    def reset(self) -> MandateView:
        return self.access.confirm(self.propose())

    def hand_out(self, by: str = SECOND, login: str = "zhaomin") -> str:
        issued = self.access.ask("users.recovery_code", NameUser(login=login), by)
        assert isinstance(issued, ActivationCode)
        return issued.code

    def prove(self, **proof: str) -> Any:
        desk = self.house.house.methods
        return self.own(lambda ctx: desk.prove(ctx, self.owner, proof, ADD))

    def register(self, code: str, key_id: bytes = b"key-of-zhaomin-0002") -> SoftAuthenticator:
        """A new passkey with password and code, as the page does it."""
        wrong = self.prove(password=PASSWORD, recovery=code)
        if wrong is not None:
            raise wrong
        key = SoftAuthenticator(key_id, self.person)
        self.enrol(key)
        return key


@pytest.fixture
def lost(access: AccessHouse) -> Lost:
    return Lost(access)


def refused(kind: type[YinqiError], attempt: Callable[[], Any]) -> None:
    with pytest.raises(kind):
        attempt()


def test_two_agree_the_person_registers_anew_and_signs_again(lost: Lost) -> None:
    seen = lost.propose()
    assert [(one.label_zh, one.was_zh, one.becomes_zh) for one in seen.lines] == [
        ("用户", "", "赵敏（zhaomin）"),
        ("通行密钥", "1 个", "全部作废"),
        ("签名", "可以签名", "凭密码和恢复码登记新方式之前不能签名"),
    ]
    old = lost.key.sign(lost.ask())
    assert lost.access.confirm(seen).status is PublicStatus.SUCCEEDED
    assert lost.refused({"passkey": old}) is RecoveryAwaited
    assert lost.refused({"password": PASSWORD}) is RecoveryAwaited, "nobody becomes weaker"
    key = lost.register(lost.hand_out())
    assert lost.refused({"password": PASSWORD}) is MethodNeeded
    lost.key = key
    assert lost.decide({"passkey": key.sign(lost.ask())}) == "granted"
    assert lost.world.count("audit", "action = 'methods.reset'") == 1


def test_until_it_is_confirmed_nothing_changes(lost: Lost) -> None:
    seen = lost.propose()
    assert lost.decide({"passkey": lost.key.sign(lost.ask())}) == "granted"
    lost.access.confirm(seen, action="reject")
    assert lost.world.count("credential", "method = 'passkey' AND status = 'active'") == 1


def test_every_session_ends(lost: Lost) -> None:
    world = lost.world
    with world.db.app.begin(Scope(world.tenant_id)) as uow:
        token = sessions.start(uow, world.kernel, lost.person, "手机", "203.0.113.9")
    lost.reset()
    with world.db.app.begin(Scope(world.tenant_id)) as uow, pytest.raises(SessionEnded):
        sessions.find(uow, token, world.clock.now())


def test_a_thief_who_was_about_to_add_a_key_of_their_own_is_too_late(lost: Lost) -> None:
    """With the stolen passkey the question was opened; the reset voids it."""
    desk, thief = lost.house.house.methods, SoftAuthenticator(b"key-of-a-thief-0001", lost.person)
    options = lost.own(lambda ctx: desk.ask_passkey(ctx, lost.owner, SITE))
    lost.reset()
    made = thief.create(options)
    with pytest.raises(SignatureRefused):
        lost.own(lambda ctx: desk.add_passkey(ctx, lost.owner, SITE, made, "x"))
    assert lost.world.count("credential", "method = 'passkey' AND status = 'active'") == 0


def test_nobody_resets_themselves_nor_confirms_it(lost: Lost) -> None:
    lost.access.make_administrator("wanglei")
    lost.access.make_administrator("zhaomin")
    refused(mandate_errors.OwnRights, lambda: lost.propose(by="赵敏"))
    seen = lost.propose()
    refused(approval_errors.MakerMayNotApprove, lambda: lost.access.confirm(seen, by=FIRST))
    assert lost.access.waiting("赵敏") == 1, "her payment, and not her own reset"
    assert lost.access.confirm(seen, by="王磊").status is PublicStatus.SUCCEEDED


def test_of_two_administrators_the_one_who_lost_a_key_goes_to_the_desk(lost: Lost) -> None:
    """Nobody is left to confirm it; the refusal says so, and the bank's desk can."""
    maqian = lost.world.user(SECOND).person_id
    lost.owner, lost.person = Owner(maqian, "maqian", SECOND), maqian
    lost.enrol(SoftAuthenticator(b"key-of-maqian-0001", maqian))
    with pytest.raises(mandate_errors.NobodyConfirms) as refusal:
        lost.propose(login="maqian")
    assert "开户行柜台" in refusal.value.message.zh
    with lost.world.job() as ctx:
        assert LostMethods().reset(ctx, maqian) == 1
    lost.access.make_administrator("wanglei")
    assert lost.access.user("wanglei").rights


def test_a_third_administrator_makes_it_possible(lost: Lost) -> None:
    lost.access.make_administrator("wanglei")
    maqian = lost.world.user(SECOND).person_id
    lost.owner, lost.person = Owner(maqian, "maqian", SECOND), maqian
    lost.enrol(SoftAuthenticator(b"key-of-maqian-0001", maqian))
    seen = lost.propose(login="maqian")
    assert lost.access.confirm(seen, by="王磊").status is PublicStatus.SUCCEEDED


def test_the_code_is_handed_out_by_somebody_else(lost: Lost) -> None:
    refused(errors.NotRecovering, lost.hand_out)
    lost.reset()
    refused(errors.OwnReset, lambda: lost.hand_out(by=FIRST))
    first = lost.hand_out()
    second = lost.hand_out()
    assert isinstance(lost.prove(password=PASSWORD, recovery=first), RecoveryRefused), "void"
    assert lost.prove(password=PASSWORD, recovery=second) is None


@pytest.mark.parametrize(
    "proof",
    [{}, {"password": PASSWORD}, {"recovery": "1"}, {"password": PASSWORD, "code": "123456"}],
)
def test_password_and_code_belong_together(lost: Lost, proof: dict[str, str]) -> None:
    lost.reset()
    lost.hand_out()
    refused(ProofMissing, lambda: lost.prove(**proof))


def test_wrong_guesses_are_few_and_late_is_too_late(lost: Lost) -> None:
    lost.reset()
    code = lost.hand_out()
    lost.world.advance(hours=25)
    assert isinstance(lost.prove(password=PASSWORD, recovery=code), ProofRefused)
    for _ in range(4):
        assert isinstance(lost.prove(password=PASSWORD, recovery="0000-000000"), RecoveryRefused)
    refused(TooManyAttempts, lambda: lost.prove(password=PASSWORD, recovery=lost.hand_out()))


def test_a_code_is_used_up_by_registering(lost: Lost) -> None:
    lost.reset()
    code = lost.hand_out()
    lost.register(code)
    refused(MethodNeeded, lambda: lost.prove(password=PASSWORD, recovery=code))
    refused(errors.NotRecovering, lost.hand_out)


def test_who_signs_for_others_too_is_recovered_by_the_bank_alone(lost: Lost) -> None:
    """陈静 is a manager here and an approver at another company, which these two know nothing of."""
    chenjing = lost.world.user("陈静", "辰海").person_id
    lost.owner, lost.person = Owner(chenjing, "chenjing", "陈静"), chenjing
    lost.enrol(SoftAuthenticator(b"key-of-chenjing-0001", chenjing))
    lost.access.confirm(lost.propose(login="chenjing"))
    wrong = lost.prove(password=PASSWORD, recovery=lost.hand_out(login="chenjing"))
    assert isinstance(wrong, RecoveryAtDesk)
    with lost.world.job() as ctx:
        LostMethods().reset(ctx, chenjing)
    assert lost.prove(password=PASSWORD) is None


def test_whoever_has_only_a_password_has_nothing_to_reset(lost: Lost) -> None:
    refused(mandate_errors.NothingChanges, lambda: lost.propose(login="lina"))


def test_no_rule_can_ask_for_a_recovery_code() -> None:
    rule = {"*": {"*": {"*": [{"upper_minor": None, "choice": "any", "enough": [["recovery"]]}]}}}
    with pytest.raises(SigningRuleMalformed):
        signing_rules.read(rule)

"""At the gate: which proof is enough, and every way a passkey or a code can be wrong, late or used."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from corporate.identity import ask_passkeys, methods, totp
from corporate.identity.errors import (
    CodeRefused,
    MethodAbsent,
    MethodNeeded,
    MethodTaken,
    ProofMissing,
    SignatureRefused,
    SigningRuleMalformed,
    TooManyAttempts,
)
from corporate.identity.key_ring import Owner
from corporate.identity.passkeys import Site
from corporate.recovery import LostMethods
from kernel.context import Actor, Context
from kernel.errors import YinqiError
from kernel.operation import Door
from kernel.parsing import Names
from kernel.tenancy import Scope
from tests.cast import PASSWORD
from tests.corporate.identity.soft_authenticator import ORIGIN, RP_ID, UP, SoftAuthenticator
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.approval.errors import ContentChanged

SITE = Site(RP_ID, ORIGIN, "云港银行")
Rules = dict[str, Any]


def banded(*bands: tuple[int | None, str, list[list[str]]]) -> Rules:
    """A rule for every operation in yuan."""
    read = [
        {"upper_minor": upper, "choice": choice, "enough": enough}
        for upper, choice, enough in bands
    ]
    return {"*": {"*": {"*": [read[-1]], "CNY": read}}}


class Desk:
    """赵敏 and one payment that waits for her."""

    def __init__(self, world: HouseWorld, house: PaymentHouse) -> None:
        self.world, self.house = world, house
        self.actor: Actor = world.actor("赵敏", door=Door.PHONE)
        self.person: UUID = world.user("赵敏").person_id
        self.owner = Owner(self.person, "zhaomin", "赵敏")
        self.key = SoftAuthenticator(b"key-of-zhaomin-0001", self.person)

    def rule(self, rules: object) -> None:
        """Set the bank's rule of methods."""
        from psycopg.types.json import Jsonb  # noqa: PLC0415 - beside its only use

        with self.world.owner() as uow:
            uow.run(
                "UPDATE bank SET settings = settings || %s WHERE tenant_id = %s",
                (Jsonb({"signing_rules": rules}), self.world.tenant_id),
            )
        self.house.house.banks.forget()

    def own(self, work: Callable[[Context], Any]) -> Any:
        """Work in a transaction about the person alone."""
        with self.world.db.app.begin(Scope(self.world.tenant_id)) as uow:
            actor = Actor(self.world.tenant_id, Door.WEB, "赵敏", person_id=self.person)
            return work(Context(self.world.kernel, uow, actor, self.world.clock.now()))

    def enrol(self, key: SoftAuthenticator | None = None) -> UUID:
        """Register the passkey."""
        used, portal = key or self.key, self.house.house.methods
        options = self.own(lambda ctx: portal.ask_passkey(ctx, self.owner, SITE))
        answer = used.create(options)
        made: UUID = self.own(lambda ctx: portal.add_passkey(ctx, self.owner, SITE, answer, "手机"))
        return made

    def enrol_code(self) -> bytes:
        """Register a one-time code; its secret."""
        desk = self.house.house.methods
        secret = self.own(lambda ctx: desk.offer_code(ctx, self.owner)).secret
        assert isinstance(secret, bytes)
        code = self.code(secret)
        assert self.own(lambda ctx: desk.confirm_code(ctx, self.owner, code, "手机"))
        self.world.advance(seconds=60)
        return secret

    def code(self, secret: bytes) -> str:
        return totp.code_at(secret, totp.step_at(self.world.clock.now()))

    def waiting(self) -> tuple[str, str]:
        """Id and digest of what waits first."""
        inbox = self.house.house.gate.read(self.actor, "approvals.inbox")
        item = inbox.items[0].approval_id
        seen = self.house.house.gate.read(self.actor, "approvals.view", {"ApprovalId": item})
        return item, seen.digest

    def ask(self, action: str = "approve", site: Site = SITE) -> dict[str, Any]:
        """The question for a passkey, as the page gets it."""
        item, digest = self.waiting()
        given = {"approval_id": item, "action": action, "shown_digest": digest}
        gate = self.house.house.gate
        with self.world.context("赵敏", door=Door.PHONE) as ctx:
            demand = gate.demand(
                self.actor, "approvals.decide", given, uow=ctx.uow, names=Names.PYTHON
            )
            return ask_passkeys(ctx, self.person, site, demand.signing, demand.text).options

    def decide(self, proof: dict[str, str], action: str = "approve") -> str:
        item, digest = self.waiting()
        given = {"ApprovalId": item, "Action": action, "ShownDigest": digest}
        answer = self.house.house.gate.perform(self.actor, "approvals.decide", given, proof=proof)
        return str(answer.outcome.value)

    def refused(self, proof: dict[str, str], action: str = "approve") -> type[YinqiError]:
        """Which refusal it is; nothing was decided."""
        before = self.world.count("approval_decision")
        with pytest.raises(YinqiError) as refusal:
            self.decide(proof, action)
        assert self.world.count("approval_decision") == before
        return type(refusal.value)


@pytest.fixture
def desk(world: HouseWorld) -> Desk:
    house = PaymentHouse(world)
    house.submit("A", amount_minor=512_345)
    return Desk(world, house)


def test_a_passkey_signs_and_its_evidence_is_whole(desk: Desk, world: HouseWorld) -> None:
    method_id = desk.enrol()
    assert desk.decide({"passkey": desk.key.sign(desk.ask())}) == "granted"
    with world.job() as ctx:
        (row,) = ctx.uow.rows("SELECT evidence, canonical_text FROM approval_decision")
    kept = row["evidence"]
    assert (kept["method"], kept["statement"], kept["algorithm"]) == ("passkey", "approve", "-7")
    assert kept["credential_id"] == str(method_id)
    named = (
        "nonce",
        "challenge",
        "client_data_json",
        "authenticator_data",
        "signature",
        "public_key",
    )
    assert all(kept[name] for name in named)
    assert "金额: CNY 5123.45" in row["canonical_text"]


def test_the_same_answer_is_refused_the_second_time(desk: Desk, world: HouseWorld) -> None:
    desk.enrol()
    answer = desk.key.sign(desk.ask())
    desk.decide({"passkey": answer})
    PaymentHouse(world).submit("B", amount_minor=512_345)
    assert desk.refused({"passkey": answer}) is SignatureRefused


def test_of_many_at_once_one_answer_counts(desk: Desk, world: HouseWorld) -> None:
    """The challenge is taken before anything else: the others find it used."""
    desk.enrol()
    answer, (item, digest) = desk.key.sign(desk.ask()), desk.waiting()
    given = {"ApprovalId": item, "Action": "approve", "ShownDigest": digest}

    def perform(_turn: int) -> str:
        try:
            desk.house.house.gate.perform(
                desk.actor, "approvals.decide", given, proof={"passkey": answer}
            )
        except YinqiError as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(perform, range(8)))
    assert outcomes.count("done") == 1
    assert world.count("approval_decision") == 1
    assert world.count("challenge", "purpose = 'sign:approve' AND used_at IS NOT NULL") == 1


def test_an_answer_after_two_minutes_is_too_late(desk: Desk, world: HouseWorld) -> None:
    desk.enrol()
    answer = desk.key.sign(desk.ask())
    world.advance(seconds=121)
    assert desk.refused({"passkey": answer}) is SignatureRefused


def test_what_was_signed_as_yes_is_no_no(desk: Desk) -> None:
    desk.enrol()
    assert (
        desk.refused({"passkey": desk.key.sign(desk.ask("approve"))}, "reject") is SignatureRefused
    )
    assert desk.decide({"passkey": desk.key.sign(desk.ask("reject"))}, "reject") == "rejected"


LIES: list[tuple[str, dict[str, Any]]] = [
    ("no user verification", {"flags": UP}),
    ("nobody present", {"flags": 0x04}),
    ("another port", {"origin": "http://localhost:8081"}),
    ("a look-alike", {"origin": "http://localhost.example:8080"}),
    ("another site's key", {"rp_id": "example.com"}),
    ("inside a frame", {"more": {"crossOrigin": True}}),
    ("below another site", {"more": {"topOrigin": "https://example.com"}}),
    ("a creation, not a signature", {"more": {"type": "webauthn.create"}}),
    ("somebody else's handle", {"person": UUID(int=7)}),
]


@pytest.mark.parametrize(("_why", "lie"), LIES, ids=[why for why, _ in LIES])
def test_an_answer_that_is_wrong_anywhere_is_refused(
    desk: Desk, _why: str, lie: dict[str, Any]
) -> None:
    desk.enrol()
    for name, value in lie.items():
        setattr(desk.key, name, value)
    assert desk.refused({"passkey": desk.key.sign(desk.ask())}) is SignatureRefused


def test_a_forged_signature_is_refused(desk: Desk) -> None:
    desk.enrol()
    assert desk.refused({"passkey": desk.key.sign(desk.ask(), bogus=True)}) is SignatureRefused


@pytest.mark.parametrize("junk", ["", "{}", "[]", "null", '{"id": 3}', "[" * 20_000, "x" * 20_000])
def test_what_is_no_answer_is_refused(desk: Desk, junk: str) -> None:
    desk.enrol()
    assert desk.refused({"passkey": junk}) in {SignatureRefused, MethodNeeded, ProofMissing}


def test_another_persons_passkey_signs_nothing_for_this_one(desk: Desk, world: HouseWorld) -> None:
    desk.enrol()
    desk.key.person = None
    with world.owner() as uow:
        uow.run(
            "UPDATE credential SET person_id = %s WHERE tenant_id = %s AND method = 'passkey'",
            (world.user("王磊").person_id, world.tenant_id),
        )
        uow.run(
            "INSERT INTO credential (tenant_id, id, person_id, method, secret, status, created_at)"
            " VALUES (%s, %s, %s, 'passkey', '', 'active', %s)",
            (world.tenant_id, UUID(int=9), desk.person, world.clock.now()),
        )
    assert desk.refused({"passkey": desk.key.sign(desk.ask())}) is SignatureRefused


def test_a_count_that_does_not_grow_blocks_the_passkey(desk: Desk, world: HouseWorld) -> None:
    desk.enrol()
    desk.key.count = 5
    desk.decide({"passkey": desk.key.sign(desk.ask())})
    PaymentHouse(world).submit("B", amount_minor=512_345)
    desk.key.count = 3
    assert desk.refused({"passkey": desk.key.sign(desk.ask())}) is SignatureRefused
    assert world.count("credential", "method = 'passkey' AND status = 'blocked'") == 1
    assert world.count("audit", "action = 'methods.block'") == 1
    desk.key.count = 9
    assert desk.refused({"passkey": desk.key.sign(desk.ask())}) is MethodNeeded


def test_a_row_changed_after_the_question_is_not_signed(desk: Desk, world: HouseWorld) -> None:
    """The server makes the challenge anew from the row as it is, not from what the browser sends."""
    desk.enrol()
    answer = desk.key.sign(desk.ask())
    world.db.tamper("UPDATE yinqi.payment SET amount_minor = amount_minor + 1")
    assert desk.refused({"passkey": answer}) is ContentChanged
    world.db.tamper("UPDATE yinqi.payment SET amount_minor = amount_minor - 1")
    assert desk.decide({"passkey": answer}) == "granted", (
        "the control: only the change stood in the way"
    )


def test_a_copy_from_before_the_first_signature_is_noticed(desk: Desk, world: HouseWorld) -> None:
    desk.key.count = 4
    desk.enrol()
    desk.key.count = 3
    assert desk.refused({"passkey": desk.key.sign(desk.ask())}) is SignatureRefused
    assert world.count("credential", "method = 'passkey' AND status = 'blocked'") == 1


def test_a_revoked_passkey_is_refused_on_the_next_request(desk: Desk) -> None:
    method_id = desk.enrol()
    answer = desk.key.sign(desk.ask())
    desk.own(lambda ctx: desk.house.house.methods.revoke(ctx, desk.owner, method_id, b""))
    assert desk.refused({"passkey": answer}) is MethodNeeded
    assert desk.decide({"password": PASSWORD}) == "granted", (
        "the password is the best there is again"
    )


def test_who_has_a_passkey_signs_with_nothing_weaker(desk: Desk) -> None:
    secret = desk.enrol_code()
    desk.enrol()
    assert desk.refused({"password": PASSWORD}) is MethodNeeded
    assert desk.refused({"password": PASSWORD, "code": desk.code(secret)}) is MethodNeeded


def test_unless_the_banks_rule_says_otherwise(desk: Desk) -> None:
    desk.rule(banded((None, "any", [["passkey"], ["password", "totp"], ["password"]])))
    secret = desk.enrol_code()
    desk.enrol()
    assert desk.refused({"password": PASSWORD}) is MethodNeeded, "part of a larger one they hold"
    assert desk.decide({"password": PASSWORD, "code": desk.code(secret)}) == "granted"


def test_above_an_amount_a_passkey_is_asked_for_by_name(desk: Desk, world: HouseWorld) -> None:
    desk.rule(banded((512_345, "any", [["password"]]), (None, "strongest", [["passkey"]])))
    assert desk.decide({"password": PASSWORD}) == "granted"
    PaymentHouse(world).submit("B", amount_minor=512_346)
    with pytest.raises(MethodAbsent) as refusal:
        desk.decide({"password": PASSWORD})
    assert "通行密钥" in refusal.value.message.zh
    desk.enrol()
    assert desk.decide({"passkey": desk.key.sign(desk.ask())}) == "granted"


def test_a_rule_that_cannot_be_read_lets_nothing_through(desk: Desk) -> None:
    desk.rule({"*": {"*": {"*": []}}})
    assert desk.refused({"password": PASSWORD}) is SigningRuleMalformed


def test_a_code_counts_once_and_with_the_password(desk: Desk, world: HouseWorld) -> None:
    secret = desk.enrol_code()
    code = desk.code(secret)
    assert desk.refused({"password": PASSWORD}) is MethodNeeded
    assert desk.refused({"password": "wrong-one-22", "code": desk.code(secret)}) is CodeRefused
    world.advance(seconds=60)
    code = desk.code(secret)
    assert desk.decide({"password": PASSWORD, "code": code}) == "granted"
    PaymentHouse(world).submit("B", amount_minor=512_345)
    assert desk.refused({"password": PASSWORD, "code": code}) is CodeRefused
    assert world.count("approval_decision", "evidence->>'method' = 'password+totp'") == 1


def test_of_many_at_once_one_code_counts(desk: Desk, world: HouseWorld) -> None:
    secret = desk.enrol_code()
    code = desk.code(secret)
    codes = desk.house.house.methods._codes

    def check(_turn: int) -> bool:
        with world.db.app.begin(Scope(world.tenant_id)) as uow:
            return codes.check(uow, desk.person, code, world.clock.now()) is not None

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(check, range(16))).count(True) == 1


def test_the_secret_of_a_code_is_sealed_in_its_row(desk: Desk, world: HouseWorld) -> None:
    secret = desk.enrol_code()
    with world.job() as ctx:
        (row,) = ctx.uow.rows("SELECT secret FROM credential WHERE method = 'totp'")
    assert totp.spelled(secret) not in row["secret"]
    assert secret.hex() not in row["secret"]


def test_five_wrong_codes_block_signing(desk: Desk) -> None:
    desk.enrol_code()
    for _turn in range(5):
        assert desk.refused({"password": PASSWORD, "code": "000000"}) is CodeRefused
    assert desk.refused({"password": PASSWORD, "code": "000000"}) is TooManyAttempts


def test_an_authenticator_is_registered_once(desk: Desk) -> None:
    method_id = desk.enrol()
    with pytest.raises(MethodTaken):
        desk.enrol()
    desk.own(lambda ctx: methods.revoke(ctx.uow, desk.person, method_id, ctx.now))
    with pytest.raises(MethodTaken):
        desk.enrol()


@pytest.mark.parametrize(
    "lie", [{"flags": UP}, {"origin": "https://localhost:8080"}, {"rp_id": "a.example"}, {"algorithm": -35}]
)  # fmt: skip
def test_a_wrong_creation_registers_nothing(
    desk: Desk, world: HouseWorld, lie: dict[str, Any]
) -> None:
    for name, value in lie.items():
        setattr(desk.key, name, value)
    with pytest.raises(SignatureRefused):
        desk.enrol()
    assert world.count("passkey") == 0


def test_the_banks_desk_resets_what_somebody_lost(desk: Desk, world: HouseWorld) -> None:
    desk.enrol_code()
    desk.enrol()
    answer = desk.key.sign(desk.ask())
    with world.job() as ctx:
        assert LostMethods().reset(ctx, world.user("赵敏").person_id) == 2
    assert desk.refused({"passkey": answer}) is MethodNeeded
    assert desk.decide({"password": PASSWORD}) == "granted"
    assert world.count("audit", "action = 'methods.reset'") == 1

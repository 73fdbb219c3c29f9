"""Several payments under one signature, at the gate: all or none, and nothing but what was shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from connectors.direct_link.bank_keys import FileBankKeys
from corporate.evidence_writer import EvidenceWriter
from corporate.gate import Demand
from corporate.identity import ask_passkeys
from corporate.identity.errors import (
    MethodAbsent,
    MethodNeeded,
    ProofRefused,
    SignatureRefused,
)
from kernel.crypto.key_folder import KeyFolder
from kernel.errors import NotFound, YinqiError
from kernel.operation import Door
from kernel.parsing import Names
from kernel.tenancy import Scope
from tests.cast import PASSWORD
from tests.corporate.identity.soft_authenticator import UP
from tests.corporate.identity.test_strong_proof import SITE, Desk, banded
from tests.workflows.payments.house import OTHER_PAYEE, PaymentHouse
from tests.world import HouseWorld
from tools.verify_evidence import Refused, verify
from workflows.approval.errors import ContentChanged, ListVoid, ListWrong

CODE = "approvals.decide_list"
CHANGED = (
    "UPDATE yinqi.payment SET amount_minor = amount_minor + {by} WHERE payee_name LIKE '无锡%'"
)


class Several(Desk):
    """赵敏 and three payments that wait for her, of which she signs two."""

    def __init__(self, world: HouseWorld) -> None:
        house = PaymentHouse(world)
        self.numbers = [
            house.submit("A", amount_minor=400_000).number,
            house.submit("B", amount_minor=300_050, **OTHER_PAYEE).number,
            house.submit("C", amount_minor=100_000).number,
        ]
        super().__init__(world, house)
        inbox = house.house.gate.read(self.actor, "approvals.inbox")
        self.ids = [item.approval_id for item in inbox.items]
        self.digests = {one: self.digest_of(one) for one in self.ids}

    def digest_of(self, approval_id: str) -> str:
        seen = self.house.house.gate.read(self.actor, "approvals.view", {"ApprovalId": approval_id})
        return str(seen.digest)

    def given(self, *places: int, digest: str = "00" * 32) -> dict[str, Any]:
        items = [
            {"approval_id": self.ids[at], "shown_digest": self.digests[self.ids[at]]}
            for at in places
        ]
        return {"items": items, "shown_digest": digest}

    def demand(self, *places: int) -> Demand:
        with self.world.context("赵敏", door=Door.PHONE) as ctx:
            gate = self.house.house.gate
            return gate.demand(
                self.actor, CODE, self.given(*places), uow=ctx.uow, names=Names.PYTHON
            )

    def list_digest(self, *places: int) -> str:
        return self.demand(*places).signing.digest.hex()

    def ask_list(self, *places: int) -> dict[str, Any]:
        found = self.demand(*places)
        with self.world.context("赵敏", door=Door.PHONE) as ctx:
            return ask_passkeys(ctx, self.person, SITE, found.signing, found.text).options

    def sign(self, proof: dict[str, str], *places: int, digest: str = "") -> list[str]:
        given = self.given(*places, digest=digest or self.list_digest(*places))
        gate = self.house.house.gate
        answer = gate.perform(self.actor, CODE, given, proof=proof, names=Names.PYTHON)
        return [item.outcome.value for item in answer.items]

    def none_signed(self, proof: dict[str, str], *places: int, digest: str = "") -> YinqiError:
        before = self.world.count("approval_decision")
        with pytest.raises(YinqiError) as refusal:
            self.sign(proof, *places, digest=digest)
        assert self.world.count("approval_decision") == before
        return refusal.value

    def by_key(self, *places: int, **more: bool) -> dict[str, str]:
        return {"passkey": self.key.sign(self.ask_list(*places), **more)}


@pytest.fixture
def several(world: HouseWorld) -> Several:
    return Several(world)


def test_one_signature_is_for_all_and_each_keeps_its_evidence(
    several: Several, world: HouseWorld, tmp_path: Path
) -> None:
    several.enrol()
    assert several.sign(several.by_key(0, 1), 0, 1) == ["granted", "granted"]
    with world.job() as ctx:
        rows = ctx.uow.rows("SELECT digest, evidence FROM approval_decision ORDER BY digest")
    assert len({row["evidence"]["signature"] for row in rows}) == 1
    text = rows[0]["evidence"]["list_text"]
    assert text.splitlines()[2:4] == ["笔数: 2", "合计: CNY 7000.50"]
    assert all(text.count(row["digest"].hex()) == 1 for row in rows)
    keys = FileBankKeys(KeyFolder(tmp_path, world.kernel.randomness), world.kernel.crypto)
    writer = EvidenceWriter(world.kernel, several.house.house.banks, keys)
    with world.db.auditor.begin(Scope(world.tenant_id)) as uow:
        for number in several.numbers[:2]:
            assert "signature verified" in verify(writer.write(uow, number))[-1]
    assert world.count("payment", "status = 'pending_approval'") == 1
    assert world.count("audit", f"action = '{CODE}'") == 1
    assert world.count("audit", "action = 'approval.granted'") == 2


def test_the_verifier_refuses_a_list_that_does_not_name_the_item(
    several: Several, world: HouseWorld, tmp_path: Path
) -> None:
    several.enrol()
    several.sign(several.by_key(0, 1), 0, 1)
    other = several.digests[several.ids[2]]
    world.db.tamper(
        "UPDATE yinqi.approval_decision SET evidence = jsonb_set(evidence, '{list_text}',"
        " to_jsonb(replace(evidence->>'list_text', encode(digest, 'hex'), 'OTHER')))".replace(
            "OTHER", other
        )
    )
    keys = FileBankKeys(KeyFolder(tmp_path, world.kernel.randomness), world.kernel.crypto)
    writer = EvidenceWriter(world.kernel, several.house.house.banks, keys)
    with world.db.auditor.begin(Scope(world.tenant_id)) as uow, pytest.raises(Refused) as refusal:
        verify(writer.write(uow, several.numbers[0]))
    assert "does not name" in str(refusal.value)


def test_the_same_answer_counts_once(several: Several) -> None:
    several.enrol()
    proof = several.by_key(0, 1)
    several.sign(proof, 0, 1)
    assert isinstance(several.none_signed(proof, 2), SignatureRefused)


def test_of_many_at_once_one_signs_and_signs_all(several: Several, world: HouseWorld) -> None:
    digests = {order: several.list_digest(*order) for order in ((0, 1, 2), (2, 1, 0))}

    def perform(turn: int) -> str:
        order = list(digests)[turn % 2]
        try:
            several.sign({"password": PASSWORD}, *order, digest=digests[order])
        except YinqiError as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(perform, range(6))).count("done") == 1
    assert world.count("approval_decision") == 3


def test_late_is_too_late(several: Several, world: HouseWorld) -> None:
    several.enrol()
    proof = several.by_key(0, 1)
    world.advance(seconds=121)
    assert isinstance(several.none_signed(proof, 0, 1), SignatureRefused)


@pytest.mark.parametrize("places", [(1, 0), (0,), (0, 1, 2), (0, 2)])
def test_another_list_is_another_challenge(several: Several, places: tuple[int, ...]) -> None:
    several.enrol()
    proof = several.by_key(0, 1)
    assert isinstance(several.none_signed(proof, *places), SignatureRefused)
    assert isinstance(several.none_signed(proof, 0, 1), SignatureRefused), (
        "a question is answered once"
    )
    assert several.sign(several.by_key(0, 1), 0, 1) == ["granted", "granted"], "the control"


def test_a_digest_of_another_list_is_refused(several: Several) -> None:
    proof = {"password": PASSWORD}
    refused = several.none_signed(proof, 0, 1, digest=several.list_digest(0, 2))
    assert isinstance(refused, ContentChanged)


def test_a_yes_to_one_is_no_yes_to_a_list_nor_the_other_way_round(several: Several) -> None:
    several.enrol()
    alone = {"passkey": several.key.sign(several.ask("approve"))}
    assert isinstance(several.none_signed(alone, 0), SignatureRefused)
    assert several.refused(several.by_key(0)) is SignatureRefused


def test_without_user_verification_nothing_is_signed(several: Several) -> None:
    several.enrol()
    several.key.flags = UP
    assert isinstance(several.none_signed(several.by_key(0, 1), 0, 1), SignatureRefused)


def test_a_forged_signature_is_refused(several: Several) -> None:
    several.enrol()
    forged = several.by_key(0, 1, bogus=True)
    assert isinstance(several.none_signed(forged, 0, 1), SignatureRefused)


def test_what_changed_voids_all_and_is_named(several: Several, world: HouseWorld) -> None:
    several.enrol()
    proof = several.by_key(0, 1)
    other = OTHER_PAYEE["payee_name"]
    world.db.tamper(CHANGED.format(by=1))
    digest = several.list_digest(0, 1)
    void = several.none_signed(proof, 0, 1, digest=digest)
    assert isinstance(void, ListVoid)
    assert other in void.message.zh
    assert "苏州恒锐" not in void.message.zh
    world.db.tamper(CHANGED.format(by=-1))
    assert several.sign(proof, 0, 1) == ["granted", "granted"]


def test_what_somebody_dealt_with_voids_all(several: Several) -> None:
    digest = several.list_digest(0, 1)
    several.house.decide_one("赵敏", several.ids[1], "reject")
    void = several.none_signed({"password": PASSWORD}, 0, 1, digest=digest)
    assert isinstance(void, ListVoid)
    assert several.sign({"password": PASSWORD}, 0) == ["granted"]


def test_a_list_has_something_nothing_twice_and_an_end(several: Several) -> None:
    proof = {"password": PASSWORD}
    for places in ((0, 0), (), tuple([0] * 51)):
        digest = "00" * 32
        assert isinstance(
            several.none_signed(proof, *places, digest=digest), (ListWrong, YinqiError)
        )
    assert isinstance(several.none_signed(proof, 0, 0, digest="00" * 32), ListWrong)


def test_nobody_learns_what_a_list_is_about_by_asking(several: Several, world: HouseWorld) -> None:
    gate, given = several.house.house.gate, several.given(0, 1)
    maker = world.actor("李娜", door=Door.PHONE)
    with pytest.raises(YinqiError):
        gate.perform(maker, CODE, given, proof={"password": PASSWORD}, names=Names.PYTHON)
    stranger = world.actor("何婷", door=Door.PHONE)
    with pytest.raises(NotFound):
        gate.perform(stranger, CODE, given, proof={"password": PASSWORD}, names=Names.PYTHON)
    assert world.count("approval_decision") == 0


def test_a_sum_is_proven_like_one_payment_of_that_amount(several: Several) -> None:
    both = several.list_digest(0, 1)
    several.rule(banded((500_000, "any", [["password"]]), (None, "strongest", [["passkey"]])))
    password = {"password": PASSWORD}
    assert isinstance(several.none_signed(password, 0, 1, digest=both), MethodAbsent)
    several.enrol()
    assert isinstance(several.none_signed(password, 0, 1, digest=both), MethodNeeded)
    assert several.demand(0, 1).ways == (frozenset({"passkey", "password"}),), "both rules' methods"
    assert several.sign(password | several.by_key(0, 1), 0, 1) == ["granted", "granted"]


def test_one_code_is_enough_for_all(several: Several) -> None:
    code = several.code(several.enrol_code())
    refused = several.none_signed({"password": PASSWORD}, 0, 1)
    assert isinstance(refused, MethodNeeded)
    assert several.sign({"password": PASSWORD, "code": code}, 0, 1) == ["granted", "granted"]
    again = several.none_signed({"password": PASSWORD, "code": code}, 2)
    assert isinstance(again, ProofRefused)

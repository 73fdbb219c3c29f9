"""A USB key (UKey) at the seam: a PKCS#11 token signs an approval, and nothing but that approval.

The token is SoftHSM, driven by OpenSC as a signer on somebody's machine would drive a real one. What stands
here as `Ukey` is all that a product's checker has to be; everything else is the house as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from webauthn.helpers import base64url_to_bytes

from corporate.identity import challenges, methods
from corporate.identity.ceremonies import SIGN
from corporate.identity.credentials import CredentialStatus
from corporate.identity.errors import SignatureRefused
from corporate.identity.methods import Method, NewMethod
from corporate.identity.signing import Signing, challenge_of
from corporate.identity.step_up import MethodStepUp, Part
from kernel.context import Context
from kernel.crypto import MessageVerifier, SignatureAlgorithm, read_verifier
from tests.corporate.identity.test_strong_proof import Desk
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.approval.errors import ContentChanged

pytestmark = pytest.mark.interop

MODULE: Final = "/usr/lib/softhsm/libsofthsm2.so"
PIN: Final = "123456"


class Token:
    """A soft token in a folder: its key never leaves it."""

    def __init__(self, folder: Path) -> None:
        (folder / "tokens").mkdir()
        conf = folder / "softhsm2.conf"
        conf.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
        self._folder = folder
        self._env = os.environ | {"SOFTHSM2_CONF": str(conf)}
        self._run(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            "ukey",
            "--so-pin",
            PIN,
            "--pin",
            PIN,
        )
        self._tool(
            "--login", "--pin", PIN, "--keypairgen", "--key-type", "EC:prime256v1", "--id", "01"
        )

    def public_pem(self) -> bytes:
        """What the bank registers for the person."""
        self._tool(
            "--read-object", "--type", "pubkey", "--id", "01", "--output-file", self._at("pub.der")
        )
        return self._run("openssl", "pkey", "-pubin", "-inform", "DER", "-in", self._at("pub.der"))

    def sign(self, challenge: bytes, pin: str = PIN) -> bytes:
        """CKM_ECDSA over SHA-256 of the challenge, as DER."""
        (self._folder / "digest").write_bytes(hashlib.sha256(challenge).digest())
        self._tool(
            "--login", "--pin", pin, "--sign", "--mechanism", "ECDSA", "--signature-format", "openssl", "--id", "01",
            "--input-file", self._at("digest"), "--output-file", self._at("signature"),
        )  # fmt: skip
        return (self._folder / "signature").read_bytes()

    def _at(self, name: str) -> str:
        return str(self._folder / name)

    def _tool(self, *arguments: str) -> bytes:
        return self._run("pkcs11-tool", "--module", MODULE, *arguments)

    def _run(self, *command: str) -> bytes:
        done = subprocess.run(command, env=self._env, capture_output=True, check=True)
        return done.stdout


class Ukey:
    """A checker: takes the challenge, makes it anew from the digest as it is now, verifies, and tells the evidence."""

    def __init__(self, key: MessageVerifier, credential_id: UUID) -> None:
        self._key, self._credential_id = key, credential_id

    def check(self, ctx: Context, person_id: UUID, given: str, signing: Signing) -> Part | None:
        answer = json.loads(given)
        token = base64url_to_bytes(answer["challenge"])
        asked = challenges.take(ctx.uow, token, f"{SIGN}:{signing.statement}", ctx.now)
        if asked is None or asked.person_id != person_id:
            return None
        if challenge_of(signing.statement, asked.nonce, signing.digest, person_id) != asked.token:
            return None
        digest = self._key.hashing()
        digest.update(token)
        if not self._key.verify_digest(digest.digest(), base64url_to_bytes(answer["signature"])):
            return None
        said = {"challenge": answer["challenge"], "signature": answer["signature"]}
        return Part(self._credential_id, said | {"algorithm": self._key.algorithm.value})


class Holder(Desk):
    """赵敏, whose strongest method is a token."""

    def __init__(self, world: HouseWorld, token: Token) -> None:
        house = PaymentHouse(world)
        house.submit("A", amount_minor=512_345)
        super().__init__(world, house)
        credential_id = world.kernel.ids.uuid7()
        new = NewMethod(
            credential_id, self.person, Method.PASSKEY, "", CredentialStatus.ACTIVE, "UKey"
        )
        self.own(lambda ctx: methods.add(ctx.uow, world.kernel, new))
        key = read_verifier(token.public_pem(), world.kernel.crypto)
        step_up: Any = house.house.gate._step_up
        assert isinstance(step_up, MethodStepUp)
        checkers = dict(step_up._checkers) | {Method.PASSKEY: Ukey(key, credential_id).check}
        house.house.gate._step_up = MethodStepUp(checkers, step_up._rules_of)
        self.token = token

    def answer(self, action: str = "approve", spoil: bytes = b"") -> dict[str, str]:
        """What the signer on the machine sends back."""
        challenge = str(self.ask(action)["challenge"])
        signature = self.token.sign(base64url_to_bytes(challenge) + spoil)
        spelled = urlsafe_b64encode(signature).rstrip(b"=").decode()
        return {"passkey": json.dumps({"challenge": challenge, "signature": spelled})}


@pytest.fixture
def holder(world: HouseWorld, tmp_path: Path) -> Holder:
    absent = [one for one in ("softhsm2-util", "pkcs11-tool", "openssl") if not shutil.which(one)]
    if absent:
        pytest.skip(f"not on this machine: {', '.join(absent)}")
    return Holder(world, Token(tmp_path))


def test_a_token_signs_an_approval_and_its_signature_is_kept(
    holder: Holder, world: HouseWorld
) -> None:
    assert holder.decide(holder.answer()) == "granted"
    with world.job() as ctx:
        (row,) = ctx.uow.rows("SELECT evidence FROM approval_decision")
    assert row["evidence"]["signature"]
    assert row["evidence"]["algorithm"] == SignatureAlgorithm.ECDSA_SHA256.value


def test_the_same_answer_a_changed_row_and_another_decision_are_refused(
    holder: Holder, world: HouseWorld
) -> None:
    assert holder.refused(holder.answer(spoil=b"!")) is SignatureRefused
    assert holder.refused(holder.answer("approve"), "reject") is SignatureRefused
    answer = holder.answer()
    world.db.tamper("UPDATE yinqi.payment SET amount_minor = amount_minor + 1")
    assert holder.refused(answer) is ContentChanged
    world.db.tamper("UPDATE yinqi.payment SET amount_minor = amount_minor - 1")
    assert holder.decide(answer) == "granted"
    PaymentHouse(world).submit("B", amount_minor=512_345)
    assert holder.refused(answer) is SignatureRefused


def test_without_the_pin_the_token_signs_nothing(holder: Holder) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        holder.token.sign(b"x", pin="000000")

"""The evidence of an instruction as a file, and the verifier that stands alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.direct_link.bank_keys import FileBankKeys
from corporate.evidence_writer import EvidenceWriter, written
from kernel.assets import ROOT
from kernel.crypto.key_folder import KeyFolder
from kernel.errors import NotFound
from kernel.tenancy import Scope
from tests.corporate.identity.test_strong_proof import Desk
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from tools.verify_evidence import Refused, verify

VERIFIER = ROOT / "tools" / "verify_evidence.py"


@pytest.fixture
def keys(world: HouseWorld, tmp_path: Path) -> FileBankKeys:
    folder = KeyFolder(tmp_path / "keys", world.kernel.randomness)
    return FileBankKeys(folder, world.kernel.crypto)


@pytest.fixture
def content(world: HouseWorld, keys: FileBankKeys) -> bytes:
    """The file of a payment that 赵敏 signed with a passkey and 王磊 with the password."""
    house = PaymentHouse(world)
    number = house.submit("A", amount_minor=1_512_345).number
    desk = Desk(world, house)
    desk.enrol()
    desk.decide({"passkey": desk.key.sign(desk.ask())})
    house.decide("王磊")
    writer = EvidenceWriter(world.kernel, house.house.banks, keys)
    with world.db.auditor.begin(Scope(world.tenant_id)) as uow:
        with pytest.raises(NotFound):
            writer.write(uow, "P261123-00000000")
        return writer.write(uow, number)


def alone(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier as somebody who has nothing of ours: another folder, isolated."""
    command = [sys.executable, "-I", str(VERIFIER), str(path), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=path.parent)


def test_the_verifier_accepts_the_file_and_says_what_it_proves(
    content: bytes, keys: FileBankKeys, world: HouseWorld, tmp_path: Path
) -> None:
    path = tmp_path / "evidence.json"
    path.write_bytes(content)
    key = keys.of(world.tenant_id).key.public.point.hex()
    done = alone(path, "--bank-key", key)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "赵敏 approve · passkey · signature verified" in done.stdout
    assert "王磊 approve · password · by the bank's record" in done.stdout
    assert alone(path, "--bank-key", "04" + "11" * 64).returncode == 1


def test_the_verifier_knows_nothing_of_ours(content: bytes) -> None:
    assert content
    imported = [line for line in VERIFIER.read_text("utf-8").splitlines() if "import" in line]
    ours = ("kernel", "corporate", "workflows", "connectors")
    assert not [line for line in imported if line.split()[1].startswith(ours)]


def test_any_changed_byte_is_refused(content: bytes) -> None:
    """Every place once, another bit each time; the curve is slow, so the parse refuses most first."""
    assert verify(content)
    accepted = []
    for place in range(0, len(content), 23):
        changed = bytearray(content)
        changed[place] ^= 1 << (place % 7)
        try:
            verify(bytes(changed))
        except Refused:
            continue
        accepted.append(place)
    assert accepted == []


def test_a_bank_that_seals_a_lie_is_caught_by_the_passkeys_signature(
    content: bytes, keys: FileBankKeys, world: HouseWorld
) -> None:
    """Whoever holds the bank's key still cannot change text, decision or person of a passkey's signature."""

    def resealed(**lies: str) -> bytes:
        told = json.loads(content)["evidence"]
        decision = told["rounds"][0]["decisions"][0]
        decision |= lies
        key = keys.of(world.tenant_id)
        signature = world.kernel.crypto.sign(key.key, written({**told, "key_id": key.id}))
        seal = json.loads(content)["seal"] | {"signature": _b64(signature)}
        return written({"evidence": told, "seal": seal})

    assert verify(resealed(comment="另一句话")), "the control: an honest reseal is accepted"
    for lie in ({"action": "reject"}, {"person_id": str(world.user("王磊").person_id)}):
        with pytest.raises(Refused):
            verify(resealed(**lie))
    with pytest.raises(Refused):
        verify(resealed(canonical_text="金额: CNY 9.99", digest="00" * 32))


def _b64(raw: bytes) -> str:
    from base64 import b64encode  # noqa: PLC0415 - beside its only use

    return b64encode(raw).decode("ascii")

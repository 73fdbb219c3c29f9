"""The client with other keys and with seals: it pays, and believes only what proves to be the bank's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from erp_adapters.client import BankLink, LinkConfig, Untrusted
from erp_adapters.client.config import load_config
from erp_adapters.client.errors import ConfigWrong
from erp_adapters.client.keys import make_key
from erp_adapters.client.transport import Reply
from kernel.crypto import MessageSigner, SignatureAlgorithm
from tests.erp_adapters.conftest import URL, Wire
from tests.erp_adapters.test_link import PAYMENT
from tests.world import HouseWorld, crypto

EACH = pytest.mark.parametrize("algorithm", SignatureAlgorithm)


def registered(
    world: HouseWorld, config: LinkConfig, wire: Wire, algorithm: SignatureAlgorithm
) -> tuple[LinkConfig, MessageSigner]:
    """The same enterprise with a key of that kind, and the bank's keys of that kind."""
    folder, kind = config.key_file.parent, algorithm.family
    name = "" if kind == "sm2" else f"-{kind}"
    key = make_key(
        folder / f"{kind}.pem", crypto(), world.kernel.randomness, b"open sesame", algorithm
    )
    with world.owner() as uow:
        uow.run(
            "UPDATE certificate SET public_key = %s WHERE serial = 'CERT-10001'",
            (key.public.spki_pem().decode(),),
        )
    files = {"key": folder / f"bank-{kind}.pem", "seal": folder / f"seal-{kind}.pem"}
    for use, file in files.items():
        file.write_bytes(wire.get(f"{URL}/{use}{name}.pem").body)
    made = replace(
        config, key_file=folder / f"{kind}.pem", bank_key_file=files["key"],
        seal_key_file=files["seal"],
    )  # fmt: skip
    return made, key


def opened(config: LinkConfig, wire: Wire, world: HouseWorld) -> BankLink:
    return BankLink(
        config, passphrase=b"open sesame", transport=wire, clock=world.clock, crypto=crypto()
    )


@EACH
def test_it_pays_sealed_and_bare_with_each_kind_of_key(
    world: HouseWorld, config: LinkConfig, wire: Wire, algorithm: SignatureAlgorithm
) -> None:
    sealing, _ = registered(world, config, wire, algorithm)
    paid = opened(sealing, wire, world).pay(PAYMENT)
    again = opened(replace(sealing, seal_key_file=None), wire, world).pay(PAYMENT)
    assert (paid.duplicate, again.duplicate) == (False, True)
    assert paid.number == again.number
    assert PAYMENT.serial.encode() not in wire.sent[0]
    assert PAYMENT.serial.encode() in wire.sent[1]
    assert world.count("payment") == 1


def test_who_seals_believes_no_answer_without_a_seal_however_well_signed(
    world: HouseWorld, config: LinkConfig, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealing, _ = registered(world, config, wire, SignatureAlgorithm.SM2_SM3)
    opened(replace(sealing, seal_key_file=None), wire, world).pay(PAYMENT)
    bare = wire.replies[-1]
    assert "Yinqi-Signature" in bare.headers
    link = opened(sealing, wire, world)
    monkeypatch.setattr(wire, "changed", lambda _: bare)
    with pytest.raises(Untrusted):
        link.find(serial=PAYMENT.serial)


def test_an_answer_changed_on_the_way_does_not_open(
    world: HouseWorld, config: LinkConfig, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealing, _ = registered(world, config, wire, SignatureAlgorithm.SM2_SM3)
    link = opened(sealing, wire, world)

    def bent(reply: Reply) -> Reply:
        body = reply.body[:-1] + bytes([reply.body[-1] ^ 1])
        return Reply(reply.status, reply.headers, body)

    monkeypatch.setattr(wire, "changed", bent)
    with pytest.raises(Untrusted, match=r"cannot be opened|无法解密"):
        link.accounts()


def test_a_key_that_is_held_elsewhere_signs_in_place_of_the_file(
    world: HouseWorld, config: LinkConfig, wire: Wire
) -> None:
    made, key = registered(world, config, wire, SignatureAlgorithm.ECDSA_SHA256)
    made.key_file.unlink()
    bare = replace(made, seal_key_file=None)
    link = BankLink(bare, transport=wire, clock=world.clock, crypto=crypto(), signer=key)
    assert link.pay(PAYMENT).serial == PAYMENT.serial


def test_the_bank_answers_with_the_kind_of_the_certificate_whatever_the_client_pinned(
    world: HouseWorld, config: LinkConfig, wire: Wire
) -> None:
    made, _ = registered(world, config, wire, SignatureAlgorithm.RSA_SHA256)
    wrong = replace(made, bank_key_file=config.bank_key_file, seal_key_file=None)
    with pytest.raises(Untrusted, match=r"pinned"):
        opened(wrong, wire, world).accounts()


def test_the_configuration_names_the_key_to_seal_to(config: LinkConfig, tmp_path: Path) -> None:
    said = {
        "url": URL, "enterprise": "10001", "operator": "erp", "certificate": "C",
        "key_file": "k.pem", "bank_key_file": "b.pem", "seal_key_file": "s.pem",
    }  # fmt: skip
    file = tmp_path / "yinqi-erp.toml"
    file.write_text("\n".join(f'{name} = "{value}"' for name, value in said.items()))
    assert load_config(file).seal_key_file == tmp_path / "s.pem"
    assert config.seal_key_file is None


def test_a_key_that_only_signs_does_not_go_with_a_seal(
    world: HouseWorld, config: LinkConfig, wire: Wire
) -> None:
    sealing, key = registered(world, config, wire, SignatureAlgorithm.ECDSA_SHA256)

    class Signs:
        """A signer of somebody's own, such as one behind SKF."""

        public = key.public
        fingerprint = key.fingerprint
        sign_digest = key.sign_digest

    with pytest.raises(ConfigWrong, match="only signs"):
        BankLink(sealing, transport=wire, clock=world.clock, crypto=crypto(), signer=Signs())
    bare = BankLink(
        replace(sealing, seal_key_file=None), transport=wire, clock=world.clock, crypto=crypto(), signer=Signs(),
    )  # fmt: skip
    assert bare.pay(PAYMENT).number

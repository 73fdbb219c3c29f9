"""The gateway with its key in a PKCS#11 token: it pays; without the token nothing is sent, and nothing is lost.

The token is SoftHSM, driven through the module its maker would ship.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from erp_adapters.client.config import link_config
from erp_adapters.client.errors import ConfigWrong
from erp_adapters.client.keys import load_key
from erp_adapters.gateway.config import GatewayConfig
from erp_adapters.gateway.states import ItemState
from kernel.certificates import request_for
from kernel.crypto import MessageSigner, SignatureAlgorithm
from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.sealed_message import MAGIC, START_BYTES, seal, unseal
from kernel.ids import SystemRandomness
from tests.erp_adapters.conftest import URL, Wire
from tests.erp_adapters.gateway.conftest import Machine, make_machine, said
from tests.erp_adapters.test_link import PAYMENT
from tests.world import HouseWorld, crypto

pytestmark = pytest.mark.interop

MODULE: Final = "/usr/lib/softhsm/libsofthsm2.so"
PIN: Final = "open sesame"
URI: Final = f"pkcs11:token=erp%20token;object={{}}?module-path={MODULE}"
KINDS: Final = {"ecdsa": "EC:prime256v1", "rsa": "rsa:2048"}


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A token with a key of each kind, and an empty one."""
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    absent = [one for one in ("softhsm2-util", "pkcs11-tool") if not shutil.which(one)]
    if absent:
        pytest.skip(f"not on this machine: {', '.join(absent)}")
    folder = tmp_path_factory.mktemp("softhsm") / "tokens"
    folder.mkdir()
    conf = folder.parent / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(conf))
        for name in ("erp token", "another"):
            made = ("--init-token", "--free", "--label", name, "--so-pin", PIN, "--pin", PIN)
            _run("softhsm2-util", *made)
        for place, (label, kind) in enumerate(KINDS.items(), 1):
            key = ("--keypairgen", "--key-type", kind, "--label", label, "--id", f"0{place}")
            on = ("--token-label", "erp token", "--login", "--pin", PIN)
            _run("pkcs11-tool", "--module", MODULE, *on, *key)
        yield folder


def _run(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True).stdout


def _move_all(here: Path, there: Path) -> None:
    """Take the tokens out, or put them in; the module looks at its slots anew, as it does then."""
    there.mkdir(exist_ok=True)
    for token in here.iterdir():
        token.rename(there / token.name)
    pytest.importorskip("pkcs11").lib(MODULE).reinitialize()


def with_token(
    world: HouseWorld, settings: GatewayConfig, wire: Wire, label: str, *, sealed: bool = False
) -> tuple[Machine, MessageSigner]:
    """A gateway as its configuration says, with that key registered at the bank."""
    key = load_key(Path(URI.format(label)), crypto(), PIN.encode())
    with world.owner() as uow:
        uow.run(
            "UPDATE certificate SET public_key = %s WHERE serial = 'CERT-10001'",
            (key.public.spki_pem().decode(),),
        )
    own = settings.bank
    own.bank_key_file.write_bytes(wire.get(f"{URL}/key-{label}.pem").body)
    said_of_it = {
        "url": own.url, "enterprise": own.enterprise, "operator": own.operator,
        "certificate": own.certificate, "key_file": URI.format(label),
        "bank_key_file": own.bank_key_file.name,
    }  # fmt: skip
    if sealed:
        (own.bank_key_file.parent / "seal.pem").write_bytes(
            wire.get(f"{URL}/seal-{label}.pem").body
        )
        said_of_it["seal_key_file"] = "seal.pem"
    bank = link_config(said_of_it, own.bank_key_file.parent)
    return make_machine(replace(settings, bank=bank), world, wire), key


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize("label", KINDS)
def test_a_payment_is_signed_by_the_token(
    world: HouseWorld, settings: GatewayConfig, wire: Wire, label: str
) -> None:
    machine, key = with_token(world, settings, wire, label)
    machine.drop("pay.json", said())
    machine.round()
    assert machine.answer(PAYMENT.serial)["status"] == "pending_approval"
    assert world.count("payment") == 1
    assert key.public.algorithm in {SignatureAlgorithm.RSA_SHA256, SignatureAlgorithm.ECDSA_SHA256}


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize("label", KINDS)
def test_what_the_token_signs_travels_sealed_and_the_token_opens_the_answer(
    world: HouseWorld, settings: GatewayConfig, wire: Wire, label: str
) -> None:
    machine, _ = with_token(world, settings, wire, label, sealed=True)
    machine.drop("pay.json", said())
    machine.round()
    assert machine.answer(PAYMENT.serial)["status"] == "pending_approval"
    travelled = [*wire.sent, *(reply.body for reply in wire.replies)]
    assert all(body.startswith(MAGIC) for body in travelled)


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize("label", KINDS)
def test_a_token_opens_what_is_sealed_to_its_key_and_nothing_that_was_changed(label: str) -> None:
    key = load_key(Path(URI.format(label)), crypto(), PIN.encode())
    sealed = seal(key.public, b"1286.40", crypto(), SystemRandomness())
    assert unseal(key, sealed, crypto(), SystemRandomness()) == b"1286.40"
    for place in (START_BYTES, START_BYTES + 40, len(sealed) - 20):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(CiphertextRefused):
            unseal(key, changed, crypto(), SystemRandomness())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_while_the_token_is_out_nothing_is_sent_and_it_goes_on_when_it_is_back(
    tokens: Path, world: HouseWorld, settings: GatewayConfig, wire: Wire
) -> None:
    machine, _ = with_token(world, settings, wire, "rsa")
    machine.drop("pay.json", said())
    away = tokens.with_name("away")
    _move_all(tokens, away)
    machine.round()
    assert wire.sent == []
    assert machine.item(PAYMENT.serial).state is not ItemState.REFUSED
    _move_all(away, tokens)
    machine.round(after_s=60)
    assert machine.answer(PAYMENT.serial)["status"] == "pending_approval"


@pytest.mark.usefixtures("tokens")
def test_a_wrong_pin_another_label_and_a_strange_module_are_told_before_anything_starts() -> None:
    for uri, pin, words in (
        (URI.format("rsa").replace("erp%20token", "another"), "000000", "PinIncorrect"),
        (URI.format("nobody"), PIN, "NoSuchKey"),
        (f"pkcs11:object=rsa?module-path={MODULE}", PIN, "pkcs11:token="),
        (URI.format("rsa").replace("libsofthsm2", "absent"), PIN, "cannot be used"),
    ):
        with pytest.raises(ConfigWrong) as refused:
            load_key(Path(uri), crypto(), pin.encode())
        assert words in refused.value.message.en


@pytest.mark.usefixtures("tokens")
def test_a_certificate_is_asked_for_with_the_token_s_key(tmp_path: Path) -> None:
    key = load_key(Path(URI.format("ecdsa")), crypto(), PIN.encode())
    asked = tmp_path / "erp.der"
    asked.write_bytes(request_for(key, "chenhai-erp"))
    said = _run(
        "openssl", "req", "-inform", "DER", "-in", str(asked), "-verify", "-noout", "-subject"
    )
    assert b"chenhai-erp" in said

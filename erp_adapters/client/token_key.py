"""A key that never leaves its token (PKCS#11: U-Key, HSM): named by a URI (RFC 7512), opened with the token's PIN.

    pkcs11:token=erp;object=erp-2026?module-path=/usr/lib/softhsm/libsofthsm2.so

It signs, with RSA or on P-256, and opens sealed answers, where the token lets the key decrypt or agree on a secret.
The PyPI package `python-pkcs11` and the maker's module must be installed.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final
from urllib.parse import parse_qs, unquote

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from erp_adapters.client import oaep
from erp_adapters.client.errors import ConfigWrong, NotSent
from kernel.crypto import CryptoProvider, SignatureAlgorithm, verifier_of
from kernel.text import Text

SCHEME: Final = "pkcs11:"
_SHA256_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a SHA-256 digest in an RSA signature (RFC 8017 §9.2)."""
_POINT_HEAD: Final = 2
_SECRET_BITS: Final = 256
_KINDS: Final = Text("令牌中的密钥应为 RSA 或 P-256", "a key in a token is RSA or on P-256")


@dataclass(frozen=True, slots=True)
class TokenUri:
    """Which key in which token, and the module that speaks to it."""

    module: str
    token: str
    label: str


def parse_uri(text: str) -> TokenUri:
    """Read a URI; raises ConfigWrong."""
    path, _, query = text.removeprefix(SCHEME).partition("?")
    pairs = [one.partition("=") for one in path.split(";") if one]
    named = {name: unquote(value) for name, _, value in pairs}
    modules = parse_qs(query).get("module-path", [])
    if not named.get("token") or not named.get("object") or len(modules) != 1:
        raise ConfigWrong(
            reason=Text(
                f"{text} 应为 pkcs11:token=…;object=…?module-path=…",
                f"{text} must be pkcs11:token=…;object=…?module-path=…",
            )
        )
    return TokenUri(modules[0], named["token"], named["object"])


class TokenKey:
    """Signs and opens with a key in a token; a `MessageSigner` and a `MessageOpener`.

    A token that was taken out is looked for again whenever there is something to sign.
    """

    def __init__(self, uri: TokenUri, pin: bytes | None, crypto: CryptoProvider) -> None:
        """Open the token; raises ConfigWrong, and KeyMalformed for a key of another kind."""
        self._uri, self._pin = uri, (pin or b"").decode()
        self._pkcs11 = _library()
        self._turn = threading.Lock()
        self._session: Any = None
        try:
            self.public = verifier_of(self._spki(), crypto)
        except self._pkcs11.PKCS11Error as fault:
            raise ConfigWrong(reason=_unusable(uri, fault)) from fault

    def fingerprint(self) -> str:
        """Return the fingerprint of the public half."""
        return self.public.fingerprint()

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign what `public.hashing()` made; raises NotSent when the token does not."""
        try:
            return self._asked(self._signed, digest)
        except self._pkcs11.PKCS11Error as fault:
            raise NotSent(reason=_unusable(self._uri, fault)) from fault

    def opened(self, wrapped: bytes) -> bytes:
        """What is wrapped to this key; raises ValueError, also when the token does not: the answer proves nothing then."""
        is_rsa = self.public.algorithm is SignatureAlgorithm.RSA_SHA256
        if not is_rsa:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), wrapped)
        try:
            return self._asked(self._decrypted if is_rsa else self._agreed, wrapped)
        except self._pkcs11.PKCS11Error as fault:
            raise ValueError(str(_unusable(self._uri, fault).en)) from fault

    def _asked(self, act: Callable[[bytes], bytes], given: bytes) -> bytes:
        """Let the token do it; once more after opening it anew. Raises PKCS11Error."""
        with self._turn:
            with suppress(self._pkcs11.PKCS11Error):
                return act(given)
            self._close()  # it was taken out and put in, or who shared it has left
            return act(given)

    def _decrypted(self, wrapped: bytes) -> bytes:
        """RSA-OAEP with SHA-256; where the token knows no such OAEP, it raises to the power and the rest is done here."""
        key, made = self._key("PRIVATE_KEY"), self._pkcs11.Mechanism
        hashed = (made.SHA256, self._pkcs11.MGF.SHA256, None)
        with suppress(self._pkcs11.PKCS11Error):
            return bytes(key.decrypt(wrapped, mechanism=made.RSA_PKCS_OAEP, mechanism_param=hashed))
        return oaep.opened(bytes(key.decrypt(wrapped, mechanism=made.RSA_X_509)))

    def _agreed(self, point: bytes) -> bytes:
        """The secret that ECDH gives with a point."""
        named, kinds = self._pkcs11.Attribute, self._pkcs11.KeyType
        secret = self._key("PRIVATE_KEY").derive_key(
            kinds.GENERIC_SECRET, _SECRET_BITS, store=False,
            mechanism_param=(self._pkcs11.KDF.NULL, None, point),
            template={named.SENSITIVE: False, named.EXTRACTABLE: True},
        )  # fmt: skip
        return bytes(secret[named.VALUE])

    def _signed(self, digest: bytes) -> bytes:
        key, made = self._key("PRIVATE_KEY"), self._pkcs11.Mechanism
        if self.public.algorithm is SignatureAlgorithm.RSA_SHA256:
            return bytes(key.sign(_SHA256_INFO + digest, mechanism=made.RSA_PKCS))
        raw = key.sign(digest, mechanism=made.ECDSA)
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))

    def _spki(self) -> bytes:
        """The public half as SubjectPublicKeyInfo."""
        key, named = self._key("PUBLIC_KEY"), self._pkcs11.Attribute
        if key.key_type is self._pkcs11.KeyType.RSA:
            parts = (key[named.PUBLIC_EXPONENT], key[named.MODULUS])
            numbers = rsa.RSAPublicNumbers(*map(int.from_bytes, parts))
            return numbers.public_key().public_bytes(
                Encoding.DER, PublicFormat.SubjectPublicKeyInfo
            )
        return _point_spki(key[named.EC_POINT])

    def _key(self, kind: str) -> Any:
        if self._session is None:
            token = self._pkcs11.lib(self._uri.module).get_token(token_label=self._uri.token)
            try:
                self._session = token.open(user_pin=self._pin)
            except self._pkcs11.UserAlreadyLoggedIn:  # by another key of this process
                self._session = token.open()
        wanted = self._pkcs11.ObjectClass[kind]
        return self._session.get_key(object_class=wanted, label=self._uri.label)

    def _close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(self._pkcs11.PKCS11Error):
                session.close()


def _point_spki(point: bytes) -> bytes:
    """A P-256 key from its point, which tokens wrap in an OCTET STRING of two bytes' head."""
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point[_POINT_HEAD:])
    except ValueError:
        raise ConfigWrong(reason=_KINDS) from None
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _library() -> ModuleType:
    try:
        return importlib.import_module("pkcs11")
    except ImportError as fault:
        reason = Text("请先安装 PyPI python-pkcs11", "install python-pkcs11 from PyPI first")
        raise ConfigWrong(reason=reason) from fault


def _unusable(uri: TokenUri, fault: Exception) -> Text:
    said = type(fault).__name__
    return Text(
        f"令牌 {uri.token} 的密钥 {uri.label} 无法使用（{said}）",
        f"the key {uri.label} of the token {uri.token} cannot be used ({said})",
    )

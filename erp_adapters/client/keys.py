"""Key files of the enterprise: its own private key, and the bank's public key it trusts."""

from __future__ import annotations

import base64
from pathlib import Path

from erp_adapters.client.errors import ConfigWrong
from erp_adapters.client.pkcs12 import is_pkcs12, key_of_pkcs12
from erp_adapters.client.token_key import SCHEME, TokenKey, parse_uri
from kernel.crypto import (
    CryptoProvider,
    MessageSigner,
    SignatureAlgorithm,
    make_signer,
    read_signer,
    write_signer,
)
from kernel.crypto.key_folder import KeyFolder
from kernel.ids import Randomness, SystemRandomness
from kernel.text import Text


def make_key(
    path: Path,
    crypto: CryptoProvider,
    randomness: Randomness,
    passphrase: bytes | None,
    algorithm: SignatureAlgorithm = SignatureAlgorithm.SM2_SM3,
) -> MessageSigner:
    """Make a key in a file of its owner's only; raises ConfigWrong if the file is there already."""
    if path.exists():
        raise ConfigWrong(reason=Text(f"{path} 已存在", f"{path} exists already"))
    key = make_signer(algorithm, crypto)
    pem = write_signer(key, passphrase, crypto)
    KeyFolder(path.absolute().parent, randomness).create_once(path.name, pem)
    return key


def load_key(path: Path, crypto: CryptoProvider, passphrase: bytes | None) -> MessageSigner:
    """Load our key, of whatever kind: from a file, or from the token that a PKCS#11 URI names.

    Raises ConfigWrong, KeyFileExposed, KeyMalformed, PassphraseWrong.
    """
    if str(path).startswith(SCHEME):
        return TokenKey(parse_uri(str(path)), passphrase, crypto)
    if not path.is_file():
        raise ConfigWrong(reason=Text(f"没有私钥文件 {path}", f"there is no key file {path}"))
    found = KeyFolder(path.absolute().parent, SystemRandomness()).read(path.name)
    pem = key_of_pkcs12(found) if is_pkcs12(found) else found
    return read_signer(pem, passphrase, crypto)


def request_pem(der: bytes) -> bytes:
    """A certificate request as administrators paste it."""
    text = base64.b64encode(der)
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    begin, end = b"-----BEGIN CERTIFICATE REQUEST-----", b"-----END CERTIFICATE REQUEST-----"
    return b"\n".join((begin, *lines, end, b""))

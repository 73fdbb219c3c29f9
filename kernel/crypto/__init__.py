"""National cryptography (国密): SM2, SM3, SM4 behind one provider, keys as handles, data keys.

Beside it RSA and ECDSA keys, for messages of customers whose certificates have such keys.

Everybody imports from here; nobody but this package touches ctypes or a cryptographic library.
"""

from kernel.crypto.algorithms import (
    SignatureAlgorithm,
    SignaturePurpose,
    allowed,
    require_allowed,
)
from kernel.crypto.ciphertext import CiphertextForm
from kernel.crypto.curve import DEFAULT_USER_ID
from kernel.crypto.digests import hmac_sm3, sm3, sm3_hex
from kernel.crypto.file_key_port import FileKeyPort
from kernel.crypto.key_port import CellAddress, KeyPort
from kernel.crypto.keys import PrivateKey, PublicKey
from kernel.crypto.message_key_files import (
    make_signer,
    read_signer,
    read_verifier,
    verifier_of,
    write_signer,
)
from kernel.crypto.message_keys import MessageSigner, MessageVerifier, rightly_signed, signed
from kernel.crypto.provider import CryptoProvider
from kernel.crypto.selection import select_provider

__all__ = [
    "DEFAULT_USER_ID",
    "CellAddress",
    "CiphertextForm",
    "CryptoProvider",
    "FileKeyPort",
    "KeyPort",
    "MessageSigner",
    "MessageVerifier",
    "PrivateKey",
    "PublicKey",
    "SignatureAlgorithm",
    "SignaturePurpose",
    "allowed",
    "hmac_sm3",
    "make_signer",
    "read_signer",
    "read_verifier",
    "require_allowed",
    "rightly_signed",
    "select_provider",
    "signed",
    "sm3",
    "sm3_hex",
    "verifier_of",
    "write_signer",
]

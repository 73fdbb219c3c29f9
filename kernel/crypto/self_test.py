"""A provider proves itself before anybody uses it: the standard's own vectors, then a round trip.

Never trusts a provider because it loaded. Takes about two milliseconds with libcrypto.
"""

from __future__ import annotations

from typing import Final

from kernel.crypto.ciphertext import CiphertextForm
from kernel.crypto.digests import sm3_hex
from kernel.crypto.errors import CiphertextRefused, ProviderBroken
from kernel.crypto.provider import CryptoProvider
from kernel.crypto.signature import encode_signature

# GM/T 0004 §A.1
_SM3_ABC: Final = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
# GM/T 0003.5 §A.2 (signature) and §C.2 (encryption); the key is the standard's, known to all
_SCALAR: Final = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
_MESSAGE: Final = b"message digest"
_R: Final = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
_S: Final = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
_PLAINTEXT: Final = b"encryption standard"
_CIPHERTEXT: Final = bytes.fromhex(
    "0404EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
    "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"
    "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"
    "21886CA989CA9C7D58087307CA93092D651EFA"
)


def self_test(provider: CryptoProvider) -> None:
    """Raise ProviderBroken unless the provider computes what the standards print."""
    key = provider.load_private_key(_SCALAR)
    signature = encode_signature(_R, _S)
    ours = provider.sign(key, _MESSAGE)
    passed = (
        sm3_hex(b"abc") == _SM3_ABC
        and provider.verify(key.public, _MESSAGE, signature)
        and not provider.verify(key.public, _MESSAGE + b".", signature)
        and provider.verify(key.public, _MESSAGE, ours)
        and _opens(provider, _CIPHERTEXT)
        and not _opens(provider, _CIPHERTEXT[:-1] + b"\x00")
    )
    if not passed:
        raise ProviderBroken(reason=f"{provider.name}: GM/T 0003.5")


def _opens(provider: CryptoProvider, ciphertext: bytes) -> bool:
    key = provider.load_private_key(_SCALAR)
    try:
        plain = provider.decrypt(key, ciphertext, form=CiphertextForm.C1C3C2)
    except CiphertextRefused:
        return False
    return plain == _PLAINTEXT

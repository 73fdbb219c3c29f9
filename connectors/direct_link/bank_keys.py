"""The keys banks sign their answers with, one for each bank and algorithm, and those messages are sealed to.

Made on first use and kept in files. An enterprise pins the public half of the one it can verify: SM2,
or the kind its own certificate has. A bank with an HSM (加密机) puts it behind the same names.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar
from uuid import UUID

from kernel.crypto import (
    CryptoProvider,
    MessageSigner,
    PrivateKey,
    SignatureAlgorithm,
    make_signer,
    read_signer,
    write_signer,
)
from kernel.crypto.key_folder import KeyFolder

KEY_ID_DIGITS: Final = 16
SM2: Final = SignatureAlgorithm.SM2_SM3
Key_co = TypeVar("Key_co", bound=MessageSigner, covariant=True)


@dataclass(frozen=True, slots=True)
class BankKey(Generic[Key_co]):
    """A bank's key and the id its answers name."""

    id: str
    key: Key_co

    @property
    def public_pem(self) -> bytes:
        """What enterprises pin."""
        return self.key.public.spki_pem()


class BankKeys(Protocol):
    """Where the keys come from."""

    def of(self, tenant_id: UUID) -> BankKey[PrivateKey]:
        """The SM2 key a bank signs with, also what is not an answer."""
        ...

    def signing(self, tenant_id: UUID, algorithm: SignatureAlgorithm) -> BankKey[MessageSigner]:
        """The key a bank signs answers with for customers whose keys are of that algorithm."""
        ...

    def sealing(self, tenant_id: UUID, algorithm: SignatureAlgorithm) -> BankKey[MessageSigner]:
        """The key that messages to a bank are sealed to; it signs nothing."""
        ...


class FileBankKeys:
    """Keys in a folder (0700) of small files (0600), the same for all processes."""

    def __init__(self, folder: KeyFolder, crypto: CryptoProvider) -> None:
        self._folder = folder
        self._crypto = crypto
        self._lock = threading.Lock()
        self._loaded: dict[tuple[UUID, str, SignatureAlgorithm], BankKey[MessageSigner]] = {}

    def of(self, tenant_id: UUID) -> BankKey[PrivateKey]:
        """The SM2 key of a bank."""
        found = self.signing(tenant_id, SM2)
        if not isinstance(found.key, PrivateKey):
            message = f"{found.key!r}: not of SM2"
            raise TypeError(message)
        return BankKey(found.id, found.key)

    def signing(self, tenant_id: UUID, algorithm: SignatureAlgorithm) -> BankKey[MessageSigner]:
        """The key of a bank, made if this is its first answer of that kind."""
        return self._key(tenant_id, "", algorithm)

    def sealing(self, tenant_id: UUID, algorithm: SignatureAlgorithm) -> BankKey[MessageSigner]:
        """The key to seal to, made when somebody asks for it first."""
        return self._key(tenant_id, "-seal", algorithm)

    def _key(
        self, tenant_id: UUID, use: str, algorithm: SignatureAlgorithm
    ) -> BankKey[MessageSigner]:
        place = (tenant_id, use, algorithm)
        found = self._loaded.get(place)
        if found is None:
            with self._lock:
                found = self._loaded[place] = self._load(_file(*place), algorithm)
        return found

    def _load(self, name: str, algorithm: SignatureAlgorithm) -> BankKey[MessageSigner]:
        if not self._folder.exists(name):
            made = make_signer(algorithm, self._crypto)
            pem = write_signer(made, None, self._crypto)
            self._folder.create_once(name, pem)  # the first process wins; all read what it wrote
        key = read_signer(self._folder.read(name), None, self._crypto)
        return BankKey(key.public.fingerprint()[:KEY_ID_DIGITS], key)


def _file(tenant_id: UUID, use: str, algorithm: SignatureAlgorithm) -> str:
    kind = "" if algorithm is SM2 else f"-{algorithm.family}"
    return f"link-{tenant_id}{use}{kind}.pem"

"""The keys banks sign their answers with, one for each bank and algorithm, and those messages are sealed to.

Made on first use and kept in files. An enterprise pins the public half of the one it can verify: SM2,
or the kind its own certificate has. A bank with an HSM (加密机) puts it behind the same names.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, Protocol, TypeVar
from uuid import UUID

from connectors.direct_link.key_plans import FIRST, Agreed, Plan, Plans
from kernel.clock import Clock, SystemClock
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
from kernel.limits import BANK_PROFILE_KEPT_S
from kernel.next_key import ANSWERS, SEALS

KEY_ID_DIGITS: Final = 16
_MARKS: Final = {ANSWERS: "", SEALS: "-seal"}
"""What a line of keys is for, as its files' names have it."""

SM2: Final = SignatureAlgorithm.SM2_SM3
_KEPT_FOR: Final = timedelta(seconds=BANK_PROFILE_KEPT_S)
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


@dataclass(frozen=True, slots=True)
class Following:
    """The key that comes next, from when, and the key customers know already, which vouches for it."""

    key: BankKey[MessageSigner]
    from_at: datetime
    voucher: BankKey[MessageSigner]


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

    def opening(self, tenant_id: UUID) -> Iterator[BankKey[MessageSigner]]:
        """Every key that messages may be sealed to."""
        ...

    def following(
        self, tenant_id: UUID, use: str, algorithm: SignatureAlgorithm
    ) -> Following | None:
        """The key that comes next for a use, if two people have agreed to one."""
        ...


class FileBankKeys:
    """Keys in a folder (0700) of small files (0600), the same for all processes."""

    def __init__(
        self, folder: KeyFolder, crypto: CryptoProvider, clock: Clock | None = None
    ) -> None:
        """`clock` says which key of a line it is time for."""
        self._folder = folder
        self._crypto = crypto
        self._clock = clock or SystemClock()
        self._plans = Plans(folder)
        self._lock = threading.Lock()
        self._loaded: dict[tuple[str, int], BankKey[MessageSigner]] = {}
        self._lines: dict[str, tuple[datetime, list[Plan]]] = {}

    def of(self, tenant_id: UUID) -> BankKey[PrivateKey]:
        """The SM2 key of a bank."""
        found = self.signing(tenant_id, SM2)
        if not isinstance(found.key, PrivateKey):
            message = f"{found.key!r}: not of SM2"
            raise TypeError(message)
        return BankKey(found.id, found.key)

    def signing(self, tenant_id: UUID, algorithm: SignatureAlgorithm) -> BankKey[MessageSigner]:
        """The key of a bank, made if this is its first answer of that kind."""
        return self._now(_name(tenant_id, ANSWERS, algorithm), algorithm)

    def sealing(self, tenant_id: UUID, algorithm: SignatureAlgorithm) -> BankKey[MessageSigner]:
        """The key to seal to, made when somebody asks for it first."""
        return self._now(_name(tenant_id, SEALS, algorithm), algorithm)

    def opening(self, tenant_id: UUID) -> Iterator[BankKey[MessageSigner]]:
        """Every key messages may be sealed to: those before still open, the next one already does."""
        for algorithm in SignatureAlgorithm:
            name = _name(tenant_id, SEALS, algorithm)
            for number in range(FIRST, FIRST + len(self._agreed(name)) + 1):
                yield self._key(name, number, algorithm)

    def following(
        self, tenant_id: UUID, use: str, algorithm: SignatureAlgorithm
    ) -> Following | None:
        """The newest successor that two people agreed to; the key of answers before it vouches for it."""
        name = _name(tenant_id, use, algorithm)
        agreed = self._agreed(name)
        if not agreed:
            return None
        last = FIRST + len(agreed)
        found = self._key(name, last, algorithm)
        before = self._key(name, last - 1, algorithm)
        voucher = before if use == ANSWERS else self.signing(tenant_id, algorithm)
        return Following(found, agreed[-1].from_at, voucher)

    def follow(
        self, tenant_id: UUID, use: str, algorithm: SignatureAlgorithm, from_at: datetime, agreed: Agreed
    ) -> BankKey[MessageSigner]:  # fmt: skip
        """Make the next key, once for one change at the desk. Raises KeyWaits, TooSoon."""
        name = _name(tenant_id, use, algorithm)
        before = self._plans.made_for(name, agreed.change)
        if before is not None:
            return BankKey(
                before.key_id, read_signer(before.pem.encode("ascii"), None, self._crypto)
            )
        self._key(name, FIRST, algorithm)  # what nobody had cannot be followed
        made = make_signer(algorithm, self._crypto)
        found = BankKey(made.public.fingerprint()[:KEY_ID_DIGITS], made)
        pem = write_signer(made, None, self._crypto).decode("ascii")
        plan = Plan(found.id, pem, from_at, agreed.prepared_by, agreed.agreed_by, agreed.change)
        self._plans.add(name, plan, self._clock.now())
        return found

    def _now(self, name: str, algorithm: SignatureAlgorithm) -> BankKey[MessageSigner]:
        now = self._clock.now()
        begun = sum(plan.from_at <= now for plan in self._agreed(name))
        return self._key(name, FIRST + begun, algorithm)

    def _agreed(self, name: str) -> list[Plan]:
        """Plans that count, looked up again after a few seconds."""
        now = self._clock.now()
        read_at, found = self._lines.get(name, (None, []))
        if read_at is None or not timedelta() <= now - read_at < _KEPT_FOR:
            found = [plan for plan in self._plans.of(name) if plan.agreed_by]
            self._lines[name] = now, found
        return found

    def _key(self, name: str, number: int, algorithm: SignatureAlgorithm) -> BankKey[MessageSigner]:
        place = name, number
        found = self._loaded.get(place)
        if found is None:
            with self._lock:
                found = self._loaded[place] = self._load(name, number, algorithm)
        return found

    def _load(
        self, name: str, number: int, algorithm: SignatureAlgorithm
    ) -> BankKey[MessageSigner]:
        if number == FIRST:
            pem = self._first(f"{name}.pem", algorithm)
        else:
            pem = self._plans.of(name)[number - FIRST - 1].pem.encode("ascii")
        key = read_signer(pem, None, self._crypto)
        return BankKey(key.public.fingerprint()[:KEY_ID_DIGITS], key)

    def _first(self, file: str, algorithm: SignatureAlgorithm) -> bytes:
        if not self._folder.exists(file):
            made = make_signer(algorithm, self._crypto)
            pem = write_signer(made, None, self._crypto)
            self._folder.create_once(file, pem)  # the first process wins; all read what it wrote
        return self._folder.read(file)


def _name(tenant_id: UUID, use: str, algorithm: SignatureAlgorithm) -> str:
    kind = "" if algorithm is SM2 else f"-{algorithm.family}"
    return f"link-{tenant_id}{_MARKS[use]}{kind}"

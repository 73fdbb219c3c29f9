"""The keys and certificates a bank signs its documents with (文档签章): made on first use, kept in files.

Two pairs, because two kinds of readers check them. Everybody's programs know ECDSA on P-256: its certificate
hangs below a root of that kind, made for documents alone. The seal value (签章值) is SM2, with a certificate of
the bank's own authority. A bank with an HSM (加密机) puts its handles behind the same method.

A certificate that ends soon has a successor with a new key; roots and old certificates stay, for what they signed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Final, Protocol
from uuid import UUID

from cryptography.x509 import Name

from corporate.banks.banks import Banks
from kernel import limits
from kernel.certificates import Certificate, Issuer, Terms, certify, self_signed
from kernel.certificates.issuing import SIGNS_DOCUMENTS, name_of
from kernel.context import Context
from kernel.crypto import (
    MessageSigner,
    SignatureAlgorithm,
    make_signer,
    read_signer,
    write_signer,
)
from kernel.crypto.key_folder import KeyFolder
from receipts.signing import Signatory

_ROOT: Final = "单据签章根证书 Documents CA"
_SIGNER: Final = "电子回单专用章 Document Seal"
_LIFE: Final = timedelta(days=limits.DOCUMENT_CERTIFICATE_DAYS)
_EARLY: Final = timedelta(days=limits.DOCUMENT_CERTIFICATE_EARLY_DAYS)
_ROOT_LIFE: Final = timedelta(days=limits.AUTHORITY_DAYS)


class DocumentKeys(Protocol):
    """Where a bank's signatory comes from."""

    def of(self, ctx: Context) -> Signatory:
        """The signatory of this transaction's bank."""
        ...

    def seal_certificate(self, ctx: Context, serial: str) -> Certificate | None:
        """The certificate of that number that documents were sealed under; None where there is none."""
        ...


class Authorities(Protocol):
    """The bank's authority in national cryptography."""

    def of(self, ctx: Context) -> Issuer:
        """The authority of this transaction's bank."""
        ...


@dataclass(frozen=True, slots=True)
class _Held:
    key: MessageSigner
    certificate: Certificate


class FileDocumentKeys:
    """Keys in a folder (0700) of small files (0600), the same for all processes."""

    def __init__(
        self, folder: Callable[[], KeyFolder], banks: Banks, authorities: Authorities
    ) -> None:
        """`folder` is asked for when a key is needed first: a process that signs nothing makes none."""
        self._make_folder = folder
        self._banks = banks
        self._authorities = authorities
        self._lock = threading.Lock()
        self._loaded: dict[UUID, Signatory] = {}

    def of(self, ctx: Context) -> Signatory:
        """The signatory of this transaction's bank, made if it has none, or one that ends soon."""
        found = self._loaded.get(ctx.tenant_id)
        if found is None or _ends_soon(found, ctx):
            bank = self._banks.of(ctx.uow).name.zh
            with self._lock:
                found = self._loaded[ctx.tenant_id] = self._load(ctx, bank)
        return found

    def seal_certificate(self, ctx: Context, serial: str) -> Certificate | None:
        """One of the certificates in the folder, however old."""
        now = self.of(ctx).seal_certificate
        if now.serial == serial:
            return now
        held = _Folder(self._make_folder(), ctx).certificates("seal")
        return next((one for one in held if one.serial == serial), None)

    def _load(self, ctx: Context, bank: str) -> Signatory:
        folder = _Folder(self._make_folder(), ctx)
        root = folder.held("root", SignatureAlgorithm.ECDSA_SHA256, _self_signed(ctx, bank))
        above = Issuer(root.certificate, root.key)
        name = name_of(f"{bank}{_SIGNER}", bank)
        signer = folder.newest("sign", SignatureAlgorithm.ECDSA_SHA256, _below(ctx, above, name))
        own = self._authorities.of(ctx)
        seal = folder.newest("seal", SignatureAlgorithm.SM2_SM3, _below(ctx, own, name))
        return Signatory(
            name=bank,
            key=signer.key,
            chain=(signer.certificate, root.certificate),
            seal_key=seal.key,
            seal_certificate=seal.certificate,
        )


Certify = Callable[[MessageSigner], Certificate]


@dataclass(frozen=True, slots=True)
class _Folder:
    """Keys of one bank with their certificates, by what they are for."""

    files: KeyFolder
    ctx: Context

    def newest(self, use: str, algorithm: SignatureAlgorithm, certified: Certify) -> _Held:
        """The last of a line of keys, or one more where that ends soon."""
        line = (self.held(f"{use}-{number}", algorithm, certified) for number in count(1))
        return next(one for one in line if one.certificate.until - _EARLY > self.ctx.now)

    def certificates(self, use: str) -> Iterator[Certificate]:
        """Every certificate of a line of keys."""
        for number in count(1):
            name = f"doc-{self.ctx.tenant_id}-{use}-{number}.crt"
            if not self.files.exists(name):
                return
            yield Certificate.read(self.files.read(name), self.ctx.world.crypto)

    def held(self, use: str, algorithm: SignatureAlgorithm, certified: Certify) -> _Held:
        """A key and its certificate; the first process makes them, all read what it wrote."""
        crypto = self.ctx.world.crypto
        name = f"doc-{self.ctx.tenant_id}-{use}"
        if not self.files.exists(f"{name}.pem"):
            pem = write_signer(make_signer(algorithm, crypto), None, crypto)
            self.files.create_once(f"{name}.pem", pem)
        key = read_signer(self.files.read(f"{name}.pem"), None, crypto)
        if not self.files.exists(f"{name}.crt"):
            self.files.create_once(f"{name}.crt", certified(key).pem())
        return _Held(key, Certificate.read(self.files.read(f"{name}.crt"), crypto))


def _self_signed(ctx: Context, bank: str) -> Certify:
    terms = Terms(ctx.now, _ROOT_LIFE)
    return lambda key: self_signed(name_of(f"{bank}{_ROOT}", bank), key, terms, ctx.world)


def _below(ctx: Context, issuer: Issuer, name: Name) -> Certify:
    return lambda key: certify(
        issuer, name, key.public, Terms(ctx.now, _LIFE), ctx.world, purposes=SIGNS_DOCUMENTS
    )


def _ends_soon(found: Signatory, ctx: Context) -> bool:
    until = min(found.chain[0].until, found.seal_certificate.until)
    return until - _EARLY <= ctx.now

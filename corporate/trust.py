"""Puts the bank's authority together with what hangs on it: certificates, addresses, the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from corporate.banks import Banks
from corporate.banks.authority import FileAuthorities
from corporate.banks.document_keys import FileDocumentKeys
from corporate.settings import Settings
from kernel.crypto.key_folder import KeyFolder
from kernel.operation import Bindings
from kernel.text import Text
from kernel.world import World
from workflows.audit.service import AuditService
from workflows.certificates.kinds import AddressKind, IssueKind, RevokeKind
from workflows.certificates.ports import Authorities
from workflows.certificates.sealing import SealingKind
from workflows.certificates.service import CertificateService
from workflows.mandates.kinds import Kind


def authorities(settings: Settings, world: World, banks: Banks) -> FileAuthorities:
    """The authorities of this deployment's banks."""
    return FileAuthorities(lambda: KeyFolder(settings.data / "keys", world.randomness), banks)


def document_keys(
    settings: Settings, world: World, banks: Banks, found: FileAuthorities
) -> FileDocumentKeys:
    """What this deployment's banks sign their documents with."""
    folder = partial(KeyFolder, settings.data / "keys", world.randomness)
    return FileDocumentKeys(folder, banks, found)


def kinds(found: Authorities) -> tuple[Kind, ...]:
    """What administrators change here under agreement."""
    return (IssueKind(found), RevokeKind(), AddressKind(), SealingKind())


def bindings(certificates: CertificateService, title_of: Callable[[str], Text]) -> Bindings:
    """What the operations do."""
    audit = AuditService(title_of)
    return {
        "certificates.list": certificates.listed,
        "certificates.messages": certificates.messages,
        "certificates.request": certificates.request,
        "certificates.revoke": certificates.revoke,
        "certificates.renew": certificates.renew,
        "certificates.addresses": certificates.addresses,
        "certificates.sealing": certificates.sealing,
        "audit.list": audit.page,
        "audit.show": audit.show,
        "audit.export": audit.export,
    }

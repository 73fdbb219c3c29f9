"""Puts the bank's authority together with what hangs on it: certificates, addresses, the audit trail."""

from __future__ import annotations

from collections.abc import Callable

from corporate.banks import Banks
from corporate.banks.authority import FileAuthorities
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

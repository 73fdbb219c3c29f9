"""Whether a file somebody holds is a document of this bank, byte for byte (文件验真)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from corporate.banks.document_keys import DocumentKeys
from kernel.context import Context
from kernel.text import Text
from receipts.facts import ReceiptFacts
from receipts.signing import Verdict, check
from receipts.signing.signatory import seal_holds
from receipts.stored import from_stored
from workflows.documents import queries, seal_repository
from workflows.documents.states import SealedKind


class FileVerdict(StrEnum):
    """What is said of a file."""

    GENUINE = "genuine"  # signed, sealed and registered, not one byte changed
    CHANGED = "changed"  # it carries a signature that does not hold for what it is now
    UNKNOWN = "unknown"  # no document of this bank

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS = {
    "genuine": Text("真实且未被改动", "Genuine and unchanged"),
    "changed": Text("已被改动", "Changed"),
    "unknown": Text("不是本行签章的文件", "No document signed by this bank"),
}


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What was found; the rest is known of a genuine file only."""

    verdict: FileVerdict
    digest: str
    kind: SealedKind | None = None
    number: str = ""
    print_no: int = 0
    items: int = 0
    made_at: datetime | None = None
    signer: str = ""
    seal: str = ""
    facts: ReceiptFacts | None = None
    code: str = ""


class FileDesk:
    """Looks a file up by its hash, checks the signature in it and the seal beside it."""

    def __init__(self, keys: DocumentKeys) -> None:
        self._keys = keys

    def check(self, ctx: Context, content: bytes) -> CheckedFile:
        """The verdict; all three must agree before a file is called genuine."""
        crypto = ctx.world.crypto
        digest = crypto.sm3(content)
        signatory = self._keys.of(ctx)
        found = check(content, signatory.chain[-1], crypto)
        if found.verdict in {Verdict.NONE, Verdict.FOREIGN} or found.signer is None:
            changed = found.verdict is Verdict.CHANGED
            verdict = FileVerdict.CHANGED if changed else FileVerdict.UNKNOWN
            return CheckedFile(verdict, digest.hex())
        row = seal_repository.find(ctx, digest)
        if row is None or not self._sealed(ctx, digest, bytes(row["seal"]), row["certificate"]):
            return CheckedFile(FileVerdict.UNKNOWN, digest.hex())
        kind = SealedKind(row["kind"])
        stated = queries.public_facts(ctx, row["number"]) if kind is SealedKind.RECEIPT else None
        return CheckedFile(
            verdict=FileVerdict.GENUINE,
            digest=digest.hex(),
            kind=kind,
            number=row["number"],
            print_no=row["print_no"],
            items=row["items"],
            made_at=row["made_at"],
            signer=found.signer.subject,
            seal=bytes(row["seal"]).hex(),
            facts=from_stored(stated["facts"]) if stated else None,
            code=stated["code"] if stated else "",
        )

    def _sealed(self, ctx: Context, digest: bytes, seal: bytes, certificate: str) -> bool:
        """Whether the seal value is by the certificate the register names, one of this bank's own."""
        found = self._keys.seal_certificate(ctx, certificate)
        return found is not None and seal_holds(found.key, digest, seal)

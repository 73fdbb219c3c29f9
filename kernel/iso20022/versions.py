"""Tells which pain.001 a document is, and refuses the others with a sentence that helps."""

from __future__ import annotations

from itertools import islice
from typing import Final

from kernel.errors import Faulty, Finding
from kernel.findings import shown
from kernel.iso20022.code_points import decoded
from kernel.iso20022.rules import IsoRule
from kernel.iso20022.schemas import NAMESPACE, PAIN_001
from kernel.xml import Screened

_GERMAN: Final = ("pain.001.002.", "pain.001.003.")
_TEXTS_LOOKED_AT: Final = 50


def recognise(document: Screened) -> str:
    """Return the version, one of `PAIN_001`; raises `Faulty` for anything else."""
    namespace, _, name = document.root_tag().rpartition("}")
    version = namespace.removeprefix("{").removeprefix(NAMESPACE)
    if name == "Document" and version in PAIN_001:
        return version
    supported = ", ".join(PAIN_001)
    if name != "Document" or "pain.001" not in version:
        raise IsoRule.NOT_PAIN_001.refusal(root=shown(version or name), supported=supported)
    rule = IsoRule.GERMAN_VARIANT if version.startswith(_GERMAN) else IsoRule.UNSUPPORTED_VERSION
    findings = [rule.finding("/Document", version=shown(version), supported=supported)]
    raise Faulty([*findings, *_as_code_points(document, namespace + "}")])


def code_points_finding(text: str, path: str) -> Finding | None:
    """Return a finding if `text` is made of decimal character numbers."""
    meant = decoded(text)
    if meant is None:
        return None
    return IsoRule.NAMES_AS_CODE_POINTS.finding(path, value=shown(text), decoded=shown(meant))


def _as_code_points(document: Screened, namespace: str) -> list[Finding]:
    """Return at most one finding: the first name that was written as numbers."""
    names = islice(document.early_texts(f"{namespace}Nm"), _TEXTS_LOOKED_AT)
    found = (code_points_finding(text, path) for path, text in names)
    return list(islice((finding for finding in found if finding), 1))

"""In what the versions of camt.052, camt.053 and camt.054 differ, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kernel.iso20022.schemas import CAMT_052, CAMT_053, CAMT_054, NAMESPACE

_MESSAGES: Final = {
    "camt.052": ("BkToCstmrAcctRpt", "Rpt"),
    "camt.053": ("BkToCstmrStmt", "Stmt"),
    "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
_FIRST: Final = 2
"""The version of SEPA's early years, .02, names banks and amounts in its own way."""
_CODED: Final = 8
"""Since .08 a status is a code among others, and a party may be a bank."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one version of one message is written."""

    name: str
    message: str
    part: str
    has_balances: bool
    bic: str
    amounts_in_details: bool
    """Whether a transaction's own amount stands as such; else inside AmtDtls."""
    coded_status: bool
    wrapped_parties: bool

    @property
    def namespace(self) -> str:
        """Of its elements."""
        return NAMESPACE + self.name


def _dialect(name: str) -> Dialect:
    kind, version = name[:8], int(name[-2:])
    message, part = _MESSAGES[kind]
    return Dialect(
        name=name,
        message=message,
        part=part,
        has_balances=kind != "camt.054",
        bic="BIC" if version == _FIRST else "BICFI",
        amounts_in_details=version > _FIRST,
        coded_status=version >= _CODED,
        wrapped_parties=version >= _CODED,
    )


DIALECTS: Final = {name: _dialect(name) for name in (*CAMT_052, *CAMT_053, *CAMT_054)}

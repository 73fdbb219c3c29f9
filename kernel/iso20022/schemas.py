"""The official schemas, unmodified, and the versions of each message this bank reads and writes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from kernel.assets import schema_path
from kernel.xml import Schema

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"

PAIN_001: Final = ("pain.001.001.03", "pain.001.001.05", "pain.001.001.09")
PAIN_002: Final = "pain.002.001.03"
PAIN_002_NEW: Final = "pain.002.001.10"
CAMT_029: Final = "camt.029.001.09"
CAMT_055: Final = ("camt.055.001.01", "camt.055.001.05", "camt.055.001.08", "camt.055.001.09")
CAMT_052: Final = ("camt.052.001.08", "camt.052.001.02")
CAMT_053: Final = ("camt.053.001.08", "camt.053.001.02")
CAMT_054: Final = ("camt.054.001.08", "camt.054.001.04", "camt.054.001.02")

_PARTS: Final[dict[str, dict[str, str]]] = {
    "pain.001.001.03": {
        "GrpHdr": "GroupHeader32",
        "PmtInf": "PaymentInstructionInformation3",
        "CdtTrfTxInf": "CreditTransferTransactionInformation10",
    },
    "pain.001.001.05": {
        "GrpHdr": "GroupHeader48",
        "PmtInf": "PaymentInstruction9",
        "CdtTrfTxInf": "CreditTransferTransaction6",
    },
    "pain.001.001.09": {
        "GrpHdr": "GroupHeader85",
        "PmtInf": "PaymentInstruction30",
        "CdtTrfTxInf": "CreditTransferTransaction34",
    },
}
"""Parts of large messages that are validated one by one, with their types in the schema."""


_OURS: Final = Path(__file__).parent / "camt055.xsd"


@cache
def cancellation_schema(name: str) -> Schema:
    """Return what is read of the version `name` of camt.055, of which no package has the official schema."""
    namespace = (NAMESPACE + name).encode()
    return Schema(lambda: _OURS.read_bytes().replace(b"NAMESPACE", namespace))


@cache
def schema(name: str) -> Schema:
    """Return the schema of the message `name`, such as `pain.002.001.03`."""
    return Schema(schema_path(name).read_bytes, _PARTS.get(name))

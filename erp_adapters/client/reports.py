"""What a status report (pain.002) says about the whole message."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from kernel.xml import screen

_GROUP_STATUS: Final = "{urn:iso:std:iso:20022:tech:xsd:pain.002.001.03}GrpSts"


def group_status(report: bytes) -> str:
    """The status of the group (GrpSts), such as ACSC, PART or RJCT."""
    found = screen(BytesIO(report)).early_texts(_GROUP_STATUS)
    return next((text for _, text in found), "")

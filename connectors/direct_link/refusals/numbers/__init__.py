"""Reason → return code (返回码), one file a subject. Codes are never renumbered and never reused."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from connectors.direct_link.refusals.numbers import (
    approvals,
    batches,
    bills,
    callers,
    inquiries,
    messages,
    payments,
    programs,
)

SUBJECTS: Final = (messages, callers, payments, approvals, batches, bills, inquiries, programs)
RETURN_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {reason: code for subject in SUBJECTS for reason, code in subject.RETURN_CODES.items()}
)

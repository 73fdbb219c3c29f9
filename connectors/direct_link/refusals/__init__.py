"""Error → HTTP status and return code (返回码), as data: the one table of the direct link.

Three layers, never mixed: the HTTP status is about transport, the return code about the message,
the status inside an answer about the business. A code's letter is its family and tells a program
what to do; codes are never renumbered and never reused.
"""

from connectors.direct_link.refusals.families import Family
from connectors.direct_link.refusals.table import (
    ACCEPTED,
    ACCEPTED_TEXT,
    ELSEWHERE,
    Refusal,
    listed,
    refusal_of,
)

__all__ = ["ACCEPTED", "ACCEPTED_TEXT", "ELSEWHERE", "Family", "Refusal", "listed", "refusal_of"]

"""Banks (tenants): who they are, how they are found, which ways lead out of them, whom they pay to."""

from corporate.banks.banks import Banks, load
from corporate.banks.directory import Directory, DirectoryEntry
from corporate.banks.participants import Participant, ResolvedBank
from corporate.banks.profile import Bank, Rail
from corporate.banks.tariff import Price

__all__ = [
    "Bank",
    "Banks",
    "Directory",
    "DirectoryEntry",
    "Participant",
    "Price",
    "Rail",
    "ResolvedBank",
    "load",
]

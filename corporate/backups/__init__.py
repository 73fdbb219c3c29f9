"""Backups of a bank (备份与恢复): base copies, the log up to the last acknowledged commit, files and keys.

PostgreSQL's own programs do the work; this package says where things lie, seals them, counts them and
puts them back. Nothing here decides about money, and nothing here needs the bank to be running.
"""

from corporate.backups.ages import Ages
from corporate.backups.base import take
from corporate.backups.errors import (
    BackupDamaged,
    BackupKeyMissing,
    NoBackup,
    NotReached,
    PlaceTaken,
)
from corporate.backups.keys import make_key, read_keys, renew_key
from corporate.backups.receiver import Receiver
from corporate.backups.restore import Restored, Restoring, finish, restore
from corporate.backups.store import Store

__all__ = [
    "Ages",
    "BackupDamaged",
    "BackupKeyMissing",
    "NoBackup",
    "NotReached",
    "PlaceTaken",
    "Receiver",
    "Restored",
    "Restoring",
    "Store",
    "finish",
    "make_key",
    "read_keys",
    "renew_key",
    "restore",
    "take",
]

"""The keys that seal backups (备份密钥): a file of lines, 32 random bytes each as hexadecimal, the newest first.

They seal the bank's other keys too, so they must not lie in the store, and a copy must lie elsewhere:
without it a backup is noise, also to us.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from corporate.backups.errors import BackupKeyMissing
from kernel.crypto.errors import KeyFileExposed
from kernel.crypto.key_folder import KeyFolder
from kernel.crypto.sealed_stream import Keys
from kernel.ids import Randomness

_BYTES: Final = 32


def make_key(file: Path, randomness: Randomness) -> None:
    """Make a first key unless the file is there; a key in use is never overwritten."""
    KeyFolder(file.parent, randomness).create_once(file.name, _line(randomness))


def renew_key(file: Path, randomness: Randomness) -> None:
    """Put a new key before the others: it seals from now on, they still open. Raises BackupKeyMissing."""
    read_keys(file, randomness)
    folder = KeyFolder(file.parent, randomness)
    folder.replace(file.name, _line(randomness) + folder.read(file.name))


def read_keys(file: Path, randomness: Randomness) -> Keys:
    """All keys of the file. Raises BackupKeyMissing."""
    try:
        text = KeyFolder(file.parent, randomness).read(file.name).decode()
        keys = [bytes.fromhex(line) for line in text.split()]
    except (OSError, ValueError, KeyFileExposed):
        raise BackupKeyMissing(file=file) from None
    if not keys or any(len(key) != _BYTES for key in keys):
        raise BackupKeyMissing(file=file)
    return Keys(*keys)


def _line(randomness: Randomness) -> bytes:
    return randomness.token_bytes(_BYTES).hex().encode() + b"\n"

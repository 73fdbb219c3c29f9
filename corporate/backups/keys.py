"""The key that seals backups (备份密钥): 32 random bytes as hexadecimal, in a file only its owner reads.

It seals the other keys too, so it must not lie in the store, and a copy must lie elsewhere: without it
a backup is noise, also to us.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from corporate.backups.errors import BackupKeyMissing
from kernel.crypto.errors import KeyFileExposed
from kernel.crypto.key_folder import KeyFolder
from kernel.ids import Randomness

_BYTES: Final = 32


def make_key(file: Path, randomness: Randomness) -> None:
    """Make a key unless the file is there; a key in use is never overwritten."""
    content = randomness.token_bytes(_BYTES).hex().encode() + b"\n"
    KeyFolder(file.parent, randomness).create_once(file.name, content)


def read_key(file: Path, randomness: Randomness) -> bytes:
    """The key. Raises BackupKeyMissing."""
    try:
        key = bytes.fromhex(KeyFolder(file.parent, randomness).read(file.name).decode().strip())
    except (OSError, ValueError, KeyFileExposed):
        raise BackupKeyMissing(file=file) from None
    if len(key) != _BYTES:
        raise BackupKeyMissing(file=file)
    return key

"""Checking that copies are still what was written (校验): bit rot is found before it is needed."""

from __future__ import annotations

from pathlib import Path

from corporate.backups.base import FILE, digest
from corporate.backups.store import Life, Store


def damaged(store: Store) -> list[Path]:
    """The files of base copies that differ from their manifest."""
    files = (
        (Life(store.folder / one.life).base / one.label / FILE, one.sha256)
        for one in store.manifests()
    )
    return [file for file, wanted in files if not file.exists() or digest(file) != wanted]

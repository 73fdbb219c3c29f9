"""Forgetting the oldest copies (清理): the log goes only with the copy that needed it."""

from __future__ import annotations

import shutil
from typing import Final

from corporate.backups.store import SEALED, Life, Manifest, Store

_BEHIND_ALL: Final = "~"  # sorts behind every part of a log


def prune(store: Store, keep: int) -> list[Manifest]:
    """Keep so many base copies, at least one; return those that went."""
    found = store.manifests()
    gone = found[: -max(keep, 1)]
    for manifest in gone:
        shutil.rmtree(Life(store.folder / manifest.life).base / manifest.label)
    for name in {one.life for one in gone}:
        _shorten(Life(store.folder / name), [one for one in found[len(gone) :] if one.life == name])
    return gone


def _shorten(life: Life, left: list[Manifest]) -> None:
    """The log before the first copy that is left; all of it when none is."""
    first = min((one.first_wal for one in left), default=_BEHIND_ALL)
    for part in life.sealed.glob(f"*{SEALED}"):
        name = part.name.removesuffix(SEALED)
        if not name.endswith(".history") and name < first:
            part.unlink()

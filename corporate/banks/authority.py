"""The certificate authority (CA) each bank runs for the direct link: made on first use, kept in files.

Its key never leaves the key folder; a bank with an HSM (加密机) puts it behind the same method. The
certificate is public and does not change: whoever pinned it goes on trusting what it issued.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from corporate.banks.banks import Banks
from kernel import limits
from kernel.certificates import Certificate, Issuer, Terms, self_signed
from kernel.certificates.issuing import name_of
from kernel.context import Context
from kernel.crypto import PrivateKey
from kernel.crypto.key_folder import KeyFolder
from kernel.text import Text

_NAME = Text("银企直联 CA", "Direct Link CA")


class FileAuthorities:
    """Authorities in a folder (0700) of small files (0600), the same for all processes."""

    def __init__(self, folder: Callable[[], KeyFolder], banks: Banks) -> None:
        """`folder` is asked for when a key is needed first: a process that needs none makes none."""
        self._make_folder = folder
        self._banks = banks
        self._lock = threading.Lock()
        self._loaded: dict[UUID, Issuer] = {}

    def of(self, ctx: Context) -> Issuer:
        """The authority of this transaction's bank, made if it has none yet."""
        found = self._loaded.get(ctx.tenant_id)
        if found is None:
            name = self._banks.of(ctx.uow).name.zh
            with self._lock:
                found = self._loaded[ctx.tenant_id] = self._load(ctx, name)
        return found

    def _load(self, ctx: Context, bank: str) -> Issuer:
        folder = self._make_folder()
        key = _key(folder, ctx)
        name = f"ca-{ctx.tenant_id}.crt"
        if not folder.exists(name):
            terms = Terms(ctx.now, timedelta(days=limits.AUTHORITY_DAYS))
            made = self_signed(name_of(f"{bank}{_NAME.zh}", bank), key, terms, ctx.world)
            folder.create_once(name, made.pem())  # the first process wins
        return Issuer(Certificate.read(folder.read(name), ctx.world.crypto), key)


def _key(folder: KeyFolder, ctx: Context) -> PrivateKey:
    name, crypto = f"ca-{ctx.tenant_id}.pem", ctx.world.crypto
    if not folder.exists(name):
        pem = crypto.write_private_key(crypto.generate_key(), passphrase=None)
        folder.create_once(name, pem)
    return crypto.read_private_key(folder.read(name))

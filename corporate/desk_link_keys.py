"""Keys of the direct link as the worker makes them for the desk; part of the composition root."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from connectors.direct_link.bank_keys import FileBankKeys
from connectors.direct_link.key_plans import Agreed
from kernel.context import Context
from kernel.crypto import SignatureAlgorithm
from kernel.statements import Row


class DeskLinkKeys:
    """The port of the desk over the folder of keys."""

    def __init__(self, keys: FileBankKeys) -> None:
        self._keys = keys

    def follow(
        self, ctx: Context, use: str, algorithm: SignatureAlgorithm, from_at: datetime, order: Row
    ) -> Mapping[str, str]:
        """Make the next key of a line, once for one change. Raises KeyWaits, TooSoon."""
        agreed = Agreed(order["number"], order["maker_name"], order["checker_name"])
        made = self._keys.follow(ctx.tenant_id, use, algorithm, from_at, agreed)
        return {"key_id": made.id, "fingerprint": made.key.public.fingerprint()}

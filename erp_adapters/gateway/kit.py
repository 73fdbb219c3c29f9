"""What every part of the gateway works with, put together once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from erp_adapters.adapter import Adapter
from erp_adapters.client import BankLink
from erp_adapters.gateway.folders import Folders
from erp_adapters.gateway.store import Store
from kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class Kit:
    """Store, folders, the line to the bank, the time, and the adapters by the name of their folder."""

    store: Store
    folders: Folders
    link: BankLink
    clock: Clock
    adapters: Mapping[str, Adapter]

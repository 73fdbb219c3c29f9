"""What the status page and `yinqi-gateway status` say: the queue, the last answers, faults, clock, certificate.

Neither account numbers nor names stand here: whoever uses this machine may look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from cryptography import x509

from erp_adapters.gateway.items import Item
from erp_adapters.gateway.reports import GROUP_WORDS
from erp_adapters.gateway.service import AHEAD, Gateway
from erp_adapters.gateway.states import ItemState
from erp_adapters.gateway.store import Store
from kernel.limits import LINK_WINDOW_S
from kernel.public_status import PublicStatus
from kernel.text import NO_TEXT, Text

_SHOWN: Final = 20
_FAULTS_SHOWN: Final = 10
_ZONE: Final = ZoneInfo("Asia/Shanghai")
_EXPIRY_WARNS_DAYS: Final = 30
_CLOCK_WARNS_S: Final = 60.0
_BAD: Final = "bad"
_WARN: Final = "warn"
_GOOD: Final = "good"


@dataclass(frozen=True, slots=True)
class Tile:
    """One number and what it means."""

    label: Text
    value: str
    note: Text
    mood: str


@dataclass(frozen=True, slots=True)
class Status:
    """Everything the page shows."""

    bank: str
    enterprise: str
    certificate: str
    at: str
    mood: str
    verdict: Text
    tiles: tuple[Tile, ...]
    items: tuple[tuple[str, Item, Text], ...]
    faults: tuple[tuple[str, str, Text], ...]


def status_of(gateway: Gateway) -> Status:
    """Look at everything once."""
    kit, config = gateway.kit, gateway.config
    now = kit.clock.now()
    tiles = (*_queue(kit.store), _clock(kit.store), _certificate(gateway, now))
    moods = {tile.mood for tile in tiles}
    mood = _BAD if _BAD in moods else _WARN if _WARN in moods else _GOOD
    return Status(
        bank=config.bank.url,
        enterprise=config.bank.enterprise,
        certificate=config.bank.certificate,
        at=_shown(now),
        mood=mood,
        verdict=_VERDICTS[mood],
        tiles=tiles,
        items=tuple(
            (_shown(item.changed_at), item, status_words(item.news.status))
            for item in kit.store.latest(_SHOWN)
        ),
        faults=tuple(
            (_shown(at), place, text) for at, place, text in kit.store.faults(_FAULTS_SHOWN)
        ),
    )


def status_words(status: str) -> Text:
    """The bank's status for people: of a payment, or of a message (ISO 20022)."""
    labels = {one.value: one.label for one in PublicStatus} | GROUP_WORDS
    return labels.get(status, Text(status, status))


_VERDICTS: Final = {
    _GOOD: Text("运行正常", "All is well"),
    _WARN: Text("需要留意", "Somebody should look"),
    _BAD: Text("需要处理", "Somebody must act"),
}


def _queue(store: Store) -> Sequence[Tile]:
    counts = store.counts()
    doubt = counts.get(ItemState.DOUBT, 0)
    sending = counts.get(ItemState.QUEUED, 0) + counts.get(ItemState.SENDING, 0)
    no_resend = Text(
        "系统自动查询，切勿换号重付", "It is being asked about; never pay under a new serial"
    )
    return (
        Tile(Text("待发送", "To be sent"), str(sending), NO_TEXT, _GOOD),
        Tile(
            ItemState.DOUBT.label, str(doubt), no_resend if doubt else NO_TEXT,
            _WARN if doubt else _GOOD,
        ),
        Tile(ItemState.OPEN.label, str(counts.get(ItemState.OPEN, 0)), NO_TEXT, _GOOD),
        Tile(ItemState.DONE.label, str(counts.get(ItemState.DONE, 0)), NO_TEXT, _GOOD),
        Tile(ItemState.REFUSED.label, str(counts.get(ItemState.REFUSED, 0)), NO_TEXT, _GOOD),
        Tile(
            Text("待取回单", "Receipts to be fetched"), str(store.receipts_waiting()), NO_TEXT, _GOOD
        ),
    )  # fmt: skip


def _clock(store: Store) -> Tile:
    label, mark = Text("与银行时钟相差", "Off the bank's clock"), store.mark(AHEAD)
    if not mark:
        return Tile(label, "—", Text("尚未与银行通信", "The bank has not been heard yet"), _GOOD)
    off = abs(float(mark))
    if off <= _CLOCK_WARNS_S:
        return Tile(label, f"{off:.0f} s", NO_TEXT, _GOOD)
    note = Text(
        f"超过 {LINK_WINDOW_S} 秒银行将拒绝，请同步 NTP",
        f"Over {LINK_WINDOW_S} s the bank refuses; set the clock",
    )
    return Tile(label, f"{off:.0f} s", note, _BAD if off > LINK_WINDOW_S / 2 else _WARN)


def _certificate(gateway: Gateway, now: datetime) -> Tile:
    label, path = (
        Text("证书剩余天数", "Days left of the certificate"),
        gateway.config.certificate_file,
    )
    if path is None:
        return Tile(
            label, "—", Text("未配置 certificate_file", "certificate_file is not set"), _GOOD
        )
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return Tile(label, "?", Text(f"无法读取 {path.name}", f"{path.name} cannot be read"), _WARN)
    days = (found.not_valid_after_utc - now).days
    note = Text(
        f"{found.not_valid_after_utc:%Y-%m-%d} 到期", f"until {found.not_valid_after_utc:%Y-%m-%d}"
    )
    return Tile(
        label, str(days), note, _BAD if days < 0 else _WARN if days < _EXPIRY_WARNS_DAYS else _GOOD
    )


def _shown(at: datetime) -> str:
    return at.astimezone(_ZONE).strftime("%Y-%m-%d %H:%M:%S")

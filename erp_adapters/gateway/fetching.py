"""Fetches by itself what the bank has for the ERP: statements of closed days, balances, receipts.

    out/statements/<account>/<day>.camt053.xml     each closed day once, without gaps
    out/statements/<account>/<day>.mt940, …         the same in the formats of `[fetch] formats`
    out/balances.json                              accounts with their balances
    out/receipts/…                                 each receipt once, and a list of them (receipts.py)
    out/<folder>/…                                 an ERP's own entries of a day, where its adapter makes them

What has been fetched is remembered after its file is on the disk, so a day may be fetched twice, never missed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from erp_adapters.client import Refused
from erp_adapters.client.records import text
from erp_adapters.gateway.config import Fetch
from erp_adapters.gateway.folders import file_name, write_whole
from erp_adapters.gateway.kit import Kit
from erp_adapters.gateway.receipts import Receipts
from erp_adapters.statement import read_statements
from kernel.errors import YinqiError
from kernel.failpoints import fp

_ZONE: Final = ZoneInfo("Asia/Shanghai")
_ENDINGS: Final = {
    "camt.053.001.02": ".camt053-02.xml", "MT940": ".mt940", "MT940-UTF8": ".utf8.mt940",
    "MT940-GB18030": ".gb18030.mt940", "OFX": ".ofx", "CSV": ".csv", "XLSX": ".xlsx",
}  # fmt: skip
_AGAIN_S: Final = 600.0
_LOOKED_BACK_DAYS: Final = 6


class Fetcher:
    """What is fetched, and when next."""

    def __init__(self, kit: Kit, fetch: Fetch) -> None:
        self._store, self._link, self._clock = kit.store, kit.link, kit.clock
        self._folders, self._fetch, self._adapters = kit.folders, fetch, kit.adapters
        self._receipts = Receipts(kit, fetch.first_day)

    def round(self) -> None:
        """Fetch what is due; a fault is kept and tried again later."""
        for account in self._fetch.accounts:
            self._due(f"statements {account}", _AGAIN_S, lambda a=account: self._statements(a))  # type: ignore[misc]  # bound at once
            if self._fetch.receipts:
                self._due(f"receipts {account}", _AGAIN_S, lambda a=account: self._receipts.look(a))  # type: ignore[misc]  # the same
        if self._fetch.receipts:
            self._due("receipt files", _AGAIN_S, self._receipts.fetch_some)
        if self._fetch.accounts:
            self._due("balances", self._fetch.balances_every_s, self._balances)

    def _due(self, name: str, every_s: float, fetch: Callable[[], bool]) -> None:
        """Fetch, and not again for a while when that was all, or went wrong."""
        now, mark = self._clock.now(), f"due {name}"
        due = self._store.mark(mark)
        if due and now < datetime.fromisoformat(due):
            return
        all_of_it = True
        try:
            all_of_it = fetch()
        except YinqiError as error:
            self._store.add_fault(now, name, error.message)
        if all_of_it:
            self._store.set_mark(mark, (now + timedelta(seconds=every_s)).isoformat())

    def _statements(self, account: str) -> bool:
        """Days not tried yet, and again the last ones there was nothing of: not closed, or nothing moved."""
        local = self._clock.now().astimezone(_ZONE)
        last = local.date() - timedelta(days=1 if local.time() >= self._fetch.statements_at else 2)
        tried = f"statements tried {account}"
        for day in self._days(self._store.mark(tried), last):
            self._one_day(account, day)
            if day.isoformat() > self._store.mark(tried):
                self._store.set_mark(tried, day.isoformat())
        return True

    def _days(self, tried: str, last: date) -> list[date]:
        first = date.fromisoformat(self._fetch.first_day) if self._fetch.first_day else last
        fresh = date.fromisoformat(tried) + timedelta(days=1) if tried else first
        begin = max(first, min(fresh, last - timedelta(days=_LOOKED_BACK_DAYS)))
        return [begin + timedelta(days=n) for n in range(max((last - begin).days + 1, 0))]

    def _one_day(self, account: str, day: date) -> None:
        mark = f"statement {account} {day.isoformat()}"
        if self._store.mark(mark):
            return
        try:
            content = self._link.statement(account, day.isoformat())
        except Refused as refused:
            if refused.not_found:
                return
            raise
        fp("gateway.fetched")
        self._keep(account, day, content)
        fp("gateway.statement_written")
        self._store.set_mark(mark, self._clock.now().isoformat())

    def _keep(self, account: str, day: date, content: bytes) -> None:
        """The statement, and after it what the ERPs' adapters make of it: one that refuses keeps no statement back."""
        place = self._folders.out / "statements" / file_name(account)
        for wanted in self._fetch.formats:
            write_whole(
                place / f"{day.isoformat()}{_ENDINGS[wanted]}", self._exported(account, day, wanted)
            )
        write_whole(place / f"{day.isoformat()}.camt053.xml", content)
        for folder, adapter in self._adapters.items():
            for statement in read_statements(content) if adapter.entries else ():
                back = adapter.entries(statement) if adapter.entries else None
                if back is not None:
                    write_whole(self._folders.out / folder / file_name(back.name), back.content)

    def _exported(self, account: str, day: date, wanted: str) -> bytes:
        asked = {
            "AccountNumber": account, "FromOn": day.isoformat(), "ToOn": day.isoformat(),
            "Format": wanted,
        }  # fmt: skip
        values = self._link.ask("accounts.export", "ExportStatement", asked).values
        return base64.b64decode(text(values, "Content"))

    def _balances(self) -> bool:
        said = {"at": self._clock.now().isoformat(), "accounts": self._link.accounts()}
        content = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
        write_whole(self._folders.out / "balances.json", content.encode())
        return True

"""Fetches receipts: the list first, as far as it is new, then the files of each receipt, some in a round.

    out/receipts/<account>/<day>/<number>.pdf      the receipt, sealed; <day> is when it was booked
    out/receipts/<account>/<day>/<number>.xml      its accounting voucher, where something was booked
    out/receipts/<account>.jsonl                   all of them, one a line, for finding one's payment

The list comes newest first. A reading of it ends where the one before began, less a while for what the bank
was still writing then; it may take many rounds, and how far it has come is kept with what it brought. A
receipt is done with when its files are on the disk; one whose file lies there is not asked for again.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from erp_adapters.client import Refused
from erp_adapters.client.answers import Values
from erp_adapters.client.records import rows, text
from erp_adapters.gateway.folders import file_name, is_whole, write_whole
from erp_adapters.gateway.items import Receipt
from erp_adapters.gateway.kit import Kit
from kernel.failpoints import fp

_PAGE: Final = "100"
ROUND_MAX: Final = 10
_OVERLAP: Final = timedelta(minutes=30)
_WAIT: Final = timedelta(minutes=10)
_DOUBLINGS_MAX: Final = 7


class Receipts:
    """Receipts of some accounts, from a first day on where one is named."""

    def __init__(self, kit: Kit, first_day: str) -> None:
        self._store, self._link, self._clock = kit.store, kit.link, kit.clock
        self._place, self._first_day = kit.folders.out / "receipts", first_day

    def look(self, account: str) -> bool:
        """Read one page of the list; whether all that is new has been read. Raises what the line raises."""
        cursor, newest, seen = (f"receipts {what} {account}" for what in ("at", "newest", "seen"))
        page = self._page(account, self._store.mark(cursor))
        if page is None:
            return True
        listed = rows(page, "Receipts")
        first = self._store.mark(newest) or (text(listed[0], "IssuedAt") if listed else "")
        known = self._store.mark(seen)
        fresh = [one for one in listed if _is_fresh(one, known)]
        further = text(page, "Cursor") if len(fresh) == len(listed) else ""
        marks = (
            {cursor: further, newest: first}
            if further
            else {cursor: "", newest: "", seen: first or known}
        )
        self._store.note_receipts(
            [_receipt(account, one) for one in fresh], marks, self._clock.now()
        )
        fp("gateway.receipts_noted")
        if not further:
            self._write_list(account)
        return not further

    def fetch_some(self) -> bool:
        """Fetch the files of a few receipts; False, for there may be more. Raises when the line does not work."""
        for receipt in self._store.receipts_due(self._clock.now(), ROUND_MAX):
            try:
                self._fetch(receipt)
            except Refused as refused:
                self._later(receipt, refused)
        return False

    def _page(self, account: str, cursor: str) -> Values | None:
        """A page of the list; none for an account the bank does not know."""
        asked = {
            "AccountNumber": account,
            "FromOn": self._first_day,
            "Cursor": cursor,
            "Limit": _PAGE,
        }
        try:
            return self._link.ask("documents.receipts", "ListReceipts", asked).values
        except Refused as refused:
            if refused.not_found:
                return None
            raise

    def _fetch(self, receipt: Receipt) -> None:
        place = self._place / file_name(receipt.account) / file_name(receipt.day)
        name = file_name(receipt.number)
        paper, voucher = place / f"{name}.pdf", place / f"{name}.xml"
        if not is_whole(paper):
            content = self._link.receipt(Number=receipt.number)
            fp("gateway.receipt_fetched")
            write_whole(paper, content)
        if not is_whole(voucher):
            self._fetch_voucher(receipt, voucher)
        fp("gateway.receipt_written")
        self._store.receipt_tried(receipt, None)

    def _fetch_voucher(self, receipt: Receipt, path: Path) -> None:
        """There is none of money that only stands still."""
        try:
            content = self._link.voucher(receipt.number)
        except Refused as refused:
            if not refused.not_found:
                raise
        else:
            write_whole(path, content)

    def _later(self, receipt: Receipt, refused: Refused) -> None:
        """Refused, or not made yet: tried again after ten minutes, then ever more seldom, once a day at least."""
        now = self._clock.now()
        self._store.add_fault(now, f"receipt {receipt.number}", refused.message)
        self._store.receipt_tried(receipt, now + _WAIT * 2 ** min(receipt.attempts, _DOUBLINGS_MAX))

    def _write_list(self, account: str) -> None:
        """The list anew, when it has grown."""
        known, mark = str(self._store.receipts_known(account)), f"receipts listed {account}"
        if self._store.mark(mark) == known:
            return
        lines = "".join(f"{one}\n" for one in self._store.receipts_said(account))
        write_whole(self._place / f"{file_name(account)}.jsonl", lines.encode())
        self._store.set_mark(mark, known)


def _is_fresh(listed: Values, seen: str) -> bool:
    """Whether a receipt was issued after what the last reading began with, or shortly before."""
    if not seen:
        return True
    issued = datetime.fromisoformat(text(listed, "IssuedAt"))
    return issued >= datetime.fromisoformat(seen) - _OVERLAP


def _receipt(account: str, listed: Values) -> Receipt:
    said = json.dumps(listed, ensure_ascii=False)
    return Receipt(account, text(listed, "Number"), text(listed, "BookedOn"), said)

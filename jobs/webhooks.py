"""Pushes events to enterprises' programs: claimed in one transaction, sent in none, noted in another."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable, Sequence
from typing import Final

from connectors.direct_link.answers import KEY_ID, SIGNATURE
from connectors.direct_link.bank_keys import BankKeys
from connectors.messaging.webhooks import NotTaken, post
from corporate.banks import Bank
from jobs.bank_run import BankRun
from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.crypto import SignatureAlgorithm, signed
from kernel.failpoints import fp
from workflows.feed.webhooks import repository
from workflows.feed.webhooks.repository import Due

_LOG = logging.getLogger(__name__)
_ENDED: Final = "not in use"


class Webhooks:
    """The chore that pushes."""

    def __init__(
        self, keys: BankKeys, bank_of: Callable[[Context], Bank], leased_lines: Sequence[str]
    ) -> None:
        self._keys = keys
        self._bank_of = bank_of
        self._leased_lines = leased_lines

    def __call__(self, run: BankRun) -> int:
        """Push what is due; returns how many were taken."""
        claimed = run(repository.claim)
        if not claimed:
            return 0
        bank = run(self._bank_of)
        return sum(self._push(run, bank, due) for due in claimed)

    def _push(self, run: BankRun, bank: Bank, due: Due) -> bool:
        try:
            self._send(run, bank, due)
        except NotTaken as fault:
            why, final = str(fault), fault.final
            _LOG.warning("webhook %s, event %s: %s", due.webhook_id, due.event_id, why)
            run(lambda ctx: repository.failed(ctx, due, why, final=final))
            return False
        fp("webhooks.taken")
        run(lambda ctx: repository.sent(ctx, due))
        return True

    def _send(self, run: BankRun, bank: Bank, due: Due) -> None:
        if not due.wanted:
            raise NotTaken(_ENDED, final=True)
        post(due.url, *self._message(run, bank, due), self._leased_lines)

    def _message(self, run: BankRun, bank: Bank, due: Due) -> tuple[bytes, dict[str, str]]:
        """The event as JSON, and headers with the bank's signature over these very bytes."""
        body = _body(run(lambda ctx: ctx.now.astimezone(SHANGHAI).isoformat()), bank, due)
        key = self._keys.signing(bank.tenant_id, SignatureAlgorithm(due.signature))
        signature = base64.b64encode(signed(key.key, body)).decode("ascii")
        return body, {
            "Content-Type": "application/json",
            "User-Agent": "Yinqi-Webhook/1",
            SIGNATURE: signature,
            KEY_ID: key.id,
        }


def _body(sent_at: str, bank: Bank, due: Due) -> bytes:
    """Where to look, never amounts or names; `SentAt` is signed with it, so an old one shows its age."""
    said = {
        "EventId": str(due.event_id),
        "Sequence": due.seq,
        "Topic": due.topic,
        "HappenedAt": due.happened_at.astimezone(SHANGHAI).isoformat(),
        "Bank": bank.slug,
        "Enterprise": due.enterprise,
        "Number": due.number,
        "ClientSerial": due.client_serial,
        "AccountNumber": due.account_number,
        "Attempt": due.attempts,
        "SentAt": sent_at,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()

"""Sends notices out of the house: claimed in one transaction, sent in none, noted in another."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from corporate.banks import Bank
from corporate.notices import delivery
from corporate.notices.delivery import Messenger, Undeliverable, Waiting
from corporate.notices.kinds import ChannelKind
from corporate.notices.sealing import Addresses
from jobs.bank_run import BankRun
from kernel.context import Context
from kernel.failpoints import fp

_LOG = logging.getLogger(__name__)
_NOT_IN_USE: Final = Undeliverable("the channel is not in use", final=True)

Messengers = Callable[[Bank], Mapping[ChannelKind, Messenger]]


class Deliveries:
    """The chore that sends."""

    def __init__(
        self,
        messengers: Messengers,
        addresses: Addresses,
        bank_of: Callable[[Context], Bank],
        public_url: str,
    ) -> None:
        self._messengers = messengers
        self._addresses = addresses
        self._bank_of = bank_of
        self._public_url = public_url

    def __call__(self, run: BankRun) -> int:
        """Send what is due; returns how many went out."""
        waiting = run(lambda ctx: delivery.claim(ctx, self._addresses))
        if not waiting:
            return 0
        bank = run(self._bank_of)
        messengers = self._messengers(bank)
        return sum(self._send(run, messengers, bank, one) for one in waiting)

    def _send(
        self, run: BankRun, messengers: Mapping[ChannelKind, Messenger], bank: Bank, one: Waiting
    ) -> bool:
        letter = replace(one.letter, link=self._link(bank, one.letter.link))
        try:
            _messenger(messengers, one).send(letter)
        except Undeliverable as why:
            reason = why
            _LOG.warning("notice %s not delivered: %a", letter.key, str(why))
            run(lambda ctx: delivery.failed(ctx, letter, reason))
            return False
        fp("notices.sent")
        run(lambda ctx: delivery.sent(ctx, letter))
        return True

    def _link(self, bank: Bank, link: str) -> str:
        """The page on the phone that the notice speaks of; it asks for the log-in first."""
        if not link:
            return ""
        path = f"m/{link}" if link.startswith("approvals/") else "notices"
        if link.startswith(("payments/", "users/", "sessions")):
            path = link
        return f"{self._public_url}/b/{bank.slug}/{path}"


def _messenger(messengers: Mapping[ChannelKind, Messenger], one: Waiting) -> Messenger:
    """The way it goes; raises Undeliverable for ever where there is none any more."""
    found = messengers.get(one.kind)
    if found is None or not one.wanted:
        raise _NOT_IN_USE
    return found

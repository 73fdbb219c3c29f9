"""Sends what was taken, asks where nobody knows, follows what the bank has, and tells the ERP.

Before a byte leaves, the store says `sending`; if the gateway dies then, the item wakes up in doubt. In
doubt the bank is asked first, and what it does not know is sent again under the same serial. A refusal
of such a second copy counts only when the first can no longer arrive: the bank takes no message older
than its time window, so twice the window after the last doubt nothing is on its way any more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from erp_adapters.client import PaymentState, Refused
from erp_adapters.client.errors import wait_named
from erp_adapters.gateway.items import SUCCEEDED, Item, ItemKind, News
from erp_adapters.gateway.kit import Kit
from erp_adapters.gateway.reports import is_over, news_of_report
from erp_adapters.gateway.states import ItemState
from kernel.errors import OutcomeUnknown, Unavailable, YinqiError
from kernel.failpoints import fp
from kernel.limits import LINK_WINDOW_S
from kernel.text import Text

_LOG: Final = logging.getLogger(__name__)
FIRST_WAIT_S: Final = 2.0
WAIT_S_MAX: Final = 300.0
_DOUBLINGS_MAX: Final = 10
_SETTLED_AFTER: Final = timedelta(seconds=2 * LINK_WINDOW_S)
_FOLLOW_PART: Final = 8  # what is an hour old is asked about every seven minutes
_FOLLOW_S_MIN, _FOLLOW_S_MAX = 2.0, 600.0
_RETURNS_EVERY: Final = timedelta(hours=6)
ROUND_MAX: Final = 100


class Courier:
    """One sender; the order of payments is the order in which they were taken."""

    def __init__(self, kit: Kit, follow_returns_days: int) -> None:
        self._store, self._link, self._clock = kit.store, kit.link, kit.clock
        self._returns = timedelta(days=follow_returns_days)

    def recover(self) -> int:
        """What a round left as being sent, dead or broken off, may have left. The number of such items."""
        found = self._store.interrupted()
        now = self._clock.now()
        for item in found:
            self._store.move(item, "interrupted", now, next_at=now, doubt_at=now)
        return len(found)

    def round(self, going_on: Callable[[], bool] = lambda: True) -> int:
        """Deal with what is due; how many items were looked at."""
        self.recover()
        found = self._store.due(self._clock.now(), ROUND_MAX)
        for item in found:
            if not going_on():
                break
            self._deal_with(item)
        return len(found)

    def _deal_with(self, item: Item) -> None:
        match item.state:
            case ItemState.QUEUED:
                self._send(item)
            case ItemState.DOUBT:
                self._ask_then_send(item)
            case ItemState.OPEN | ItemState.DONE:
                self._follow(item)
            case _:
                _LOG.error("item %s is due in state %s", item.order.serial, item.state)

    def _send(self, item: Item) -> None:
        now = self._clock.now()
        if not self._store.move(item, "claimed", now, next_at=None):
            return
        fp("gateway.claimed")
        sending = self._store.find(item.order.kind, item.order.serial)
        try:
            news = self._act(sending)
        except OutcomeUnknown as unknown:
            at = self._clock.now()
            self._later(sending, "nobody_knows", unknown, doubt_at=at)
        except Unavailable as not_now:
            # Not sent this time; but an earlier copy may be on its way, and then nobody knows still.
            self._later(sending, "nobody_knows" if sending.doubt_at else "not_sent", not_now)
        except Refused as refused:
            self._refused(sending, refused)
        except YinqiError as error:
            self._later(sending, "not_sent", error)
        else:
            fp("gateway.answered")
            self._learn(sending, "accepted", news)

    def _refused(self, item: Item, refused: Refused) -> None:
        now = self._clock.now()
        if item.doubt_at is not None and now - item.doubt_at < _SETTLED_AFTER:
            self._later(item, "nobody_knows", refused)
            return
        self._store.move(item, "refused", now, next_at=None, news=_news_of(refused))
        fp("gateway.recorded")

    def _ask_then_send(self, item: Item) -> None:
        try:
            news = self._ask(item)
        except Refused as refused:
            if refused.not_found:
                self._send(item)
            else:
                self._later(item, "still_nobody_knows", refused)
        except YinqiError as error:
            self._later(item, "still_nobody_knows", error)
        else:
            fp("gateway.asked")
            self._learn(item, "found", news)

    def _follow(self, item: Item) -> None:
        now = self._clock.now()
        try:
            news = self._ask(item)
        except YinqiError as error:
            _LOG.warning("%s: %s", item.order.serial, error)
            self._store.wait_until(item, now + _backed_off(item.attempts + 1, wait_named(error)))
            return
        fp("gateway.asked")
        if _same(news, item.news):
            self._store.wait_until(item, self._look_again(item, now))
        else:
            self._learn(item, "news", news)

    def _learn(self, item: Item, trigger: str, news: News) -> None:
        """Keep what the bank said, and when to ask again."""
        now = self._clock.now()
        next_at: datetime | None = now + timedelta(seconds=_FOLLOW_S_MIN)
        if is_over(news):
            trigger = "news" if item.state is ItemState.DONE else "finished"
            next_at = self._after_the_end(item, news, now)
        self._store.move(item, trigger, now, next_at=next_at, news=news)
        fp("gateway.recorded")

    def _after_the_end(self, item: Item, news: News, now: datetime) -> datetime | None:
        """Money that arrived may come back (退汇): it is asked about for some days more."""
        if news.status not in SUCCEEDED or now - item.taken_at >= self._returns:
            return None
        return now + _RETURNS_EVERY

    def _look_again(self, item: Item, now: datetime) -> datetime | None:
        if item.state is ItemState.DONE:
            return self._after_the_end(item, item.news, now)
        age = (now - item.changed_at).total_seconds() / _FOLLOW_PART
        return now + timedelta(seconds=min(max(age, _FOLLOW_S_MIN), _FOLLOW_S_MAX))

    def _later(
        self, item: Item, trigger: str, error: YinqiError, *, doubt_at: datetime | None = None
    ) -> None:
        """Try again after a while; the reason is kept for people to see."""
        now = self._clock.now()
        self._store.add_fault(now, item.order.serial, error.message)
        next_at = now + _backed_off(item.attempts, wait_named(error))
        self._store.move(
            item, trigger, now, next_at=next_at, news=_news_of(error), doubt_at=doubt_at
        )
        fp("gateway.recorded")

    def _act(self, item: Item) -> News:
        if item.order.kind is ItemKind.PAYMENT:
            return _news_of_state(self._link.pay(item.order.payment()))
        return news_of_report(self._link.send_document(item.order.document()))

    def _ask(self, item: Item) -> News:
        if item.order.kind is ItemKind.PAYMENT:
            return _news_of_state(self._link.find(serial=item.order.serial))
        return news_of_report(self._link.report(item.order.serial))


def _backed_off(attempts: int, named: float) -> timedelta:
    doubled = FIRST_WAIT_S * 2 ** min(max(attempts - 1, 0), _DOUBLINGS_MAX)
    return timedelta(seconds=max(min(doubled, WAIT_S_MAX), named))


def _news_of(error: YinqiError) -> News:
    code = error.return_code if isinstance(error, Refused) else error.code
    faults = [] if not isinstance(error, Refused) else [fault.text for fault in error.faults]
    zh = "".join([error.message.zh, *(f"；{text.zh}" for text in faults)])
    en = " ".join([error.message.en, *(text.en for text in faults)])
    return News(code=code, text=Text(zh, en))


def _news_of_state(state: PaymentState) -> News:
    return News(state.status, state.number, "", state.reason)


def _same(one: News, other: News) -> bool:
    """Whether nothing has changed; reports carry the time they were made, so their lines are compared."""
    return (one.status, one.number, one.text, one.code) == (
        other.status, other.number, other.text, other.code,
    )  # fmt: skip

"""Puts what is known about an item into the ERP's folders, from the store: it can always be done again.

out/answers/<serial>.json          where it stands, in two languages
out/answers/<MsgId>.pain002.xml    the bank's report, as it came
out/<folder>/…                     the ERP's own document, where the item came through that folder
"""

from __future__ import annotations

import json
from typing import Any, Final

from erp_adapters.adapter import Outcome
from erp_adapters.gateway.folders import file_name, write_whole
from erp_adapters.gateway.items import Item, ItemKind
from erp_adapters.gateway.kit import Kit
from erp_adapters.gateway.states import ItemState
from kernel.failpoints import fp

_ROUND_MAX: Final = 200


class Teller:
    """Writes answer files; the name of a file depends on the serial alone."""

    def __init__(self, kit: Kit) -> None:
        self._store, self._folders, self._adapters = kit.store, kit.folders, kit.adapters

    def round(self) -> int:
        """Write what is newer than its file; how many items that were."""
        found = self._store.untold(_ROUND_MAX)
        for item in found:
            if item.state is not ItemState.SENDING:
                self._tell(item)
            fp("gateway.file_written")
            self._store.told(item)
        return len(found)

    def _tell(self, item: Item) -> None:
        name = file_name(item.order.serial)
        answers = self._folders.answers
        if item.news.report:
            write_whole(answers / f"{name}.pain002.xml", item.news.report)
        said = json.dumps(answer_of(item), ensure_ascii=False, indent=2) + "\n"
        write_whole(answers / f"{name}.json", said.encode())
        adapter = self._adapters.get(item.origin)
        if adapter is None or adapter.state is None or item.order.kind is not ItemKind.PAYMENT:
            return
        back = adapter.state(outcome_of(item))
        write_whole(self._folders.out / item.origin / file_name(back.name), back.content)


def answer_of(item: Item) -> dict[str, Any]:
    """Where an item stands, for programs and people."""
    return {
        "kind": item.order.kind.value,
        "serial": item.order.serial,
        "state": item.state.value,
        "state_zh": item.state.label.zh,
        "state_en": item.state.label.en,
        "status": item.news.status,
        "number": item.news.number,
        "code": item.news.code if item.order.kind is ItemKind.PAYMENT else "",
        "text_zh": item.news.text.zh,
        "text_en": item.news.text.en,
        "may_be_paid_again": may_be_paid_again(item),
        "attempts": item.attempts,
        "taken_at": item.taken_at.isoformat(),
        "changed_at": item.changed_at.isoformat(),
    }


def may_be_paid_again(item: Item) -> bool:
    """Whether the same obligation may be paid under a new serial: only when it is certain that it was not."""
    return item.state is ItemState.REFUSED or item.news.may_be_paid_again


def outcome_of(item: Item) -> Outcome:
    """The same for an adapter; what the gateway itself knows stands in for a status the bank has not given."""
    payment = item.order.payment()
    status = item.news.status or {
        ItemState.REFUSED: "refused", ItemState.DOUBT: "unknown",
    }.get(item.state, "submitted")  # fmt: skip
    return Outcome(
        payment.serial, item.news.number, status, payment.amount, payment.currency, item.news.text,
        item.changed_at.isoformat(),
    )  # fmt: skip

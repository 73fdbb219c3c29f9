"""Sends links and codes (worker): claimed in one transaction, sent in none, noted in another.

A link and a code exist in the letter alone; what is kept of them is a hash and a keyed mark. Nothing a mail server
says is kept or logged: it might repeat the address.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from corporate.banks import Bank
from corporate.notices.delivery import Letter, Messenger, Undeliverable
from corporate.notices.kinds import ChannelKind
from kernel.context import Context
from kernel.statements import Row
from kernel.text import Text
from workflows.payroll.slips import repository, tokens
from workflows.payroll.slips.service import cell, mark_of
from workflows.payroll.vault import Vault

_LOG: Final = logging.getLogger(__name__)
_SLIP: Final = Text(
    "{enterprise} {month} 工资条，请点击链接并用查看码打开，链接仅限本人使用",
    "Payslip of {enterprise} for {month}: open the link and ask for a code; it is for you alone",
)
_CODE: Final = Text(
    "工资条查看码 {code}，10 分钟内有效，请勿告诉他人",
    "Payslip code {code}, good for 10 minutes; tell nobody",
)

Run = Callable[[Callable[[Context], Any]], Any]
Messengers = Callable[[Bank], Mapping[ChannelKind, Messenger]]


@dataclass(frozen=True, slots=True)
class _Outgoing:
    slip_id: UUID
    kind: ChannelKind
    letter: Letter


class SlipSender:
    """The chore."""

    def __init__(
        self,
        vault: Vault,
        messengers: Messengers,
        bank_of: Callable[[Context], Bank],
        public_url: str,
    ) -> None:
        self._vault = vault
        self._messengers = messengers
        self._bank_of = bank_of
        self._public_url = public_url

    def __call__(self, run: Run) -> int:
        """Send what is due; how much went out."""
        codes: list[_Outgoing] = run(self._codes)
        slips: list[_Outgoing] = run(self._slips)
        if not codes and not slips:
            return 0
        messengers = self._messengers(run(self._bank_of))
        for one in codes:
            _sent(messengers, one)  # whoever got none asks for another
        return len(codes) + sum(self._send(run, messengers, one) for one in slips)

    def _send(self, run: Run, messengers: Mapping[ChannelKind, Messenger], one: _Outgoing) -> bool:
        refused = _sent(messengers, one)
        if refused is None:
            run(partial(repository.sent, slip_id=one.slip_id))
        else:
            run(partial(repository.failed, slip_id=one.slip_id, final=refused.final))
        return refused is None

    def _slips(self, ctx: Context) -> list[_Outgoing]:
        bank, found = self._bank_of(ctx), []
        for row in repository.claim(ctx):
            inside = ctx.inside(row["enterprise_id"])
            token = tokens.new_link(ctx.world, row["enterprise_id"])
            repository.set_link(inside, row["id"], tokens.hash_of(token))
            private = self._private(inside, row)
            words = _SLIP.fill(enterprise=private["enterprise"], month=row["month"])
            link = f"{self._public_url}/b/{bank.slug}/payslip/{token}"
            letter = Letter(row["id"], private["mail"], words, link)
            found.append(_Outgoing(row["id"], ChannelKind.MAIL, letter))
        return found

    def _codes(self, ctx: Context) -> list[_Outgoing]:
        """By text message where a mobile number is known, else by mail."""
        found = []
        for row in repository.codes_wanted(ctx):
            private, code = self._private(ctx, row), tokens.new_code(ctx.world)
            mark = mark_of(self._vault, ctx.tenant_id, row["id"], code)
            repository.set_code(ctx, row["id"], mark)
            kind = ChannelKind.SMS if private["mobile"] else ChannelKind.MAIL
            address = private["mobile"] or private["mail"]
            letter = Letter(ctx.world.ids.uuid7(), address, _CODE.fill(code=code), "")
            found.append(_Outgoing(row["id"], kind, letter))
        return found

    def _private(self, ctx: Context, row: Row) -> dict[str, Any]:
        return self._vault.open(cell(ctx.tenant_id, row["id"]), row["sealed"])


def _sent(messengers: Mapping[ChannelKind, Messenger], one: _Outgoing) -> Undeliverable | None:
    messenger = messengers.get(one.kind)
    if messenger is None:
        return Undeliverable("this deployment has no such way out")
    try:
        messenger.send(one.letter)
    except Undeliverable as why:
        _LOG.warning("payslip %s not delivered", one.slip_id)
        return why
    return None

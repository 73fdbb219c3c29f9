"""What programs ask about the bank and about themselves, in the catalogue."""

from __future__ import annotations

from typing import Any, Final

from kernel.operation import Door, Idempotency, Operation, Verb
from kernel.text import NO_TEXT, Text
from workflows.reference import commands

_ALL: Final = frozenset({Door.WEB, Door.PHONE, Door.DIRECT_LINK})
_MACHINES: Final = frozenset({Door.DIRECT_LINK})


def _question(
    code: str,
    title: Text,
    command: type[Any],
    answer: type[Any],
    *,
    doors: frozenset[Door] = _ALL,
    about: Text = NO_TEXT,
) -> Operation:
    return Operation(
        code=f"bank.{code}",
        title=title,
        command=command,
        answer=answer,
        verb=Verb.SEE,
        doors=doors,
        idempotency=Idempotency.READ,
        right_of="accounts.see",
        about=about,
    )


OPERATIONS = (
    _question("ping", Text("心跳", "Heartbeat"), commands.Ping, commands.Pong, doors=_MACHINES,
              about=Text("连接、签名、证书与权限全部正常时原样返回。",
                         "Answers when connection, signature, certificate and rights are all in order.")),
    _question("time", Text("银行时间", "The bank's time"), commands.AskTime, commands.BankTime, doors=_MACHINES),
    _question("standing", Text("本方权限", "What I may do"), commands.AskStanding, commands.OwnStanding,
              doors=_MACHINES,
              about=Text("发送方的企业、操作员、证书有效期，以及此刻可用的交易和账户。",
                         "The sender's enterprise, operator and certificate, and the operations and accounts"
                         " it may use at this moment.")),
    _question("days", Text("工作日查询", "Bank days"), commands.AskDays, commands.Days),
    _question("rails", Text("汇路与截止时间", "Rails and cut-offs"), commands.AskRails, commands.Rails),
    _question("currencies", Text("币种代码", "Currencies"), commands.AskCurrencies, commands.Currencies),
    _question("directory", Text("行名行号", "Bank directory"), commands.AskDirectory, commands.DirectoryPage,
              about=Text("按行号升序翻页，可全量下载；也可按行名、拼音或行号检索。",
                         "By code, page by page, so that all of it can be kept; or by name, pinyin or code.")),
)  # fmt: skip

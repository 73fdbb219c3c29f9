"""What happened, in the catalogue: for programs."""

from __future__ import annotations

from kernel.operation import Door, Idempotency, Operation, Verb
from kernel.text import Text
from workflows.feed import commands

POLL = Operation(
    code="events.poll",
    title=Text("通知轮询", "Poll for what happened"),
    command=commands.PollEvents,
    answer=commands.EventPage,
    verb=Verb.SEE,
    doors=frozenset({Door.DIRECT_LINK}),
    idempotency=Idempotency.READ,
    right_of="accounts.see",
    about=Text(
        "返回上次标记之后的付款状态变化、来账和证书通知，按发生顺序；先处理通知，再保存新标记，则不重不漏。"
        "通知只说明何处有变化，内容请用相应交易查询。",
        "Changes of payments, money in and certificates behind the last mark, in order; deal with them first, then keep"
        " the new mark: nothing is lost and nothing told twice. An event says where to look; ask for the content.",
    ),
)
OPERATIONS = (POLL,)

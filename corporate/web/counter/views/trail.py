"""What was done at the desk, for auditors (柜台审计): read from the bank's sealed audit."""

from __future__ import annotations

from typing import Final

from flask import request

from corporate.staff import Area
from corporate.web.counter.pages import Counter, CounterPages, Shown
from kernel.text import Text
from workflows.desk import trail

pages = CounterPages("trail")

_WORDS: Final = {
    "staff.first": Text("首批行员开通", "The first two brought in"),
    "staff.activate": Text("激活", "Activated"),
    "staff.session_start": Text("登录", "Logged in"),
    "staff.session_refuse": Text("登录被拒", "Log-in refused"),
    "staff.keys_end": Text("作废全部通行密钥", "All passkeys ended"),
    "methods.add": Text("添加通行密钥", "Added a passkey"),
    "methods.revoke": Text("停用通行密钥", "Revoked a passkey"),
    "methods.block": Text("通行密钥疑似被复制，已封", "A passkey that looks copied was blocked"),
    "desk.propose": Text("提交变更", "Asked for a change"),
    "desk.decide": Text("复核变更", "Decided on a change"),
    "desk.withdraw": Text("撤回变更", "Withdrew a change"),
    "desk.carry_out": Text("执行变更", "Carried a change out"),
    "desk.support": Text("查看客户", "Looked at a customer"),
    "desk.code": Text("发放激活码", "Handed out a code"),
    "desk.authority": Text("外部证书机构", "Said whom to trust on the direct link"),
    "desk.signature": Text("签名即授权许可", "Said how far a signature authorises"),
    "desk.link_key": Text("生成直联密钥", "Made a key of the direct link"),
    "desk.certificate": Text("签发证书", "Issued a certificate"),
    "desk.enquire": Text("立即查询清算", "Had clearing asked"),
    "desk.read_day_end": Text("阅签日终报告", "Read a day's end"),
    "desk.end_alarm": Text("告警已查明", "Looked into an alarm"),
}


def said(action: str) -> Text:
    """What a line of the audit says was done; one that nobody named is told by its code."""
    return _WORDS.get(action, Text(action, action))


@pages.page("/trail", Area.TRAIL)
def listed(here: Counter) -> Shown:
    """The newest lines, of all or of one person or object."""
    query = request.args.get("q", "")[:60]
    found = here.do(lambda ctx: trail.listed(ctx, query))
    items = [dict(row) | {"said": said(row["action"])} for row in found]
    return Shown("desk/trail.html", {"items": items, "query": query})

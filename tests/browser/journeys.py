"""The twenty most used journeys (常用操作) as data: who goes, from where, by which taps, and how one sees that it is done.

Each begins at the home page, unless it says otherwise. They are walked in this order by each person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kernel.text import Text
from tests.browser.walker import Act, download, fill, go, search, tap
from tests.cast import PASSWORD

OTHER_MAIL: Final = "lina@chenhai.example"


@dataclass(frozen=True, slots=True)
class Journey:
    """One thing people do every day."""

    name: Text
    who: str
    reach: tuple[Act, ...]
    finish: tuple[Act, ...]
    done: str
    """What is seen in the end, and was not there before."""
    start: str = "/"


# The first button of a form, out of sight, is what Enter presses; a hand goes to the one that is drawn.
_CHECK, _PROPOSE = tap("button[value=check]:not(.sr)"), tap("button:has-text('提交确认')")
_SUBMIT = tap("button:has-text('提交审批')")
_PROPOSED: Final = ".note.ok:has-text('已提交')"
_PENDING: Final = ".queue a:has-text('待审批')"

JOURNEYS: Final = (
    Journey(
        Text("登录", "Log in"),
        "lina",
        (),
        (fill(username="lina", password=PASSWORD), tap("form:has(#f-password) button.primary")),
        "h1:has-text('李娜')",
        start="/login",
    ),
    Journey(
        Text("付款", "Pay"),
        "lina",
        (tap(".head a:has-text('新建付款')"),),
        (
            fill(
                payee_name="苏州恒锐特钢有限公司",
                payee_account="3250612000181470",
                amount="1200.00",
                purpose="货款",
            ),
            _CHECK,
            _SUBMIT,
        ),
        _PROPOSED,
    ),
    Journey(
        Text("照旧再付一笔", "Pay as before"),
        "lina",
        (tap(_PENDING), tap("a:has-text('复制一笔')")),
        (_CHECK, _SUBMIT),
        _PROPOSED,
    ),
    Journey(
        Text("查付款进度", "Follow a payment"),
        "lina",
        (tap(_PENDING),),
        (),
        ".steps",
    ),
    Journey(
        Text("催办", "Urge"),
        "lina",
        (tap(_PENDING),),
        (tap("button:has-text('催办')"),),
        "text=已提醒当前审批人",
    ),
    Journey(
        Text("撤回付款", "Take a payment back"),
        "lina",
        (tap(_PENDING),),
        (tap("a:has-text('撤回')"), tap("dialog button:has-text('确认撤回')")),
        "text=已撤回",
    ),
    Journey(
        Text("查账户流水", "Look at an account"),
        "lina",
        (tap("main a.holder"),),
        (),
        "main table tr.day",
    ),
    Journey(
        Text("下载电子回单", "Download a receipt"),
        "lina",
        (tap(".head a:has-text('回单')"),),
        (download("main :is(a, button):has-text('PDF')"),),
        "h1:has-text('回单')",
    ),
    Journey(
        Text("新增收款人", "Add a payee"),
        "lina",
        (go("收款人"), tap("a:has-text('新增收款人')")),
        (
            fill(
                account="6222021001112223334",
                bank_code="102100099996",
                name="无锡同盛包装材料有限公司",
            ),
            _CHECK,
            tap("main button.primary"),
        ),
        _PROPOSED,
    ),
    Journey(
        Text("按拼音搜索", "Find by initials"),
        "lina",
        (),
        (search("hrtg"), tap("a:has-text('苏州恒锐特钢有限公司')")),
        "h1:has-text('苏州恒锐特钢有限公司')",
    ),
    Journey(
        Text("签一笔", "Sign one"),
        "zhaomin",
        (tap("[data-row] a"),),
        (
            tap(".act .primary"),
            fill(password=PASSWORD),
            tap("dialog[open] button[value=approve]"),
        ),
        ".toast:has-text('已签名'), .note.ok:has-text('已签名')",
    ),
    Journey(
        Text("退回修改", "Send back"),
        "zhaomin",
        (tap("[data-row] a"),),
        (
            tap(".act .stop"),
            fill(reason="合同号不符", refuse_password=PASSWORD),
            tap("dialog[open] button.stop"),
        ),
        ".toast:has-text('退回'), .note:has-text('退回')",
    ),
    Journey(
        Text("批量签名", "Sign several"),
        "zhaomin",
        (go("审批"),),
        (
            tap("[data-all]"),
            tap("button:has-text('核对并签名')"),
            fill(password=PASSWORD),
            tap("button[value=approve]"),
        ),
        ".toast:has-text('已签名')",
    ),
    Journey(
        Text("委托同事代签", "Lend one's place"),
        "zhaomin",
        (go("我的委托"),),
        (
            fill(**{"from": "2026-11-24", "until": "2026-11-27", "password": PASSWORD}),
            tap("main button.primary"),
        ),
        ".note.ok:has-text('委托')",
    ),
    Journey(
        Text("设置通知渠道", "Be told by mail"),
        "zhaomin",
        (tap(".topbar a[aria-label^=通知]"), tap("a:has-text('通知设置')")),
        (
            fill(
                kind="企业微信机器人",
                address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
            ),
            tap("button[value=add]"),
        ),
        ".note.ok:has-text('验证码')",
    ),
    Journey(
        Text("邀请用户", "Invite a user"),
        "zhoutao",
        (go("用户"), tap("a:has-text('邀请用户')")),
        (fill(name="林晓", login="linxiao", title="出纳"), _CHECK, _PROPOSE),
        _PROPOSED,
    ),
    Journey(
        Text("调整权限", "Change rights"),
        "zhoutao",
        (go("用户"), tap("main a:has-text('李娜')"), tap("a:has-text('设置权限')")),
        (fill(**{"payments.submit|*|upto": "10000"}), _CHECK, _PROPOSE),
        _PROPOSED,
    ),
    Journey(
        Text("停用用户", "Suspend a user"),
        "zhoutao",
        (go("用户"), tap("main a:has-text('孙悦')"), tap(".head a:has-text('停用')")),
        (_CHECK, _PROPOSE),
        _PROPOSED,
    ),
    Journey(
        Text("设置限额", "Set a limit"),
        "zhoutao",
        (go("额度"), tap("a:has-text('新增限额')")),
        (fill(ceiling="500000"), _CHECK, _PROPOSE),
        _PROPOSED,
    ),
    Journey(
        Text("确认管理变更", "Confirm a change"),
        "maqian",
        (tap("[data-row] a"),),
        (
            tap(".act .primary"),
            fill(password=PASSWORD),
            tap("dialog[open] button[value=approve]"),
        ),
        ".finish:has-text('全部处理完毕')",
    ),
)

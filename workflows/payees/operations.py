"""Payees in the catalogue. Clerks change the book, with a second one; administrators say what it demands."""

from __future__ import annotations

from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb, changing, reading
from kernel.text import Text
from workflows.mandates.commands import MandateView
from workflows.payees import commands, import_commands

_ALL = PEOPLE | {Door.DIRECT_LINK}

BROWSE = Operation(
    code="payees.browse",
    title=Text("收款人名册", "Payee book"),
    command=commands.BrowsePayees,
    answer=commands.PayeeBookPage,
    verb=Verb.SEE,
    doors=_ALL,
    idempotency=Idempotency.READ,
    about=Text(
        "收款人与白名单；分类 white_list 为白名单，own_group 为集团内，cooling 为冷静期内。",
        "Payees and the white list: tab `white_list`, `own_group`, or `cooling` for those whose cool-down runs.",
    ),
)
SHOW = reading(
    "payees.show",
    Text("查看收款人", "Show a payee"),
    commands.NamePayee,
    commands.ShownPayee,
    right_of="payees.browse",
)
CHANGE = changing(
    "payees.change",
    Text("变更收款人名册", "Change the payee book"),
    commands.ChangePayee,
    MandateView,
    about=Text(
        "新增、变更、列入白名单、合并、删除；经另一人确认后生效。",
        "Adds, changes, lists, merges, removes; another person confirms it first.",
    ),
)
PREVIEW = reading(
    "payees.preview",
    Text("预览名册变更", "What a change of the book would do"),
    commands.ChangePayee,
    commands.PayeeDiff,
    right_of="payees.change",
)
IMPORT = changing(
    "payees.import",
    Text("批量导入收款人", "Import payees"),
    import_commands.ImportPayees,
    MandateView,
    right_of="payees.change",
    about=Text(
        "一次新增或变更多户，作为一项变更由另一人确认。",
        "Adds or changes many entries as one change that another person confirms.",
    ),
)
IMPORT_CHECK = reading(
    "payees.import_check",
    Text("核对批量导入", "Check an import of payees"),
    import_commands.ImportPayees,
    commands.PayeeDiff,
    right_of="payees.change",
)
WITHDRAW = changing(
    "payees.withdraw",
    Text("撤回名册变更", "Withdraw a change of the book"),
    commands.NamePayeeChange,
    MandateView,
    right_of="payees.change",
)
VERIFY = Operation(
    code="payees.verify",
    title=Text("户名校验", "Name check"),
    command=commands.VerifyName,
    answer=commands.NameVerified,
    verb=Verb.MAKE,
    doors=_ALL,
    idempotency=Idempotency.STATE,
    about=Text(
        "本行账户即时答复；他行账户经清算渠道询问，次数有限，仅限真实付款使用。"
        "直联先返回 asked，数秒后以同样内容再问即得结果，不另计次数。",
        "Accounts of this bank are answered at once, others through clearing; limited in number. At the direct"
        " link the first answer is `asked`: ask the same again a few seconds later, which is not counted.",
    ),
)
DEMANDS = reading(
    "payees.demands",
    Text("查看收款人管控", "What is demanded of payees"),
    commands.AskDemands,
    commands.PayeeDemands,
    right_of="payees.govern",
    administers=True,
)
GOVERN = changing(
    "payees.govern",
    Text("收款人管控设置", "Set what is demanded of payees"),
    commands.Demand,
    MandateView,
    administers=True,
    about=Text(
        "白名单方式和新收款人冷静期；由两位管理员一设一核。",
        "The white list and the cool-down of new payees; one administrator sets, another confirms.",
    ),
)

OPERATIONS = (
    BROWSE,
    SHOW,
    CHANGE,
    PREVIEW,
    IMPORT,
    IMPORT_CHECK,
    WITHDRAW,
    VERIFY,
    DEMANDS,
    GOVERN,
)

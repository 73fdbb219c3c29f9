"""Payees in the catalogue. Clerks change the book, with a second one; administrators say what it demands."""

from __future__ import annotations

from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb
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
SHOW = Operation(
    code="payees.show",
    title=Text("查看收款人", "Show a payee"),
    command=commands.NamePayee,
    answer=commands.ShownPayee,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    right_of="payees.browse",
)
CHANGE = Operation(
    code="payees.change",
    title=Text("变更收款人名册", "Change the payee book"),
    command=commands.ChangePayee,
    answer=MandateView,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    about=Text(
        "新增、变更、列入白名单、合并、删除；经另一人确认后生效。",
        "Adds, changes, lists, merges, removes; another person confirms it first.",
    ),
)
PREVIEW = Operation(
    code="payees.preview",
    title=Text("预览名册变更", "What a change of the book would do"),
    command=commands.ChangePayee,
    answer=commands.PayeeDiff,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    right_of="payees.change",
)
IMPORT = Operation(
    code="payees.import",
    title=Text("批量导入收款人", "Import payees"),
    command=import_commands.ImportPayees,
    answer=MandateView,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    right_of="payees.change",
    about=Text(
        "一次新增或变更多户，作为一项变更由另一人确认。",
        "Adds or changes many entries as one change that another person confirms.",
    ),
)
IMPORT_CHECK = Operation(
    code="payees.import_check",
    title=Text("核对批量导入", "Check an import of payees"),
    command=import_commands.ImportPayees,
    answer=commands.PayeeDiff,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    right_of="payees.change",
)
WITHDRAW = Operation(
    code="payees.withdraw",
    title=Text("撤回名册变更", "Withdraw a change of the book"),
    command=commands.NamePayeeChange,
    answer=MandateView,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
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
DEMANDS = Operation(
    code="payees.demands",
    title=Text("查看收款人管控", "What is demanded of payees"),
    command=commands.AskDemands,
    answer=commands.PayeeDemands,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    right_of="payees.govern",
    administers=True,
)
GOVERN = Operation(
    code="payees.govern",
    title=Text("收款人管控设置", "Set what is demanded of payees"),
    command=commands.Demand,
    answer=MandateView,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
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

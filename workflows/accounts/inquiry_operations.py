"""What ERPs ask about accounts, in the catalogue; people may ask the same."""

from __future__ import annotations

from typing import Any, Final

from kernel.operation import Door, Idempotency, Operation, Verb
from kernel.text import NO_TEXT, Text
from workflows.accounts import confirm_commands
from workflows.accounts import inquiry_commands as commands

_ALL: Final = frozenset({Door.WEB, Door.PHONE, Door.DIRECT_LINK})
_ACCOUNT: Final = "account_number"


def _question(
    code: str,
    title: Text,
    command: type[Any],
    answer: type[Any],
    *,
    account_field: str = _ACCOUNT,
    about: Text = NO_TEXT,
) -> Operation:
    return Operation(
        code=f"accounts.{code}",
        title=title,
        command=command,
        answer=answer,
        verb=Verb.SEE,
        doors=_ALL,
        idempotency=Idempotency.READ,
        account_field=account_field,
        right_of="accounts.see",
        about=about,
    )


CONFIRM = Operation(
    code="accounts.confirm_balance",
    title=Text("余额对账回签", "Confirm a balance"),
    command=confirm_commands.ConfirmBalance,
    answer=confirm_commands.BalanceConfirmation,
    verb=Verb.MAKE,
    doors=_ALL,
    idempotency=Idempotency.SERIAL,
    about=Text(
        "对已日终日期的余额回签：报送企业账面余额，与银行一致即为相符，不符须说明原因。不改变任何账务。",
        "Says what one's own books hold at the end of a closed day: the same is agreement, else a note is needed."
        " It changes nothing in any account.",
    ),
)
OPERATIONS = (
    CONFIRM,
    _question(
        "confirmations",
        Text("回签记录", "Confirmed balances"),
        confirm_commands.ListConfirmations,
        confirm_commands.ConfirmationPage,
    ),
    _question(
        "month_ends",
        Text("银企对账", "Balances at month ends"),
        confirm_commands.ListMonthEnds,
        confirm_commands.MonthEnds,
        account_field="",
        about=Text(
            "最近各月末余额及回签情况：未回签、相符或不符。",
            "The balances at the ends of the last months, and whether each was confirmed, agreed or differs.",
        ),
    ),
    _question(
        "balances",
        Text("实时余额", "Balances now"),
        commands.AskBalances,
        commands.Balances,
        account_field="",
        about=Text(
            "账面、可用、冻结与上日余额；不指定账号时为全部可查账户。",
            "Booked, available, held, and the day before; every account one may see when none is named.",
        ),
    ),
    _question(
        "balance_history",
        Text("历史余额", "Balances of past days"),
        commands.AskHistory,
        commands.BalanceHistory,
        about=Text(
            "按记账日逐日返回，取自账簿；“已日终”的日期不再变化。",
            "Day by day, from the books; a closed day never changes again.",
        ),
    ),
    _question(
        "details",
        Text("交易明细", "Transaction details"),
        commands.AskDetails,
        commands.DetailPage,
        about=Text(
            "按流水号升序翻页；翻页期间的新流水排在末页之后，不重不漏。末页的标记可留待下次续查。",
            "Oldest first; lines that come between two pages stand behind them, so none is lost or told twice."
            " The last page's cursor goes on the next time.",
        ),
    ),
    _question(
        "search",
        Text("流水查询", "Search lines"),
        commands.SearchLines,
        commands.DetailPage,
        about=Text(
            "按日期、方向、金额与关键字查询，最新的在前。逐笔入账请用交易明细。",
            "By day, direction, amount and words, the newest first. To book every line, use transaction details.",
        ),
    ),
    _question(
        "summary",
        Text("明细汇总", "Summary of details"),
        commands.AskSummary,
        commands.DetailSummary,
        about=Text(
            "借贷笔数与合计，供与 ERP 账面核对。",
            "Counts and sums, to be held against one's own books.",
        ),
    ),
    _question("fees", Text("费用明细", "Fees charged"), commands.AskFees, commands.DetailPage),
    _question(
        "incoming",
        Text("来账轮询", "Poll for money that came in"),
        commands.PollCredits,
        commands.IncomingPage,
        account_field="",
        about=Text(
            "返回上次标记之后的全部来账（含退汇）；先保存来账，再保存新标记，则不重不漏。",
            "Every credit behind the last mark, returns too; keep the credits first, then the mark: nothing is"
            " lost and nothing told twice.",
        ),
    ),
)

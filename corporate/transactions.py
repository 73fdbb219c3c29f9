"""What a corporate customer expects to be able to call (交易清单): each with its operation, or why not yet.

The list follows what the direct links of Chinese banks offer. A transaction of several parts is several
rows, so that half of one is never counted as a whole. `yinqi coverage` prints it; a test holds every row
against the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kernel.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction: the operations that offer it, or the reason it is absent."""

    group: Text
    title: Text
    operations: tuple[str, ...] = ()
    absent: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows of one group, as they are written below."""

    title: Text
    rows: tuple[tuple[str, str, str | Text], ...]

    def transactions(self) -> tuple[Transaction, ...]:
        return tuple(self._one(zh, en, said) for zh, en, said in self.rows)

    def _one(self, zh: str, en: str, said: str | Text) -> Transaction:
        if isinstance(said, Text):
            return Transaction(self.title, Text(zh, en), absent=said)
        return Transaction(self.title, Text(zh, en), tuple(said.split()))


_PRODUCT: Final = Text("产品尚未建设", "the product is not built yet")
_UNSIGNED: Final = Text(
    "无会话：每个报文单独签名", "there is no session: every message is signed by itself"
)
_TREASURY: Final = Text("集团资金池尚未建设", "group treasury is not built yet")
_LENDING: Final = Text("贷款与担保尚未建设", "lending and guarantees are not built yet")
_DEALING: Final = Text("外汇交易尚未建设", "foreign exchange is not built yet")
_COLLECTION: Final = Text("代收尚未建设", "collection is not built yet")
_AUTHORITY: Final = Text("需对接外部平台", "needs a link to an outside authority")
_PAPERS: Final = Text("凭证种类尚未建设", "this kind of document is not built yet")

_GROUPS: Final = (
    _Group(
        Text("连接", "Connect"),
        (
            ("签到签退", "Sign in and out", _UNSIGNED),
            ("心跳", "Heartbeat", "bank.ping"),
            ("服务器时间与工作日期", "Server time and work date", "bank.time"),
            ("证书查询", "Certificate query", "bank.standing certificates.list"),
            ("证书换新", "Certificate renewal", "certificates.renew"),
            ("权限查询", "Permissions", "bank.standing"),
            ("业务模式查询", "Modes (who authorises)", "payments.modes"),
            ("工作日查询", "Working days", "bank.days"),
            ("行名行号查询", "Bank directory", "bank.directory payments.banks"),
            ("城市代码", "City codes", Text("行号查询可按名称检索，不需城市代码", "the bank directory is searched by name, without them")),
            ("币种代码", "Currency codes", "bank.currencies"),
            ("网银互联参与行", "IBPS participants", "bank.directory"),
            ("户名校验", "Account-name check", "payees.verify"),
        ),
    ),
    _Group(
        Text("账户", "Account"),
        (
            ("账户列表与信息", "Account list", "accounts.list"),
            ("实时余额", "Current balance", "accounts.balances accounts.list"),
            ("批量余额", "Balances of several accounts", "accounts.balances accounts.list"),
            ("历史余额", "Historical balance", "accounts.balance_history"),
            ("当日明细", "Details of today", "accounts.details accounts.lines"),
            ("历史明细", "Details of the past", "accounts.details accounts.lines accounts.search"),
            ("明细汇总核对", "Summary of details", "accounts.summary"),
            ("账户变动通知", "Push of movements", "events.poll accounts.incoming webhooks.change"),
            ("对账单文件", "Statement file", "accounts.statement_file accounts.export"),
            ("余额对账回签", "Reconciliation answer", "accounts.confirm_balance accounts.month_ends"),
            ("费用明细", "Fee list", "accounts.fees fees.open fees.tariff"),
            ("子账户、虚拟账户", "Sub-accounts", _TREASURY),
        ),
    ),
    _Group(
        Text("付款", "Payment"),
        (
            ("行内对公付款", "Own bank, to a company", "payments.submit payments.import"),
            ("行内对私付款", "Own bank, to a person", "payments.submit payments.import"),
            ("跨行付款：大额", "To another bank by HVPS", "payments.submit payments.import"),
            ("跨行付款：小额", "To another bank by BEPS", "payments.submit payments.import"),
            ("跨行付款：网银互联", "To another bank by IBPS", "payments.submit payments.import"),
            ("跨行付款：智能路由", "To another bank, smart", "payments.submit payments.import"),
            ("内部转账", "Between own accounts", "payments.submit payments.import"),
            ("批量付款", "Batch of payments", "batches.send batches.send_part payments.submit_batch payments.submit_part payments.import"),
            ("预约付款", "Scheduled payment", "payments.submit payments.import"),
            ("定期付款", "Recurring payment", "standing.submit standing.preview standing.find standing.list"),
            ("暂停、恢复、终止定期付款", "Suspend, resume or end a recurring payment", "standing.suspend standing.resume standing.cancel"),
            ("取消预约", "Cancel a scheduled payment", "payments.cancel payments.withdraw"),
            ("按客户流水号查结果", "Result by client serial", "payments.find"),
            ("按银行编号查结果", "Result by bank number", "payments.find"),
            ("按日期查结果", "Results by date", "payments.list payments.browse"),
            ("退汇查询", "Returns", "payments.returns"),
            ("收款人名册", "Payee book", "payees.browse"),
            ("收款人白名单", "Payee white list", "payees.browse"),
            ("定向支付", "Directed payment", _PRODUCT),
            ("费用报销", "Expense reimbursement", _PRODUCT),
            ("缴税", "Tax", _AUTHORITY),
            ("海关缴费", "Customs", _AUTHORITY),
            ("非税缴款", "Government non-tax", _AUTHORITY),
            ("公用事业缴费", "Utility bills", _AUTHORITY),
            ("跨境人民币", "Cross-border RMB", _AUTHORITY),
            ("外币汇款", "Foreign currency", "payments.submit payments.import"),
        ),
    ),
    _Group(
        Text("批量", "Batch"),
        (
            ("代发工资", "Payroll", "payroll.send payroll.send_part payroll.show payroll.rows payroll.receipt payroll.open"),
            ("代发其他", "Agency pay", "payroll.send payroll.send_part payroll.open"),
            ("代收：个人", "Agency collection from persons", _COLLECTION),
            ("代收：企业", "Agency collection from companies", _COLLECTION),
            ("代收：协议", "Agency collection by agreement", _COLLECTION),
            ("批次查询", "Batch query", "batches.find payments.batch payments.report"),
            ("批次明细查询", "Batch rows", "batches.rows payments.batch_rows payments.report"),
            ("批次退汇查询", "Returns of a batch", "batches.rows payments.returns payments.report"),
            ("批次提交、撤回与失败重发", "Submit, withdraw and reissue a batch", "batches.submit batches.withdraw batches.reissue"),
            ("工资单", "Pay slip", "payroll.send payslips.send"),
        ),
    ),
    _Group(
        Text("回单与单据", "Receipts and documents"),
        (
            ("回单列表", "Receipt list", "documents.receipts"),
            ("单笔回单", "Single receipt", "documents.receipt_file documents.receipt"),
            ("异步批量回单", "Many receipts, by task", "documents.order"),
            ("对账单 PDF", "Statement as PDF", "accounts.export"),
            ("对账单 OFD", "Statement as OFD", _PAPERS),
            ("对账单 XML", "Statement as XML", "accounts.statement_file accounts.report_file"),
            ("验证码核验", "Check of a verification code", "documents.verify"),
            ("电子凭证", "E-voucher (XBRL)", "documents.voucher"),
            ("资产证明", "Proof of assets", _PAPERS),
            ("函证授权", "Audit confirmation", _AUTHORITY),
            ("手续费电子发票", "E-invoice for fees", "invoices.list invoices.show invoices.file invoices.request invoices.forward"),
        ),
    ),
    _Group(
        Text("票据", "Bills"),
        (
            ("出票", "Issue", "bills.register bills.recall"),
            ("承兑", "Accept", "bills.ask_acceptance bills.answer"),
            ("交付", "Deliver", "bills.ask_delivery bills.answer bills.withdraw"),
            ("背书", "Endorse", "bills.endorse bills.answer"),
            ("贴现", "Discount", "bills.discount bills.quote bills.agreements"),
            ("质押", "Pledge", "bills.pledge bills.release"),
            ("保证", "Guarantee", "bills.guarantee"),
            ("提示付款", "Present", "bills.present bills.present_late bills.answer"),
            ("追索", "Recourse", "bills.recourse bills.discharge"),
            ("票据查询", "Query", "bills.list bills.show bills.find bills.requests bills.lanes bills.calendar bills.receipt bills.files bills.print"),
            ("票据池", "Pool", _PRODUCT),
        ),
    ),
    _Group(
        Text("资金池", "Cash pool"),
        (
            ("即时归集下拨", "Sweep and fund now", _TREASURY),
            ("归集规则", "Rules", _TREASURY),
            ("成员额度", "Limits of members", _TREASURY),
            ("成员列表", "Member list", _TREASURY),
            ("内部余额与利息", "Internal balance and interest", _TREASURY),
            ("内部借款", "Internal loan", _TREASURY),
            ("虚拟账簿", "Virtual ledger", _TREASURY),
            ("跨行资金池", "Pool over several banks", _TREASURY),
            ("资金池镜像", "Mirror of the pool", _TREASURY),
        ),
    ),
    _Group(
        Text("存款与理财", "Deposits and wealth"),
        (
            ("定期开立", "Term deposit: open", _PRODUCT),
            ("定期支取", "Term deposit: draw", _PRODUCT),
            ("通知存款开立", "Notice deposit: open", _PRODUCT),
            ("通知存款通知与取消", "Notice deposit: advise and cancel", _PRODUCT),
            ("通知存款支取", "Notice deposit: draw", _PRODUCT),
            ("协定存款", "Agreed deposit", _PRODUCT),
            ("大额存单", "Large certificate of deposit", _PRODUCT),
            ("结构性存款", "Structured deposit", _PRODUCT),
            ("理财购买", "Wealth: buy", _PRODUCT),
            ("理财赎回", "Wealth: redeem", _PRODUCT),
            ("理财持仓", "Wealth: position", _PRODUCT),
        ),
    ),
    _Group(
        Text("贷款", "Loans"),
        (
            ("授信额度", "Credit line", _LENDING),
            ("提款", "Drawdown", _LENDING),
            ("还款", "Repayment", _LENDING),
            ("还款计划", "Plan", _LENDING),
            ("利息", "Interest", _LENDING),
            ("借据列表", "IOU list", _LENDING),
            ("委托贷款", "Entrusted loan", _LENDING),
            ("保函", "Letter of guarantee", _LENDING),
            ("信用证", "Letter of credit", _LENDING),
            ("供应链票据", "Supply-chain notes", _LENDING),
        ),
    ),
    _Group(
        Text("外汇", "FX"),
        (
            ("汇率", "Rate", _DEALING),
            ("即期", "Spot", _DEALING),
            ("远期", "Forward", _DEALING),
            ("掉期", "Swap", _DEALING),
            ("汇入款认领", "Incoming remittance claim", _DEALING),
            ("国际收支申报", "Declaration", _DEALING),
            ("费用承担方式", "OUR, BEN, SHA", _DEALING),
        ),
    ),
)  # fmt: skip

TRANSACTIONS: Final = tuple(one for group in _GROUPS for one in group.transactions())

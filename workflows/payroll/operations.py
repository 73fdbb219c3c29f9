"""Payroll in the catalogue. What shows a name or an amount is under a right of its own (代发明细，须知权限)."""

from __future__ import annotations

from functools import partial
from typing import Final

from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb, changing, reading
from kernel.text import Text
from workflows.batches import commands as b
from workflows.mandates.commands import MandateView
from workflows.payroll import commands as c
from workflows.payroll import run_commands as r
from workflows.payroll.link_commands import SendPayroll, SendPayrollPart
from workflows.payroll.slips import commands as slips
from workflows.payroll.slips import pack_commands as packs

DETAILS: Final = "payroll.details"
"""The right to names, accounts and amounts: to see them, and with `make` to keep the employee book."""
AGREE: Final = "payroll.agree"
SUBMIT: Final = "payroll.submit"

_known: Final = partial(reading, right_of=DETAILS, need_to_know=True)
_kept: Final = partial(changing, right_of=DETAILS, need_to_know=True)

STAFF: Final = (
    reading(
        DETAILS, Text("代发明细与员工名册", "Payroll details and employees"), c.BrowseStaff, c.StaffPage,
        need_to_know=True,
        about=Text(
            "姓名、账号、金额仅在此权限下可见；由两位管理员逐人授予，收回后下一次请求即失效。",
            "Names, accounts and amounts are seen under this right alone; two administrators give it by name, and"
            " taken back it ends with the next request.",
        ),
    ),
    _known("payroll.employee", Text("查看员工", "Show an employee"), c.NameEmployee, c.EmployeeView),
    _kept("payroll.keep", Text("维护员工名册", "Keep the employee book"), c.KeepStaff, c.StaffKept),
    _kept("payroll.leave", Text("登记离职", "Note who left"), c.EndEmployee, c.EmployeeView),
)  # fmt: skip
AGREEMENTS: Final = (
    reading(
        "payroll.agreements", Text("代发协议一览", "Payroll agreements"), c.ListAgreements, c.AgreementList,
        SUBMIT,
    ),
    reading(
        "payroll.signed", Text("代发协议（管理员）", "Payroll agreements (administrators)"), c.ListAgreements,
        c.AgreementList, AGREE, administers=True,
    ),
    changing(
        AGREE, Text("签订代发协议", "Sign a payroll agreement"), c.ChangeAgreement, MandateView, administers=True,
        about=Text(
            "指定代发账户与种类，由另一位管理员确认后生效。",
            "Which account pays what; in force when another administrator has confirmed it.",
        ),
    ),
)  # fmt: skip
SLIPS: Final = (
    _known("payslips.template", Text("工资条模板", "Payslip template"), slips.ShowTemplate, slips.SlipTemplate),
    _kept("payslips.set_template", Text("设置工资条模板", "Set the payslip template"), slips.SlipTemplate, slips.SlipTemplate),
    _known("payslips.list", Text("工资条一览", "Payslips"), slips.ListSlips, slips.SlipPage),
    _kept(
        "payslips.send", Text("生成并发送工资条", "Make and send payslips"), slips.SendSlips, slips.SlipsMade,
        about=Text(
            "为付款成功的明细生成工资条，向留有邮箱的员工发送链接；已生成的不重复。",
            "Makes a slip of each paid row and mails a link to whoever has an address; a row that has one keeps it.",
        ),
    ),
    _known("payslips.packs", Text("工资条打包一览", "Packs of payslips"), packs.ListPacks, packs.PackList),
    _kept(
        "payslips.pack", Text("打包工资条", "Pack payslips"), packs.OrderPack, packs.PackList,
        about=Text(
            "由后台把整批工资条生成一个压缩包，加密保存一天。",
            "The worker puts all slips of a run into one ZIP, which is kept sealed for a day.",
        ),
    ),
    _known("payslips.show", Text("查看工资条", "Show a payslip"), slips.NameSlip, slips.SlipView),
    _kept(
        "payslips.hand", Text("当面交付工资条", "Hand a payslip over"), slips.NameSlip, slips.SlipLink,
        about=Text(
            "生成新链接与查看码，只显示一次；旧链接随即失效。",
            "A new link and a code, shown once; an older link is void.",
        ),
    ),
)  # fmt: skip
RUNS: Final = (
    Operation(
        code="payroll.open", title=Text("新建代发批次", "New payroll run"), command=r.OpenRun, answer=r.RunView,
        verb=Verb.MAKE, doors=PEOPLE, idempotency=Idempotency.SERIAL, account_field="payer_account", right_of=SUBMIT,
    ),
    Operation(
        code="payroll.again", title=Text("按上月新建代发", "New run from last month's"), command=r.NewFromLast,
        answer=r.RunView, verb=Verb.MAKE, doors=PEOPLE, idempotency=Idempotency.SERIAL,
        account_field="payer_account", right_of=SUBMIT,
    ),
    changing("payroll.stage", Text("更换代发明细", "Replace the rows of a run"), r.RestageRun, r.RunView, SUBMIT),
    _kept("payroll.mend", Text("修改代发明细", "Mend rows of a run"), b.MendRows, r.RunView),
    _kept("payroll.mend_alike", Text("代发明细同类一并修改", "Mend all alike in a run"), b.MendAlike, r.RunView),
    changing("payroll.remove", Text("移除代发明细", "Take rows out of a run"), b.RemoveRows, r.RunView, SUBMIT),
    Operation(
        code=SUBMIT, title=Text("提交代发", "Submit a payroll"), command=r.NameRun, answer=r.RunView, verb=Verb.MAKE,
        doors=PEOPLE, idempotency=Idempotency.STATE,
        about=Text(
            "审批人签名的是抬头、合计与明细摘要；其中没有姓名、账号和单笔金额。",
            "Approvers sign header, totals and a digest of the rows; none of it is a name, an account or an amount.",
        ),
    ),
    Operation(
        code="payroll.send", title=Text("上送代发", "Send a payroll"), command=SendPayroll, answer=r.RunView,
        verb=Verb.MAKE, doors=frozenset({Door.DIRECT_LINK}), idempotency=Idempotency.SERIAL,
        account_field="payer_account", right_of=SUBMIT,
        about=Text(
            "整批受理或整批拒绝，超过 1,000 笔用 payroll.send_part；结果用 payroll.show 查询，逐人结果须“代发明细”权限，用 payroll.rows 查询。",
            "All or nothing; more than 1,000 rows come by payroll.send_part. Ask payroll.show what became of it, and payroll.rows, under the right to payroll"
            " details, what became of each person.",
        ),
    ),
    Operation(
        code="payroll.send_part", title=Text("分包上送代发", "Send a payroll in parts"), command=SendPayrollPart,
        answer=r.RunView, verb=Verb.MAKE, doors=frozenset({Door.DIRECT_LINK}), idempotency=Idempotency.SERIAL,
        account_field="payer_account", right_of=SUBMIT,
        about=Text(
            "每包整包受理或整包拒绝，拒绝的包改正后以原序号重送；末包核对全批笔数与总金额并提交。已收包数见 payroll.show 的 Parts。",
            "Each part is taken whole or not at all; one that was refused is sent again under its number when it is"
            " mended. The last compares count and total and submits. payroll.show says in Parts how many have come.",
        ),
    ),
    changing("payroll.withdraw", Text("撤回代发", "Take a payroll back"), r.NameRun, r.RunView, SUBMIT),
    Operation(
        code="payroll.reissue", title=Text("失败重发", "Pay failed rows again"), command=b.ReissueBatch,
        answer=r.RunView, verb=Verb.MAKE, doors=PEOPLE, idempotency=Idempotency.SERIAL, right_of=SUBMIT,
    ),
    reading("payroll.list", Text("代发批次列表", "Payroll runs"), r.ListRuns, r.RunPage, SUBMIT),
    Operation(
        code="payroll.show", title=Text("查询代发批次", "Find a payroll run"), command=r.NameRun, answer=r.RunView,
        verb=Verb.SEE, doors=PEOPLE | {Door.DIRECT_LINK}, idempotency=Idempotency.READ, right_of=SUBMIT,
        about=Text(
            "合计、金额分布与按行号列出的异常；不含姓名、账号和单笔金额。",
            "Totals, the spread of amounts and what stands out by row number; no name, account or single amount.",
        ),
    ),
    _known("payroll.findings", Text("代发问题清单", "Faults of a run"), b.ListFindings, b.FindingPage),
    Operation(
        code="payroll.rows", title=Text("查询代发明细", "Rows of a run"), command=r.ListRunRows, answer=r.RunRows,
        verb=Verb.SEE, doors=PEOPLE | {Door.DIRECT_LINK}, idempotency=Idempotency.READ, right_of=DETAILS,
        need_to_know=True,
    ),
    Operation(
        code="payroll.receipt", title=Text("代发明细回单", "Receipt of a payroll row"), command=r.NameRunRow,
        answer=r.RowReceipt, verb=Verb.SEE, doors=PEOPLE | {Door.DIRECT_LINK}, idempotency=Idempotency.READ,
        right_of=DETAILS, need_to_know=True,
        about=Text(
            "一人一张、银行签章的 PDF；索取时生成，不留存。合计另有付款回单。",
            "A PDF for one person, signed by the bank; made when asked for and kept nowhere. The total has a receipt of its own.",
        ),
    ),
    _known("payroll.compare", Text("与上月对比", "Compare with last month"), r.CompareRun, r.Comparison),
)  # fmt: skip

OPERATIONS: Final = (*STAFF, *AGREEMENTS, *RUNS, *SLIPS)

"""What is never deleted, table by table, and by which rule it stays (永久保存)."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final

from jobs.retention import Stays
from kernel.text import Text

STAYS: Final = (
    Stays(Text("账务", "Books"), (
        "ledger_*", "day_end*", "deposit_*", "interest_*",
    ), Text("会计档案管理办法：总账明细账三十年以上", "Accounting records: thirty years and more")),
    Stays(Text("审批与签名", "Approvals and signatures"), (
        "approval", "approval_act", "approval_decision", "approval_delegation", "approval_policy", "approval_task",
        "approval_transition", "mandate", "mandate_transition", "agreement", "agreement_signature", "desk_change",
        "desk_change_transition", "desk_code",
    ), Text("证明谁在何时同意了什么", "They prove who agreed to what, and when")),
    Stays(Text("审计", "Audit"), ("alarm", "audit", "audit_check"), Text("链式封存，删除任何一条都会断链", "A chain: it breaks where a row is missing")),
    Stays(Text("流水号", "Serials"), ("client_serial", "payment_message"), Text("幂等永久有效", "Idempotency is for ever")),
    Stays(Text("指令与清算", "Instructions and clearing"), (
        "payment", "payment_group", "payment_transition", "payment_attachment", "payment_template", "submission", "submission_transition",
        "clearing_answer", "clearing_cursor", "incoming_credit", "incoming_credit_transition", "batch", "batch_account",
        "batch_file*", "batch_finding", "batch_portion", "batch_row", "batch_transition", "event_feed", "event_gate",
        "payee_name_check", "limit_counter", "limit_reservation", "limit_rule", "limit_rule_version", "standing_*", "received_*",
    ), Text("反洗钱法：交易记录至少十年；对账与争议", "Anti-Money-Laundering Law: at least ten years; disputes")),
    Stays(Text("票据", "Bills"), (
        "bill", "bill_*",
    ), Text("票据权利时效与会计档案；分段表随票据状态改写", "Rights on bills, and accounting; pieces are rewritten with their bill")),
    Stays(Text("凭证与发票", "Documents and invoices"), (
        "receipt", "document_seal", "document_share", "document_task", "balance_confirmation", "statement_schedule",
        "invoice", "invoice_buyer", "invoice_fee", "invoice_transition",
    ), Text("电子会计凭证；验证页须一直可用", "Vouchers; anybody may verify one for ever")),
    Stays(Text("代发", "Payroll"), (
        "payroll_agreement", "payroll_employee", "payroll_run", "payroll_looked", "payslip", "payslip_template", "payslip_pack",
    ), Text("工资支付凭证；密文按企业密钥封存", "Proof of wages; sealed under the enterprise's key")),
    Stays(Text("客户与身份", "Customers and identity"), (
        "enterprise", "enterprise_licence", "enterprise_role", "enterprise_user", "signed_account", "signed_service",
        "person", "credential", "passkey", "role_member", "user_right", "invitation", "certificate", "revocation_list",
        "trusted_authority", "link_address", "notice_channel", "webhook", "payee", "payee_settings", "intake_heading",
        "staff", "staff_passkey", "account_measure", "service_switch",
    ), Text("客户身份资料至少十年；停用而不删除", "Identity of customers: at least ten years; ended, not deleted")),
    Stays(Text("参数", "Parameters"), (
        "bank", "bank_agent", "bank_calendar", "bank_directory", "bank_participant", "bank_rail", "fee_band",
        "fee_discount", "schedule", "sandbox_rule", "link_key", "signature_permission",
    ), Text("配置，不随时间增长", "Settings; they do not grow with time")),
)  # fmt: skip

REWRITTEN: Final = frozenset({"bill_piece", "bill_seat", "sandbox_rule", "fee_band"})
"""Rows that may be deleted because they are written anew, or a test bank's: who holds which part of a bill stands in
`bill`; a rule of the sandbox ends with its last use; a tariff that has not begun is replaced at the desk."""


def stays(table: str) -> bool:
    """Whether a table is named as one that stays; a name that ends in * names a family."""
    return any(fnmatchcase(table, name) for family in STAYS for name in family.tables)

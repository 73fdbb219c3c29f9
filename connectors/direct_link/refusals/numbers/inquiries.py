"""Return codes of what is asked about: accounts, documents, invoices, reference data (查询)."""

from typing import Final

RETURN_CODES: Final = {
    "accounts.span_wrong": "I121",
    "accounts.too_many": "I122",
    "reference.days_wrong": "I123",
    "document.span_wrong": "I124",
    "accounts.note_missing": "I127",
    "accounts.period_wrong": "I140",
    "accounts.too_many_lines": "I141",
    "audit.too_much": "I613",
    "document.kind_unknown": "I840",
    "document.share_wrong": "I841",
    "document.too_many_receipts": "I842",
    "invoice.month_wrong": "I860",
    "invoice.mail_wrong": "I861",
    "reference.days_unknown": "I963",
    "document.share_gone": "D843",
    "document.too_many_tasks": "C122",
    "document.not_ready": "C123",
    "accounts.day_open": "C124",
    "invoice.not_offered": "C862",
    "invoice.no_buyer": "C863",
    "invoice.nothing_open": "C864",
    "invoice.too_many_fees": "C865",
    "invoice.not_issued": "C866",
    "invoice.not_reversible": "C867",
    "invoice.too_many_mails": "C868",
    "invoice.mail_absent": "C869",
    "document.file_damaged": "U121",
}

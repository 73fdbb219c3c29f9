"""Error → HTTP status and return code (返回码), as data: the one table of the direct link.

Three layers, never mixed: the HTTP status is about transport, the return code about the message,
the status inside an answer about the business. A code's letter is its family and tells a program
what to do; codes are never renumbered and never reused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kernel.errors import (
    Conflict,
    Denied,
    Invalid,
    NotFound,
    OutcomeUnknown,
    Unavailable,
    YinqiError,
)
from kernel.text import Text


class Family(StrEnum):
    """What a refusal means for its sender."""

    INVALID = "I"
    DENIED = "D"
    CONFLICT = "C"
    UNAVAILABLE = "U"
    UNKNOWN = "X"

    @property
    def advice(self) -> Text:
        """What the sender does about it."""
        return _ADVICE[self.value]


_ADVICE: Final = {
    "I": Text("报文有误，更正后重发", "The message is wrong: correct it and send it again"),
    "D": Text("无权办理，联系管理员或银行", "Not allowed: ask your administrator or the bank"),
    "C": Text(
        "与当前状态冲突，未办理；查明原因后再试",
        "In conflict with the state of things, nothing was done: look into it first",
    ),
    "U": Text(
        "暂不可用，未办理；稍后用同一流水号重发",
        "Not now, nothing was done: send again later under the same serial",
    ),
    "X": Text(
        "结果未知；用同一流水号查询，切勿更换流水号",
        "The outcome is unknown: ask by the same serial, never under a new one",
    ),
}

ACCEPTED: Final = "0000"
ACCEPTED_TEXT: Final = Text("报文已受理", "The message was accepted")
ELSEWHERE: Final = (
    "web.", "postgres.", "corporate.", "clearing.", "demo.", "client.", "gateway.", "mandate.", "notice.", "payee.not_on_white_list",
    "access.", "policies.", "identity.activation_refused", "staff.", "desk.", "agreement.", "backups.",
)  # fmt: skip
"""Beginnings of codes that never reach this door: pages, set-up, other links, the customer's side."""

_FAMILIES: Final[tuple[tuple[type[YinqiError], Family, int], ...]] = (
    (Invalid, Family.INVALID, 400),
    (NotFound, Family.DENIED, 404),
    (Denied, Family.DENIED, 403),
    (Conflict, Family.CONFLICT, 409),
    (Unavailable, Family.UNAVAILABLE, 503),
    (OutcomeUnknown, Family.UNKNOWN, 504),
)
_STATUSES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "identity.certificate_refused": 401,
        "identity.too_many_attempts": 429,
        "link.body_encoded": 415,
        "link.body_too_large": 413,
        "link.internal": 500,
        "link.length_missing": 411,
        "link.too_many_at_once": 429,
        "link.too_many_messages": 429,
    }
)
"""Where the status is not the family's."""

_NUMBERS: Final[Mapping[Family, Mapping[str, int]]] = MappingProxyType(
    {
        Family.INVALID: {
            "bill.file_type": 932,
            "bill.files_too_many": 933,
            # bills
            "bills.interval_wrong": 900,
            "bills.number_wrong": 901,
            "bill.account_not_signed": 902,
            "bill.reason_missing": 903,
            "bill.debtor_wrong": 904,
            "bill.choice_unknown": 905,
            "bill.snapshot_wrong": 906,
            # the message
            "kernel.faulty": 1,
            "link.signature_missing": 2,
            "link.length_missing": 3,
            "link.body_too_large": 4,
            "link.body_incomplete": 5,
            "link.body_encoded": 6,
            "kernel.not_encodable": 7,
            "kernel.not_decodable": 8,
            "kernel.cursor_unknown": 9,
            "link.seal_refused": 160,
            "link.seal_key_unknown": 161,
            "payment.parts_missing": 162,
            # batches
            "batch.too_many_rows": 750,
            "batch.too_many_banks": 751,
            "batch.row_unknown": 752,
            "batch.payer_unknown": 753,
            "batch.kind_unknown": 754,
            "batch.currency_differs": 810,
            "payment.too_many_blocks": 811,
            # payroll
            "payroll.agreement_wrong": 801,
            "payroll.account_unknown": 802,
            "payroll.employee_repeated": 803,
            "payslip.template_wrong": 808,
            # SOAP
            "link.not_understood": 180,
            "link.soap_version": 181,
            # amounts
            "kernel.amount_empty": 101,
            "kernel.amount_grouped_wrong": 102,
            "kernel.amount_has_separator": 103,
            "kernel.amount_has_space": 104,
            "kernel.amount_leading_zero": 105,
            "kernel.amount_malformed": 106,
            "kernel.amount_not_ascii": 107,
            "kernel.amount_not_finite": 108,
            "kernel.amount_scientific": 109,
            "kernel.amount_signed": 110,
            "kernel.amount_too_large": 111,
            "kernel.amount_too_precise": 112,
            "kernel.currency_mismatch": 113,
            "kernel.unknown_currency": 114,
            # questions
            "kernel.cursor_of_another": 120,
            "accounts.span_wrong": 121,
            "accounts.too_many": 122,
            "reference.days_wrong": 123,
            "document.span_wrong": 124,
            "document.kind_unknown": 840,
            "document.share_wrong": 841,
            "document.too_many_receipts": 842,
            "accounts.note_missing": 127,
            # statements and cancellations
            "accounts.period_wrong": 140,
            "accounts.too_many_lines": 141,
            "webhook.address_refused": 190,
            # several under one signature
            "approval.list_wrong": 200,
            # numbers of accounts, banks, enterprises
            "kernel.account_length_wrong": 201,
            "kernel.account_malformed": 202,
            "kernel.account_not_ascii": 203,
            "kernel.account_scientific": 204,
            "kernel.bank_code_check_failed": 205,
            "kernel.bank_code_malformed": 206,
            "kernel.bic_malformed": 207,
            "kernel.iban_check_failed": 208,
            "kernel.iban_country_unknown": 209,
            "kernel.iban_length_wrong": 210,
            "kernel.iban_malformed": 211,
            "kernel.rail_hours": 212,
            "kernel.uscc_check_failed": 213,
            "kernel.uscc_malformed": 214,
            # payments and books
            "payment.payer_unknown": 301,
            "payment.agent_not_served": 302,
            "ledger.account_unknown": 303,
            "ledger.currency_differs": 304,
            "ledger.unbalanced": 305,
            "ledger.wrong_tenant": 306,
            "credit.malformed": 307,
            "payment.attachment_type": 308,
            "payment.attachments_too_many": 309,
            "payment.unsignable": 310,
            # approvals
            "approval.amount_wrong": 401,
            "approval.policy_malformed": 402,
            "approval.delegation_period_wrong": 403,
            "identity.signing_rule_malformed": 420,
            # keys
            "crypto.ciphertext_refused": 501,
            "crypto.key_malformed": 502,
            "crypto.passphrase_wrong": 503,
            "crypto.plaintext_refused": 504,
            "crypto.user_id_too_long": 505,
            # certificates
            "certificate.malformed": 601,
            "certificate.signature_wrong": 602,
            "certificate.not_valid_now": 603,
            "certificate.issuer_unknown": 604,
            "certificate.issuer_may_not": 605,
            "certificate.usage_wrong": 606,
            "certificate.extension_unknown": 607,
            "certificate.revoked": 608,
            "certificate.list_stale": 609,
            "certificate.operator_unknown": 610,
            "address.malformed": 611,
            "address.too_many": 612,
            "audit.too_much": 613,
            # the sandbox
            "sandbox.clock_wrong": 960,
            "sandbox.reason_misplaced": 961,
            "webhook.address_inside": 962,
            "reference.days_unknown": 963,
            "invoice.month_wrong": 860,
            "invoice.mail_wrong": 861,
        },
        Family.DENIED: {
            # bills
            "bill.not_maker": 907,
            "standing.not_allowed": 776,
            "standing.only_maker": 777,
            "gate.switched_off": 880,
            "gate.agreement_awaited": 881,
            "kernel.not_found": 1,
            "document.share_gone": 843,
            "link.bank_unknown": 2,
            "catalogue.operation_unknown": 3,
            # who sends
            "identity.certificate_refused": 101,
            "link.certificate_expired": 102,
            "link.certificate_revoked": 103,
            "link.time_outside": 104,
            "crypto.algorithm_not_allowed": 105,
            "link.seal_needed": 160,
            "identity.login_refused": 106,
            "identity.proof_missing": 107,
            "identity.proof_refused": 108,
            "identity.session_ended": 109,
            "identity.too_many_attempts": 110,
            "identity.session_idle": 111,
            # other methods of people; none of them reaches this door
            "identity.code_refused": 120,
            "identity.signature_refused": 121,
            "identity.method_needed": 122,
            "identity.method_absent": 123,
            "identity.code_awaited": 124,
            "identity.login_code_refused": 125,
            "identity.passkey_login_refused": 126,
            "identity.recovery_awaited": 170,
            "identity.recovery_refused": 171,
            "identity.recovery_at_desk": 172,
            # what the sender may
            "gate.user_inactive": 201,
            "gate.service_not_signed": 202,
            "gate.no_right": 203,
            "gate.account_view_only": 204,
            "gate.door_closed": 205,
            "gate.no_enterprise": 206,
            "gate.above_ceiling": 207,
            "payment.above_right": 208,
            "batch.above_right": 755,
            "payslip.refused": 809,
            "sandbox.off": 960,
            # approvals
            "approval.acted_before": 401,
            "approval.maker_may_not": 402,
            "approval.needed_later": 403,
            "approval.not_entitled": 404,
            "approval.not_your_turn": 405,
            "approval.only_maker_withdraws": 406,
            "approval.concerns_yourself": 407,
            "approval.only_maker_urges": 408,
        },
        Family.CONFLICT: {
            # bills
            "bills.stage_forbids": 910,
            "bills.not_that_party": 911,
            "bills.request_open": 912,
            "bills.not_transferable": 913,
            "bills.whole_only": 914,
            "bills.not_live": 915,
            "bills.day_forbids": 916,
            "bills.no_such_request": 917,
            "bills.party_wrong": 918,
            "bills.tenor_wrong": 919,
            "bill.other_running": 920,
            "bill.nothing_to_answer": 921,
            "bill.not_to_withdraw": 922,
            "bill.rate_stale": 923,
            "bill.no_price": 924,
            "bill.line_used_up": 926,
            "bill.agreement_wrong": 929,
            "bill.answered_else": 930,
            "bill.not_done": 931,
            "bill.snapshot_contradicts": 927,
            "bill.never_returned": 928,
            "kernel.contended": 1,
            "kernel.illegal_transition": 2,
            "link.replayed": 101,
            "identity.method_taken": 120,
            "identity.too_many_methods": 121,
            "approval.not_in_lists": 170,
            "approval.list_void": 171,
            "document.too_many_tasks": 122,
            "document.not_ready": 123,
            "accounts.day_open": 124,
            "kernel.serial_conflict": 102,
            "payment.message_changed": 103,
            # books and payments
            "ledger.insufficient_funds": 301,
            "ledger.account_not_open": 302,
            "ledger.already_posted": 303,
            "ledger.hold_exceeded": 305,
            "ledger.hold_not_open": 306,
            "payment.in_batch": 307,
            "payment.not_the_maker": 308,
            "payment.template_named": 778,
            "dispatch.payload_changed": 309,
            "dispatch.product_unknown": 310,
            "credit.account_not_fit": 311,
            "payment.attached_too_late": 312,
            "payment.rail_unavailable": 313,
            # approvals
            "approval.already_running": 401,
            "approval.content_changed": 402,
            "approval.direct_not_allowed": 403,
            "approval.lapsed": 404,
            "approval.level_unfillable": 405,
            "approval.no_policy": 406,
            "approval.not_satisfied": 407,
            "approval.overtaken": 408,
            "approval.added_before": 409,
            "approval.delegate_unknown": 410,
            "approval.delegation_chain": 411,
            "approval.delegation_overlaps": 412,
            "approval.not_a_possible_signer": 413,
            "approval.nothing_before": 414,
            "approval.too_many_added": 415,
            "approval.urged_recently": 416,
            # certificates
            "certificate.key_in_use": 601,
            "certificate.serial_in_use": 602,
            "certificate.renewed_already": 603,
            "certificate.not_ours": 604,
            "certificate.revoked_already": 605,
            # invoices
            "invoice.not_offered": 862,
            "invoice.no_buyer": 863,
            "invoice.nothing_open": 864,
            "invoice.too_many_fees": 865,
            "invoice.not_issued": 866,
            "invoice.not_reversible": 867,
            "invoice.too_many_mails": 868,
            "invoice.mail_absent": 869,
            # the sandbox
            "sandbox.clock_fixed": 960,
            "sandbox.too_many_rules": 961,
            "sandbox.reference_used": 962,
            # webhooks
            "webhook.ended": 190,
            "webhook.too_many": 191,
            # batches
            "payroll.no_agreement": 800,
            "payroll.no_last_run": 805,
            "payroll.not_listed": 806,
            "payroll.row_not_paid": 830,
            "payslip.not_paid_yet": 807,
            "batch.faulty": 756,
            "batch.not_draft": 757,
            "batch.content_differs": 758,
            "batch.not_the_maker": 759,
            "batch.nothing_to_reissue": 760,
            "batch.not_ended": 761,
            "batch.parts_missing": 762,
            "batch.nothing_to_pay": 812,
            # limits
            "limit.exceeded": 701,
            "limit.single_exceeded": 702,
            "limit.confirmation_needed": 703,
            "limit.not_set": 704,
        },
        Family.UNAVAILABLE: {
            "bill.file_damaged": 934,
            "kernel.database_unavailable": 1,
            "kernel.calendar_unknown": 2,
            "link.busy": 3,
            "link.too_many_messages": 160,
            "link.too_many_at_once": 161,
            "payee.too_many_checks": 120,
            "document.file_damaged": 121,
            "payment.attachment_damaged": 301,
            "payment.received_damaged": 813,
            "ledger.day_closed": 302,
            "crypto.data_key_damaged": 501,
            "crypto.data_key_missing": 502,
            "crypto.key_file_exposed": 503,
            "crypto.provider_absent": 504,
            "crypto.provider_broken": 505,
            "crypto.slow_provider_refused": 506,
            "push.key_damaged": 507,
        },
        Family.UNKNOWN: {"kernel.commit_unknown": 1, "link.internal": 2},
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """How an error is told at this door."""

    status: int
    code: str
    family: Family


def refusal_of(error: type[YinqiError]) -> Refusal:
    """Return how an error is told; one that is not in the table is told by its family alone."""
    family, status = next(
        (family, status) for base, family, status in _FAMILIES if issubclass(error, base)
    )
    number = _NUMBERS[family].get(error.code, 0)
    return Refusal(_STATUSES.get(error.code, status), f"{family.value}{number:03}", family)


def listed() -> dict[str, Family]:
    """Every error code of the table with its family."""
    return {code: family for family, numbers in _NUMBERS.items() for code in numbers}

"""Return codes of batches and payroll (批量与代发)."""

from typing import Final

RETURN_CODES: Final = {
    "batch.too_many_rows": "I750",
    "batch.too_many_banks": "I751",
    "batch.row_unknown": "I752",
    "batch.payer_unknown": "I753",
    "batch.kind_unknown": "I754",
    "payroll.agreement_wrong": "I801",
    "payroll.account_unknown": "I802",
    "payroll.employee_repeated": "I803",
    "payslip.template_wrong": "I808",
    "batch.currency_differs": "I810",
    "batch.above_right": "D755",
    "payslip.refused": "D809",
    "batch.faulty": "C756",
    "batch.not_draft": "C757",
    "batch.content_differs": "C758",
    "batch.not_the_maker": "C759",
    "batch.nothing_to_reissue": "C760",
    "batch.not_ended": "C761",
    "batch.parts_missing": "C762",
    "payroll.no_agreement": "C800",
    "payroll.no_last_run": "C805",
    "payroll.not_listed": "C806",
    "payslip.not_paid_yet": "C807",
    "batch.nothing_to_pay": "C812",
    "payroll.row_not_paid": "C830",
    "payroll.row_not_refunded": "C814",
}

"""What a well-formed, schema-valid pain.001 can still have wrong with it."""

from __future__ import annotations

from kernel.findings import Rule


class IsoRule(Rule):
    """A rule of the readers here; the value is the code of the finding."""

    NOT_PAIN_001 = (
        "iso.not_pain_001",
        "这不是客户付款指令（pain.001）报文：根元素为 {root}；支持 {supported}",
        "This is not a customer credit transfer initiation (pain.001): the root is {root}; supported are {supported}",
    )
    UNSUPPORTED_VERSION = (
        "iso.unsupported_version",
        "不支持 {version}；支持的版本为 {supported}",
        "{version} is not supported; supported versions are {supported}",
    )
    GERMAN_VARIANT = (
        "iso.german_variant",
        "不支持 {version}（德国国别变体）；请导出 {supported}",
        "{version} is a German national variant and not supported; export {supported} instead",
    )
    NAMES_AS_CODE_POINTS = (
        "iso.names_as_code_points",
        "文件中的文字是用十进制字符码写成的，而不是文字本身：“{value}”可解码为“{decoded}”；请修正导出程序后重新发送",
        "The texts in the file are written as decimal code points rather than letters: “{value}” decodes to “{decoded}”; correct the export and send the file again",
    )
    SECOND_HEADER = (
        "iso.second_header",
        "报文只能有一个 GrpHdr",
        "A message has one GrpHdr only",
    )
    DUPLICATE_BLOCK = (
        "iso.duplicate_pmt_inf_id",
        "PmtInfId“{value}”在同一报文中重复使用",
        "The PmtInfId “{value}” is used twice in one message",
    )
    NOT_A_TRANSFER = (
        "iso.payment_method",
        "付款方式 PmtMtd 为 {value}，仅支持 TRF（转账）",
        "The payment method PmtMtd is {value}; only TRF (credit transfer) is supported",
    )
    EQUIVALENT_AMOUNT = (
        "iso.equivalent_amount",
        "不支持等值金额 EqvtAmt，请使用 InstdAmt",
        "An equivalent amount (EqvtAmt) is not supported; use InstdAmt",
    )
    COUNT_DIFFERS = (
        "iso.count_differs",
        "声明的笔数 NbOfTxs 为 {declared}，实际为 {computed}",
        "NbOfTxs declares {declared} transactions; there are {computed}",
    )
    SUM_DIFFERS = (
        "iso.sum_differs",
        "声明的金额合计 CtrlSum 为 {declared}，实际为 {computed}",
        "CtrlSum declares {declared}; the amounts add up to {computed}",
    )
    TOO_MANY = (
        "iso.too_many_transactions",
        "一个报文最多 {limit} 笔业务，请分批发送",
        "A message holds at most {limit} transactions; send it in parts",
    )

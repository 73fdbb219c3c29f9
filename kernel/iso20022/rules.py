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
    NOT_CAMT_055 = (
        "iso.not_camt_055",
        "这不是客户撤销付款申请（camt.055）报文：根元素为 {root}；支持 {supported}",
        "This is not a customer payment cancellation request (camt.055): the root is {root}; supported are {supported}",
    )
    NOTHING_NAMED = (
        "iso.nothing_to_cancel",
        "未指明要撤销的内容：请将 GrpCxl 或 PmtInfCxl 设为 true，或列出 TxInf",
        "Nothing is named to be cancelled: set GrpCxl or PmtInfCxl to true, or list TxInf",
    )
    ORIGINAL_MISSING = (
        "iso.original_message_missing",
        "未指明原报文：请填写 OrgnlGrpInfAndCxl 或 OrgnlGrpInf",
        "The original message is not named: give OrgnlGrpInfAndCxl or OrgnlGrpInf",
    )
    PAYMENT_UNNAMED = (
        "iso.payment_unnamed",
        "TxInf 中须有 OrgnlInstrId 或 OrgnlEndToEndId",
        "A TxInf names its payment by OrgnlInstrId or OrgnlEndToEndId",
    )

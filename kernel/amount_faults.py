"""What can be wrong with an amount somebody sent: one class, one code, one sentence per kind.

The sentence must tell the sender what to change; "invalid amount" sends an ERP vendor on a search.
Every class carries the offending text, shortened, as `{value}`; none carries anything else of the
request.
"""

from typing import Final

from kernel.errors import Invalid
from kernel.text import Text

SHOWN_CHARS_MAX: Final = 40


class AmountFault(Invalid):
    """Base of all faults below; never raised itself."""

    def __init__(self, value: str, **params: object) -> None:
        super().__init__(value=value[:SHOWN_CHARS_MAX], **params)


class AmountEmpty(AmountFault):
    """Nothing was written."""

    code = "kernel.amount_empty"
    text = Text(zh="金额为空，请填写金额。", en="The amount is empty; enter an amount.")


class AmountHasSpace(AmountFault):
    """Blanks, tabs or line ends in or around the digits."""

    code = "kernel.amount_has_space"
    text = Text(
        zh="金额“{value}”中含有空白字符，请去掉。",
        en="The amount “{value}” contains white space; remove it.",
    )


class AmountNotAscii(AmountFault):
    """Full-width, Arabic-Indic or other digits that Python would silently read as numbers."""

    code = "kernel.amount_not_ascii"
    text = Text(
        zh="金额“{value}”含有全角数字或其他非半角字符，请改用半角数字 0-9 和小数点。",
        en="The amount “{value}” contains full-width digits or other non-ASCII characters;"
        " use the plain digits 0-9 and a full stop.",
    )


class AmountSigned(AmountFault):
    """A plus or minus sign; the direction is never told by the sign of an amount."""

    code = "kernel.amount_signed"
    text = Text(
        zh="金额“{value}”带有正负号，请填写不带符号的金额。",
        en="The amount “{value}” carries a sign; write it without plus or minus.",
    )


class AmountNotFinite(AmountFault):
    """NaN or infinity, which `Decimal` and `json` both accept."""

    code = "kernel.amount_not_finite"
    text = Text(
        zh="金额“{value}”不是有限的数（NaN 或 Infinity），不予受理。",
        en="The amount “{value}” is not a finite number (NaN or Infinity).",
    )


class AmountScientific(AmountFault):
    """Scientific notation, which spreadsheets produce."""

    code = "kernel.amount_scientific"
    text = Text(
        zh="金额“{value}”使用了科学计数法，请写出全部数字，例如 1000.00。",
        en="The amount “{value}” is in scientific notation; write all digits, as in 1000.00.",
    )


class AmountHasSeparator(AmountFault):
    """A thousands separator on the wire, where it is not allowed."""

    code = "kernel.amount_has_separator"
    text = Text(
        zh="金额“{value}”含有千位分隔符，请去掉，例如 1234.00。",
        en="The amount “{value}” contains thousands separators; remove them, as in 1234.00.",
    )


class AmountGroupedWrong(AmountFault):
    """A person typed separators that do not part the digits by threes: perhaps a decimal comma."""

    code = "kernel.amount_grouped_wrong"
    text = Text(
        zh="金额“{value}”的千位分隔符位置不对，请按 1,234.00 的格式填写。",
        en="The separators in “{value}” do not part the digits by threes; write it as 1,234.00.",
    )


class AmountTooPrecise(AmountFault):
    """More decimals than the currency has; never rounded for the customer."""

    code = "kernel.amount_too_precise"
    text = Text(
        zh="金额“{value}”的小数位过多：{currency} 最多 {decimals} 位小数。",
        en="The amount “{value}” has too many decimals: {currency} has at most {decimals}.",
    )


class AmountTooLarge(AmountFault):
    """Beyond what one amount, or one sum, may be."""

    code = "kernel.amount_too_large"
    text = Text(
        zh="金额“{value}”过大：整数部分最多 {digits} 位。",
        en="The amount “{value}” is too large: at most {digits} digits before the decimal point.",
    )


class AmountLeadingZero(AmountFault):
    """Zeros in front, the mark of a fixed-width field that was not converted."""

    code = "kernel.amount_leading_zero"
    text = Text(
        zh="金额“{value}”以多余的 0 开头，请去掉前面的 0。",
        en="The amount “{value}” starts with superfluous zeros; remove them.",
    )


class AmountMalformed(AmountFault):
    """Anything else: letters, two points, a point without digits."""

    code = "kernel.amount_malformed"
    text = Text(
        zh="金额“{value}”的格式不对，请按 1234.00 的格式填写。",
        en="The amount “{value}” is malformed; write it as 1234.00.",
    )

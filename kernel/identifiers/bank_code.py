"""Bank code of the payment systems (支付系统行号, 联行号): twelve digits with one of them a check.

Three digits of bank class, four of the central bank's own area code (not GB/T 2260), four of
branch, one check digit by ISO 7064 MOD 11,10 (GB/T 17710). Whether a code is in use today is the
bank directory's word, not this module's.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kernel.identifiers.faults import IdentifierFault
from kernel.text import Text

_FORM: Final = re.compile(r"[0-9]{12}")

BANK_CLASSES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "001": Text("中国人民银行", "People's Bank of China"),
        "011": Text("国家金库", "State Treasury"),
        "102": Text("中国工商银行", "Industrial and Commercial Bank of China"),
        "103": Text("中国农业银行", "Agricultural Bank of China"),
        "104": Text("中国银行", "Bank of China"),
        "105": Text("中国建设银行", "China Construction Bank"),
        "201": Text("国家开发银行", "China Development Bank"),
        "202": Text("中国进出口银行", "Export-Import Bank of China"),
        "203": Text("中国农业发展银行", "Agricultural Development Bank of China"),
        "301": Text("交通银行", "Bank of Communications"),
        "302": Text("中信银行", "China CITIC Bank"),
        "303": Text("中国光大银行", "China Everbright Bank"),
        "304": Text("华夏银行", "Hua Xia Bank"),
        "305": Text("中国民生银行", "China Minsheng Bank"),
        "306": Text("广发银行", "China Guangfa Bank"),
        "307": Text("平安银行", "Ping An Bank"),
        "308": Text("招商银行", "China Merchants Bank"),
        "309": Text("兴业银行", "Industrial Bank"),
        "310": Text("上海浦东发展银行", "Shanghai Pudong Development Bank"),
        "313": Text("城市商业银行", "City commercial bank"),
        "314": Text("农村商业银行", "Rural commercial bank"),
        "315": Text("恒丰银行", "Hengfeng Bank"),
        "316": Text("浙商银行", "China Zheshang Bank"),
        "317": Text("农村合作银行", "Rural cooperative bank"),
        "318": Text("渤海银行", "China Bohai Bank"),
        "319": Text("徽商银行", "Huishang Bank"),
        "320": Text("村镇银行", "Village and township bank"),
        "322": Text("上海农商银行", "Shanghai Rural Commercial Bank"),
        "323": Text("民营银行", "Private bank"),
        "325": Text("上海银行", "Bank of Shanghai"),
        "401": Text("城市信用社", "Urban credit cooperative"),
        "402": Text("农村信用社", "Rural credit cooperative"),
        "403": Text("中国邮政储蓄银行", "Postal Savings Bank of China"),
        "501": Text("汇丰银行", "HSBC"),
        "502": Text("东亚银行", "Bank of East Asia"),
        "503": Text("南洋商业银行", "Nanyang Commercial Bank"),
        "504": Text("恒生银行", "Hang Seng Bank"),
        "531": Text("花旗银行", "Citibank"),
        "671": Text("渣打银行", "Standard Chartered Bank"),
    }
)
"""Names of bank classes (行别), from public lists; a class that is not here is not wrong."""


class BankCodeMalformed(IdentifierFault):
    """Not twelve plain digits."""

    code = "kernel.bank_code_malformed"
    text = Text(
        zh="支付系统行号应为 12 位半角数字。",
        en="A payment system bank code has twelve plain digits.",
    )


class BankCodeCheckFailed(IdentifierFault):
    """The last digit does not agree with the rest."""

    code = "kernel.bank_code_check_failed"
    text = Text(
        zh="支付系统行号的校验位不符，请核对是否输错。",
        en="The check digit of the bank code does not agree with the rest; look for a typing"
        " error.",
    )


def parse_bank_code(text: str) -> str:
    """Return the code without outer blanks; raises `BankCodeMalformed`, `BankCodeCheckFailed`."""
    code = text.strip()
    if not _FORM.fullmatch(code):
        raise BankCodeMalformed
    if check_digit(code[:11]) != code[11]:
        raise BankCodeCheckFailed
    return code


def check_digit(first_11: str) -> str:
    """Compute the check digit by ISO 7064 MOD 11,10."""
    product = 10
    for digit in first_11:
        product = (product + int(digit)) % 10 or 10
        product = product * 2 % 11
    return str((11 - product) % 10)


def bank_class(code: str) -> Text | None:
    """Name the class of a bank code, or None for a class that is not listed."""
    return BANK_CLASSES.get(code[:3])

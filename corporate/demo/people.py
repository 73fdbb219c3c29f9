"""Who appears in the demo: invented banks, enterprises, people and accounts.

The account numbers and agents of 慕斯特 are those of the sample files that real ERPs wrote, so that
those files are taken as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corporate.staff import Role
from corporate.staff.enrolment import NewStaff
from kernel.identifiers.bank_code import check_digit
from kernel.identifiers.uscc import check_character, organisation_check
from kernel.text import Text

PASSWORD = "Qingmo-2026-demo"  # noqa: S105 - printed on the screen of a test bank


@dataclass(frozen=True, slots=True)
class Person:
    """A person of an enterprise; `roles` decide which approval levels are theirs."""

    login: str
    name: str
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """An account with what is on it at the start, in minor units."""

    number: str
    alias: str
    currency: str
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Company:
    """An enterprise with its people and accounts."""

    number: str
    name: str
    name_en: str
    organisation: str
    people: tuple[Person, ...]
    accounts: tuple[Account, ...]

    @property
    def uscc(self) -> str:
        """A well-formed unified social credit code (invented)."""
        return _uscc(self.organisation)


def _uscc(organisation: str) -> str:
    body = f"91320594{organisation}{organisation_check(organisation)}"
    return body + check_character(body)


@dataclass(frozen=True, slots=True)
class DemoBank:
    """A bank (tenant)."""

    slug: str
    name: Text
    short_code: str
    branch: str
    bic: str
    agents: tuple[str, ...]
    companies: tuple[Company, ...]

    @property
    def bank_code(self) -> str:
        """A well-formed twelve-digit code (invented)."""
        return self.branch + check_digit(self.branch)

    @property
    def tax_number(self) -> str:
        """A well-formed taxpayer number (invented)."""
        return _uscc(f"MB{self.branch[-6:]}")


STAFF = (
    NewStaff("helan", "贺兰", Role.OPERATOR),
    NewStaff("qinfeng", "秦峰", Role.SUPERVISOR),
    NewStaff("daiming", "戴明", Role.SYSTEM),
    NewStaff("shenlan", "沈岚", Role.SECURITY),
    NewStaff("luochuan", "罗川", Role.SECURITY),
    NewStaff("yinzhou", "尹舟", Role.AUDIT),
)
"""Who works at the desk of each of these banks; the same people, so that one set of names is to be remembered."""


MUSTER = Company(
    number="10001",
    name="慕斯特贸易（苏州）有限公司",
    name_en="Muster Handels (Suzhou) Co., Ltd.",
    organisation="MA1X2Y34",
    people=(
        Person("wanglei", "王磊", "会计", ("maker",)),
        Person("chenjiayi", "陈嘉怡", "财务主管", ("checker",)),
        Person("zhoumin", "周敏", "财务主管", ("checker",)),
        Person("liwen", "李雯", "资金经理", ("manager",)),
        Person("erp", "ERP 接口", "系统操作员", ("integrator",)),
        Person("zhaoqiang", "赵强", "内部审计", ("viewer",)),
        Person("zhoutao", "周涛", "系统管理员", ("admin",)),
        Person("maqian", "马倩", "系统管理员", ("admin",)),
    ),
    accounts=(
        Account("1001234509012345678", "基本户", "CNY", 21_840_655_218),
        Account("1001234509012345686", "一般户", "CNY", 6_109_321_705),
        Account("DE89370400440532013000", "外币结算户", "EUR", 164_007_700),
    ),
)
HENGRUI = Company(
    number="10002",
    name="苏州恒锐特钢有限公司",
    name_en="Suzhou Hengrui Special Steel Co., Ltd.",
    organisation="MA2B3C4D",
    people=(
        Person("sunqian", "孙倩", "出纳", ("maker",)),
        Person("tangyu", "唐宇", "财务主管", ("checker",)),
        Person("gaofeng", "高峰", "财务总监", ("manager",)),
    ),
    accounts=(Account("3250612000181470", "基本户", "CNY", 880_123_456),),
)
CHENHAI = Company(
    number="20001",
    name="宁波辰海物流股份有限公司",
    name_en="Ningbo Chenhai Logistics Co., Ltd.",
    organisation="MA3E4F5G",
    people=(
        Person("linna", "林娜", "会计", ("maker",)),
        Person("fanglei", "方蕾", "财务主管", ("checker",)),
        Person("hejun", "何俊", "财务经理", ("manager",)),
    ),
    accounts=(Account("8110801012345678901", "基本户", "CNY", 400_000_000),),
)
YUNGANG = DemoBank(
    slug="yungang",
    name=Text("云港银行", "Yungang Bank"),
    short_code="YGB",
    branch="31330500001",
    bic="YUGACN2S",
    agents=("ICBKCNBJSHI", "COBADEFF"),
    companies=(MUSTER, HENGRUI),
)
JIANGHAI = DemoBank(
    slug="jianghai",
    name=Text("江海银行", "Jianghai Bank"),
    short_code="JHB",
    branch="31333200002",
    bic="JIHACN2N",
    agents=(),
    companies=(CHENHAI,),
)
BANKS = (YUNGANG, JIANGHAI)

ROLES = {
    "maker": Text("经办", "Makers"),
    "checker": Text("复核", "Checkers"),
    "manager": Text("资金经理", "Treasurers"),
    "viewer": Text("查询", "Viewers"),
    "admin": Text("系统管理员", "Administrators"),
    "integrator": Text("直联接口", "Interfaces"),
}
"""What these enterprises call their roles."""

_CHECK = {"group": "checker", "needed": 1, "name": {"zh": "复核", "en": "Checkers"}}
_APPROVE = {"group": "manager", "needed": 1, "name": {"zh": "二级审批", "en": "Second approval"}}
POLICY = {
    "valid_days": 30,
    "bands": {
        "CNY": [
            {"upper_minor": 1_000_000, "steps": [[_CHECK]]},
            {"upper_minor": None, "steps": [[_CHECK], [_APPROVE]]},
        ],
        "EUR": [{"upper_minor": None, "steps": [[_CHECK], [_APPROVE]]}],
    },
}
SIGNED_UPTO = 1_000_000
SIGNED = {
    "valid_days": 30,
    "bands": {
        "CNY": [
            {"upper_minor": SIGNED_UPTO, "steps": []},
            {"upper_minor": None, "steps": [[_CHECK], [_APPROVE]]},
        ],
    },
}
"""For the direct link on one account (签名即授权): its signature is enough up to 10,000, so that a program can try everything."""
DIRECT = {"valid_days": 30, "bands": {"CNY": [{"upper_minor": None, "steps": []}]}}
AGREED: tuple[dict[str, Any], ...] = (
    {"scope": "account", "span": "day_sum", "effect": "confirm", "ceiling": 100_000_000},
    {"scope": "account", "span": "single", "ceiling": 5_000_000_000},
    {"scope": "enterprise", "span": "day_sum", "ceiling": 20_000_000_000},
)
"""What these banks agree upon for non-counter payments: a reminder above 1,000,000 a day and account, and ceilings."""

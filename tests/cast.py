"""Who appears in the tests: two banks, three enterprises, people in one or several of them.

All invented. Codes carry their right check digits; the same customer number and log-in name appear
at both banks on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kernel.identifiers.bank_code import check_digit
from kernel.identifiers.uscc import check_character, organisation_check
from kernel.operation import Verb
from kernel.text import Text

PASSWORD: Final = "Sunny-Harbour-27"

VERBS: Final = {
    "maker": (Verb.SEE, Verb.MAKE),
    "checker": (Verb.SEE, Verb.APPROVE),
    "approver": (Verb.SEE, Verb.APPROVE),
    "manager": (Verb.SEE, Verb.APPROVE),
    "viewer": (Verb.SEE,),
    "admin": (),
    "integrator": (Verb.SEE, Verb.MAKE),
}
"""What each role may do with every right of daily business, on every account."""

ADMIN_VERBS: Final = {"admin": (Verb.SEE, Verb.MAKE, Verb.APPROVE), "viewer": (Verb.SEE,)}
"""What each role may do with the rights of self-government; others nothing."""

NEED_TO_KNOW: Final = {"maker": (Verb.SEE, Verb.MAKE)}
"""Who was given the rights that come with no role (须知权限): the makers; others nothing."""

POLICY: Final = {
    "valid_days": 30,
    "bands": {
        "CNY": [
            {"upper_minor": 1_000_000, "steps": [[{"group": "checker", "needed": 1}]]},
            {
                "upper_minor": None,
                "steps": [
                    [{"group": "checker", "needed": 1}],
                    [{"group": "approver", "needed": 1}],
                ],
            },
        ],
        "EUR": [{"upper_minor": None, "steps": [[{"group": "manager", "needed": 1}]]}],
    },
}
"""One checker up to 10,000.00 CNY, a checker then an approver above, a manager for euros."""


@dataclass(frozen=True, slots=True)
class CastUser:
    """A person's place in an enterprise; the same log-in again is the same person."""

    login: str
    name: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class CastAccount:
    """An account and what is on it when a test begins."""

    number: str
    alias: str
    currency: str
    balance_minor: int
    may_pay: bool = True


@dataclass(frozen=True, slots=True)
class CastEnterprise:
    """An enterprise, its people and accounts."""

    number: str
    name: str
    name_en: str
    organisation: str
    users: tuple[CastUser, ...]
    accounts: tuple[CastAccount, ...]

    @property
    def uscc(self) -> str:
        body = f"91310115{self.organisation}{organisation_check(self.organisation)}"
        return body + check_character(body)


@dataclass(frozen=True, slots=True)
class CastBank:
    """A bank (tenant)."""

    slug: str
    name: Text
    short_code: str
    branch: str
    bic: str
    agents: tuple[str, ...]
    enterprises: tuple[CastEnterprise, ...]

    @property
    def bank_code(self) -> str:
        return self.branch + check_digit(self.branch)


CHENHAI: Final = CastEnterprise(
    number="10001",
    name="上海辰海物流股份有限公司",
    name_en="Shanghai Chenhai Logistics Co., Ltd.",
    organisation="MA1X2Y3K",
    users=(
        CastUser("lina", "李娜", "出纳", "maker"),
        CastUser("zhaomin", "赵敏", "会计", "checker"),
        CastUser("wanglei", "王磊", "财务总监", "approver"),
        CastUser("chenjing", "陈静", "财务经理", "manager"),
        CastUser("sunyue", "孙悦", "内部审计", "viewer"),
        CastUser("zhoutao", "周涛", "系统管理员", "admin"),
        CastUser("maqian", "马倩", "系统管理员", "admin"),
        CastUser("chenhai-erp", "辰海 ERP", "ERP 接口", "integrator"),
    ),
    accounts=(
        CastAccount("1001234509012345678", "基本户", "CNY", 100_000_000),
        CastAccount("1001234509012345686", "一般户", "CNY", 5_000_000),
        CastAccount("1001234509019780001", "外币户", "EUR", 20_000_000),
        CastAccount("1001234509012345694", "只读户", "CNY", 1_000_000, may_pay=False),
    ),
)
HENGRUI: Final = CastEnterprise(
    number="10002",
    name="苏州恒锐特钢有限公司",
    name_en="Suzhou Hengrui Special Steel Co., Ltd.",
    organisation="MA2B3C4D",
    users=(
        CastUser("liuyang", "刘洋", "会计", "maker"),
        CastUser("heting", "何婷", "主管会计", "checker"),
        CastUser("chenjing", "陈静", "顾问", "approver"),
        CastUser("hengrui-erp", "恒锐 ERP", "ERP 接口", "integrator"),
    ),
    accounts=(
        CastAccount("3250612000181470", "基本户", "CNY", 88_000_000),
        CastAccount("3250612000189788", "外币户", "EUR", 3_000_000),
    ),
)
YUEYANG: Final = CastEnterprise(
    number="10001",
    name="宁波越洋贸易有限公司",
    name_en="Ningbo Yueyang Trading Co., Ltd.",
    organisation="MA3E4F5G",
    users=(
        CastUser("wuqiang", "吴强", "出纳", "maker"),
        CastUser("wanglei", "王蕾", "会计", "checker"),
        CastUser("zhengning", "郑宁", "财务经理", "approver"),
        CastUser("yueyang-erp", "越洋 ERP", "ERP 接口", "integrator"),
    ),
    accounts=(CastAccount("8110801012345678901", "基本户", "CNY", 40_000_000),),
)
YUNGANG: Final = CastBank(
    slug="yungang",
    name=Text("云港银行", "Yungang Bank"),
    short_code="YGB",
    branch="31330500001",
    bic="YUGACN2S",
    agents=("ICBKCNBJSHI", "COBADEFF"),
    enterprises=(CHENHAI, HENGRUI),
)
JIANGHAI: Final = CastBank(
    slug="jianghai",
    name=Text("江海银行", "Jianghai Bank"),
    short_code="JHB",
    branch="31333200002",
    bic="JIHACN2N",
    agents=(),
    enterprises=(YUEYANG,),
)
BANKS: Final = (YUNGANG, JIANGHAI)

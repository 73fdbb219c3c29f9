"""Enterprises at the desk: taken on with accounts, services and two administrators; stopped and let go on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from corporate.enterprises import EnterpriseStatus, SignedAccount, agreements, opening
from corporate.identity import enrolment
from corporate.identity.people import PersonStatus
from corporate.staff.roles import Duty
from kernel.calendar import bank_today
from kernel.charset import clean_name
from kernel.context import Context
from kernel.currencies import EXPONENTS
from kernel.errors import Severity
from kernel.identifiers import IdentifierFault, parse_account_number, parse_uscc
from kernel.operation import Door, Verb
from kernel.text import NO_TEXT, Text
from workflows.desk import about, agreement_text, customers, onboarding
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.desk.ports import Keeping
from workflows.mandates.kinds import Change, Content

_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,30}")
_NUMBER: Final = re.compile(r"[0-9]{5,12}")
_ADMIN: Final = "admin"
_YES_NO: Final = (("no", Text("否", "No")), ("yes", Text("是", "Yes")))
_BAD_NUMBER: Final = Text("客户号为 5 至 12 位数字", "A customer number has 5 to 12 digits")
_TAKEN: Final = Text("已被使用", "Taken already")
_BAD_LOGIN: Final = Text("小写字母、数字、点、横线，2 至 31 位", "2 to 31 small letters, digits, dots or hyphens")  # fmt: skip
_SAME: Final = Text("两位管理员须为不同的人", "The two administrators are two people")
_BAD_DATE: Final = Text("执照有效期已过或日期有误", "The licence has run out, or this is no date")
_BAD_ACCOUNT: Final = Text(
    "每行一个账户：账号、别名、币种，以空格分开", "One account a line: number, name and currency, with blanks between"
)  # fmt: skip

Services = Callable[[bool], Iterable[tuple[str, Door]]]
"""What an enterprise is signed up for; with or without the direct link."""


@dataclass(frozen=True, slots=True)
class House:
    """What taking an enterprise on needs of the rest of the house."""

    keeping: Keeping
    services: Services
    administers: Callable[[], Mapping[str, frozenset[Verb]]]
    """The rights of an enterprise's self-government, each with the verbs its administrators see on their page."""
    bank_name: Callable[[Context], str]
    agree_limits: Callable[[Context], None]
    """Sets what the bank agrees upon with every enterprise (非柜面限额)."""


class OnboardingKind(PlainKind):
    """An enterprise to be taken on (企业开户签约)."""

    code: ClassVar[str] = "onboarding"
    title: ClassVar[Text] = Text("企业签约", "Take an enterprise on")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {
        "number": Text("客户号", "Customer number"),
        "name": Text("企业名称", "Name"),
        "name_en": Text("英文名称", "Name in English"),
        "uscc": Text("统一社会信用代码", "Unified social credit code"),
        "legal_person": Text("法定代表人", "Legal representative"),
        "address": Text("住所", "Registered address"),
        "valid_until": Text("执照有效期至（长期不填）", "Licence valid until (empty: no end)"),
        "contact": Text("联系电话", "Telephone"),
        "accounts": Text("开立并签约的账户", "Accounts opened and signed up"),
        "link": Text("银企直联", "Direct link"),
        "admins": Text("系统管理员", "Administrators"),
        "agreement": Text("协议文本", "Agreement"),
    }

    def __init__(self, house: House) -> None:
        self._house = house

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:  # noqa: ARG002 - something new
        """Licence, accounts, services, two administrators."""
        label = self.labels
        return (
            Field("number", label["number"]),
            Field("name", label["name"]),
            Field("name_en", label["name_en"], optional=True),
            Field("uscc", label["uscc"], hint=Text("18 位，含校验位", "18 characters, the last a check")),
            Field("legal_person", label["legal_person"]),
            Field("address", label["address"]),
            Field("valid_until", label["valid_until"], sort="date", optional=True),
            Field("contact", label["contact"]),
            Field("accounts", label["accounts"], sort="area", hint=_BAD_ACCOUNT),
            Field("admin1_login", Text("管理员一登录名", "First administrator's log-in name"), hint=_BAD_LOGIN),
            Field("admin1_name", Text("管理员一姓名", "First administrator's name")),
            Field("admin2_login", Text("管理员二登录名", "Second administrator's log-in name")),
            Field("admin2_name", Text("管理员二姓名", "Second administrator's name")),
            Field("link", label["link"], sort="select", options=_YES_NO),
        )  # fmt: skip

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:  # noqa: ARG002 - something new
        """All of it, checked."""
        reader = Reader(typed)
        after: dict[str, Any] = {
            name: reader.text(name, optional=name == "name_en")
            for name in ("number", "name_en", "legal_person", "address", "contact")
        }
        after["name"] = _name(reader, typed)
        after["uscc"] = _uscc(reader, typed)
        after["valid_until"] = _valid_until(ctx, reader, typed)
        after["accounts"] = _accounts(ctx, reader, typed)
        after["link"] = reader.choice("link", {"yes", "no"})
        after["admins"] = _admins(ctx, reader)
        if after["number"] and not _NUMBER.fullmatch(after["number"]):
            reader.wrong("number", _BAD_NUMBER)
        for field in onboarding.taken(ctx, after["number"], after["uscc"]):
            reader.wrong(field, _TAKEN)
        reader.done()
        after["agreement"] = agreement_text.written(
            self._house.bank_name(ctx), after["name"], after["uscc"], after["legal_person"],
            [_account_text(one) for one in after["accounts"]],
            [one["name"] for one in after["admins"]], link=after["link"] == "yes",
        )  # fmt: skip
        title = Text(f"企业签约：{after['name']}", f"Take on {after['name']}")
        return Wish(after["number"], after, title)

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if not value:
            return NO_TEXT
        if name == "accounts":
            listed = "；".join(map(_account_text, value))
            return Text(listed, listed)
        if name == "admins":
            listed = "；".join(f"{one['name']}（{one['login']}）" for one in value)
            return Text(listed, listed)
        if name == "link":
            return dict(_YES_NO)[value]
        return super().said(ctx, name, value)

    def apply(self, ctx: Context, change: Change) -> None:
        """Open it: accounts, services, two invited administrators, and the agreement they are to sign."""
        after, world = change.after, ctx.world
        if onboarding.taken(ctx, after["number"], after["uscc"]):
            raise CannotTake(reason=_TAKEN)
        enterprise_id, number = world.ids.uuid7(), after["number"]
        new = opening.NewEnterprise(enterprise_id, number, after["name"], after["uscc"], after["name_en"])  # fmt: skip
        opening.open_enterprise(ctx.uow, new, at=ctx.now)
        onboarding.keep_licence(ctx, enterprise_id, after)
        self._open_accounts(ctx, enterprise_id, after)
        opening.sign_services(ctx.uow, enterprise_id, self._house.services(after["link"] == "yes"))
        onboarding.name_role(ctx, enterprise_id, _ADMIN, Text("系统管理员", "Administrators"))
        for one in after["admins"]:
            self._invite(ctx, enterprise_id, one)
        self._house.agree_limits(ctx.inside(enterprise_id))
        agreements.offer(ctx.uow, world, enterprise_id, after["agreement"])

    def _open_accounts(self, ctx: Context, enterprise_id: UUID, after: Content) -> None:
        on = bank_today(ctx.world.clock) - timedelta(days=1)
        for place, one in enumerate(after["accounts"]):
            self._house.keeping.open_customer(
                ctx, enterprise_id, one["number"], after["name"], one["currency"], on
            )
            signed = SignedAccount(
                one["number"], one["alias"], one["currency"], may_pay=True, position=place
            )
            opening.sign_account(ctx.uow, enterprise_id, signed)

    def _invite(self, ctx: Context, enterprise_id: UUID, one: Mapping[str, str]) -> None:
        uow, world = ctx.uow, ctx.world
        if onboarding.login_taken(ctx, one["login"]):
            raise CannotTake(reason=_TAKEN)
        person_id = enrolment.add_person(uow, world, one["login"], one["name"])
        title, invited = "系统管理员", PersonStatus.INVITED
        user_id = enrolment.add_user(uow, world, enterprise_id, person_id, title, invited)
        enrolment.give_role(uow, enterprise_id, user_id, _ADMIN)
        enrolment.grant(uow, enterprise_id, user_id, "accounts.see", (Verb.SEE,))
        for right, verbs in self._house.administers().items():
            enrolment.grant(uow, enterprise_id, user_id, right, verbs)


class StandingKind(PlainKind):
    """An enterprise's electronic banking stopped, or let go on (暂停、恢复企业)."""

    code: ClassVar[str] = "standing"
    title: ClassVar[Text] = Text("企业暂停与恢复", "Suspend or restore an enterprise")
    duty: ClassVar[Duty] = Duty.BUSINESS
    labels: ClassVar[Mapping[str, Text]] = {"status": Text("状态", "Status")}

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Its status; the target is the customer number."""
        row = customers.by_number(ctx, target)
        options = tuple((one.value, one.label) for one in EnterpriseStatus)
        return (Field("status", self.labels["status"], row["status"], "select", options),)

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """Another status."""
        row, reader = customers.by_number(ctx, target), Reader(typed)
        status = reader.choice("status", {one.value for one in EnterpriseStatus})
        reader.done()
        label = EnterpriseStatus(status).label
        title = Text(f"{row['name']}：{label.zh}", f"{row['name']}: {label.en}")
        return Wish(target, {"status": status}, title, row["id"])

    def about(self, ctx: Context, target: str) -> about.Told:
        """Whose it is."""
        return about.enterprise(ctx, target)

    def present(self, ctx: Context, target: str) -> Content:
        """What it is now."""
        return {"status": customers.by_number(ctx, target)["status"]}

    def said(self, ctx: Context, name: str, value: Any) -> Text:  # noqa: ARG002 - one value
        """Its name."""
        return EnterpriseStatus(value).label

    def apply(self, ctx: Context, change: Change) -> None:
        """It counts on the next request at every door."""
        row = customers.by_number(ctx, change.target)
        opening.set_status(ctx.uow, row["id"], EnterpriseStatus(change.after["status"]))


def _account_text(one: Mapping[str, str]) -> str:
    """An account in a line, in the order it was typed: what is stored keeps none."""
    return f"{one['number']} {one['alias']} {one['currency']}"


def _name(reader: Reader, typed: Typed) -> str:
    cleaned = clean_name(typed.get("name", ""), "name")
    blocking = [one for one in cleaned.findings if one.severity is Severity.BLOCK]
    for one in blocking:
        reader.wrong("name", one.text)
    if not cleaned.value and not blocking:
        reader.text("name")
    return cleaned.value


def _uscc(reader: Reader, typed: Typed) -> str:
    try:
        return str(parse_uscc(typed.get("uscc", "").strip()))
    except IdentifierFault as fault:
        reader.wrong("uscc", fault.message)
        return ""


def _valid_until(ctx: Context, reader: Reader, typed: Typed) -> str:
    written = typed.get("valid_until", "").strip()
    if not written:
        return ""
    try:
        until = date.fromisoformat(written)
    except ValueError:
        until = date.min
    if until < bank_today(ctx.world.clock):
        reader.wrong("valid_until", _BAD_DATE)
    return written


def _accounts(ctx: Context, reader: Reader, typed: Typed) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in typed.get("accounts", "").splitlines():
        parts = line.split()
        if not parts:
            continue
        try:
            number, alias, currency = parts
            number = str(parse_account_number(number))
        except (ValueError, IdentifierFault):
            reader.wrong("accounts", _BAD_ACCOUNT)
            return []
        if currency not in EXPONENTS or onboarding.account_taken(ctx, number):
            reader.wrong("accounts", _TAKEN if currency in EXPONENTS else _BAD_ACCOUNT)
        found.append({"number": number, "alias": alias[:20], "currency": currency})
    if not found:
        reader.wrong("accounts", _BAD_ACCOUNT)
    return found


def _admins(ctx: Context, reader: Reader) -> list[dict[str, str]]:
    found = []
    for place in (1, 2):
        login, name = f"admin{place}_login", f"admin{place}_name"
        one = {"login": reader.text(login, most=31).lower(), "name": reader.text(name, most=40)}
        if one["login"] and not _LOGIN.fullmatch(one["login"]):
            reader.wrong(login, _BAD_LOGIN)
        elif one["login"] and onboarding.login_taken(ctx, one["login"]):
            reader.wrong(login, _TAKEN)
        found.append(one)
    if found[0]["login"] == found[1]["login"] or found[0]["name"] == found[1]["name"]:
        reader.wrong("admin2_login", _SAME)
    return found

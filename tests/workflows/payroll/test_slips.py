"""Payslips: made of what was paid, sent by link, opened with a code by the employee alone."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from corporate.admission import NoRight
from corporate.identity.errors import TooManyAttempts
from corporate.notices.delivery import Letter, Undeliverable
from corporate.notices.kinds import ChannelKind
from corporate.payroll import printed, sender
from kernel import limits
from tests.workflows.payroll.house import STAFF, PayrollHouse, line
from workflows.payroll.slips.commands import (
    ListSlips,
    NameSlip,
    SendSlips,
    SlipItem,
    SlipLink,
    SlipPage,
    SlipTemplate,
)
from workflows.payroll.slips.errors import NotPaidYet, SlipRefused, TemplateWrong
from workflows.payroll.slips.kinds import PasswordRule, SlipPart, SlipStatus

HERE = "203.0.113.9"


class Post:
    """A mail server that takes what it is given, or refuses."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.refusal: Undeliverable | None = None

    def send(self, letter: Letter) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.letters.append(letter)


def letters(house: PayrollHouse, post: Post | None = None) -> list[Letter]:
    """What the worker sends now."""
    post = post or Post()
    ways: Any = {ChannelKind.MAIL: post, ChannelKind.SMS: post}
    banks = house.worker.banks
    chore = sender(
        house.worker.wages,
        lambda _bank: ways,
        lambda ctx: banks.of(ctx.uow),
        "https://bank.example",
    )
    chore(house.as_worker())
    return post.letters


def sent(house: PayrollHouse) -> tuple[str, str]:
    """A paid run with slips; its number, and the token of the first one's link."""
    house.hire()
    number = house.pay().number
    house.house.gate.perform(house.world.actor("李娜"), "payslips.send", SendSlips(batch=number))
    mine = next(one for one in letters(house) if one.address == "E7001@staff.example")
    return number, mine.link.rpartition("/")[2]


def code_for(house: PayrollHouse, token: str) -> str:
    """The code an employee asks for and is sent."""
    house.house.wages.slips.want_code(house.world.tenant_id, token, HERE)
    (letter,) = letters(house)
    return "".join(c for c in letter.text.zh.split("，")[0] if c.isdigit())


def page(house: PayrollHouse, number: str, by: str = "李娜") -> SlipPage:
    found = house.house.gate.read(house.world.actor(by), "payslips.list", ListSlips(batch=number))
    assert isinstance(found, SlipPage)
    return found


def test_an_employee_opens_the_slip_with_a_code_and_nobody_opens_it_twice(
    house: PayrollHouse,
) -> None:
    number, token = sent(house)
    tenant, desk = house.world.tenant_id, house.house.wages.slips
    front = desk.front(tenant, token)
    assert (front.month, front.enterprise) == ("2026-11", "上海辰海物流股份有限公司")
    code = code_for(house, token)
    seen = desk.open(tenant, token, code, HERE)
    opened = desk.opened(tenant, token, seen)
    assert (opened.slip.name, opened.slip.amount_minor) == (STAFF[0].name, STAFF[0].minor)
    assert [(one.label, one.part, one.text) for one in opened.slip.items] == [
        ("基本工资", SlipPart.INCOME, "8317.29"), ("扣社保", SlipPart.DEDUCTION, "417.39"),
    ]  # fmt: skip
    with pytest.raises(SlipRefused):
        desk.open(tenant, token, code, HERE)
    house.world.advance(seconds=limits.PAYSLIP_VIEW_S)
    with pytest.raises(SlipRefused):
        desk.opened(tenant, token, seen)
    first = page(house, number).slips[0]
    assert (first.number, first.status, bool(first.opened_at)) == ("E7001", SlipStatus.SENT, True)


def test_wrong_codes_are_counted_and_then_none_is_right(house: PayrollHouse) -> None:
    _, token = sent(house)
    tenant, desk = house.world.tenant_id, house.house.wages.slips
    code = code_for(house, token)
    for _ in range(limits.PAYSLIP_GUESSES_MAX):
        with pytest.raises(SlipRefused):
            desk.open(tenant, token, "00000000", HERE)
    with pytest.raises(SlipRefused):
        desk.open(tenant, token, code, HERE)


def test_a_code_dies_of_age_and_a_link_too(house: PayrollHouse) -> None:
    _, token = sent(house)
    tenant, desk = house.world.tenant_id, house.house.wages.slips
    code = code_for(house, token)
    house.world.advance(seconds=limits.PAYSLIP_CODE_S)
    with pytest.raises(SlipRefused):
        desk.open(tenant, token, code, HERE)
    house.world.advance(days=30)
    for link in (token, "x" * 48):
        with pytest.raises(SlipRefused):
            desk.front(tenant, link)
    with pytest.raises(SlipRefused):
        desk.front(house.world.other_tenant_id, token)


def test_one_address_does_not_try_for_ever(house: PayrollHouse) -> None:
    _, token = sent(house)
    tenant, desk = house.world.tenant_id, house.house.wages.slips
    for _ in range(limits.ADDRESS_ATTEMPTS_MAX):
        with pytest.raises(SlipRefused):
            desk.open(tenant, token, "1", "198.51.100.4")
    with pytest.raises(TooManyAttempts):
        desk.open(tenant, token, "1", "198.51.100.4")


def test_slips_are_sent_once_and_again_when_the_mail_server_refuses(house: PayrollHouse) -> None:
    house.hire()
    number = house.pay(*STAFF[:2]).number
    gate, actor = house.house.gate, house.world.actor("李娜")
    made = gate.perform(actor, "payslips.send", SendSlips(batch=number))
    assert (made.made, made.waiting) == (2, 2)
    assert gate.perform(actor, "payslips.send", SendSlips(batch=number)).made == 2
    post = Post()
    post.refusal = Undeliverable("550 no such <E7001@staff.example>")
    assert letters(house, post) == []
    assert page(house, number).sent == 0
    house.world.advance(hours=2)
    post.refusal = None
    assert len(letters(house, post)) == 2
    house.world.advance(hours=2)
    assert len(letters(house, post)) == 2
    assert page(house, number).sent == 2


def test_who_has_no_address_is_handed_a_link_and_a_code(house: PayrollHouse) -> None:
    house.hire()
    house.keep(line("E7001", name=STAFF[0].name, account=STAFF[0].account, bank_code=""))
    number = house.pay(STAFF[0]).number
    gate, actor = house.house.gate, house.world.actor("李娜")
    gate.perform(actor, "payslips.send", SendSlips(batch=number))
    (slip,) = page(house, number).slips
    assert (slip.status, slip.reachable) == (SlipStatus.BY_HAND, False)
    link = gate.perform(actor, "payslips.hand", NameSlip(slip_id=slip.slip_id))
    assert isinstance(link, SlipLink)
    desk = house.house.wages.slips
    seen = desk.open(house.world.tenant_id, link.token, link.code, HERE)
    assert desk.opened(house.world.tenant_id, link.token, seen).slip.name == STAFF[0].name


def test_the_pdf_opens_with_what_the_employee_knows_and_with_nothing_else(
    house: PayrollHouse,
) -> None:
    house.hire()
    items = (
        SlipItem(column="扣社保", label="养老保险", part=SlipPart.DEDUCTION),
        SlipItem(column="基本工资"),
    )
    template = SlipTemplate(
        items=items, password_rule=PasswordRule.NUMBER_AND_TAIL, note="如有疑问请找人力资源部"
    )
    gate, actor = house.house.gate, house.world.actor("李娜")
    gate.perform(actor, "payslips.set_template", template)
    assert gate.read(actor, "payslips.template") == template
    number = house.pay(STAFF[0]).number
    gate.perform(actor, "payslips.send", SendSlips(batch=number))
    (letter,) = letters(house)
    token, desk = letter.link.rpartition("/")[2], house.house.wages.slips
    seen = desk.open(house.world.tenant_id, token, code_for(house, token), HERE)
    opened = desk.opened(house.world.tenant_id, token, seen)
    content = printed(opened, house.world.clock.now())
    assert STAFF[0].name.encode() not in content
    reader = PdfReader(BytesIO(content))
    assert reader.is_encrypted
    assert b"/AESV3" in content
    assert not reader.decrypt("E7001")
    assert reader.decrypt("E7001" + STAFF[0].account[-4:])
    text = reader.pages[0].extract_text()
    for word in (STAFF[0].name, "养老保险", "417.39", "8,317.29", "如有疑问请找人力资源部"):
        assert word in text, word


def test_slips_are_for_those_who_may_know_and_templates_have_bounds(house: PayrollHouse) -> None:
    house.hire()
    number = house.open_run(STAFF[0].row(2)).number
    gate, actor = house.house.gate, house.world.actor("李娜")
    with pytest.raises(NotPaidYet):
        gate.perform(actor, "payslips.send", SendSlips(batch=number))
    for code, given in (
        ("payslips.list", ListSlips(batch=number)),
        ("payslips.template", None),
    ):
        with pytest.raises(NoRight):
            gate.read(house.world.actor("赵敏"), code, given)
    twice = (SlipItem(column="绩效"), SlipItem(column="绩效"))
    for wrong in (SlipTemplate(items=twice), SlipTemplate(days=91)):
        with pytest.raises(TemplateWrong):
            gate.perform(actor, "payslips.set_template", wrong)

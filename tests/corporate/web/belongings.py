"""What an enterprise has: the ids of everything a page could name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from corporate.identity import methods
from corporate.identity.credentials import CredentialStatus
from corporate.identity.methods import Method, NewMethod
from kernel.calendar import bank_today
from tests.corporate.web.documents import attach, drop, invoice_of, issue_receipts
from tests.corporate.web.wages import payroll_of
from tests.workflows.mandates.house import KIND, Notes
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.documents.share_commands import ShareReceipt, ShareView
from workflows.mandates.service import Wish
from workflows.payments.template_commands import KeepTemplate
from workflows.standing.commands import SubmitStanding
from workflows.standing.words import Frequency


def template_of(world: HouseWorld, house: PaymentHouse, maker: str, number: str) -> str:
    """A template kept from a payment."""
    kept = KeepTemplate(number=number, name="OWN-T")
    made = house.house.gate.perform(world.actor(maker), "payments.keep_template", kept)
    return str(made.template_id)


def order_of(world: HouseWorld, house: PaymentHouse, maker: str, more: dict[str, Any]) -> str:
    """A standing order that waits."""
    command = SubmitStanding(
        client_serial="OWN-Q", amount_minor=100, frequency=Frequency.MONTHLY, times=2,
        first_on=bank_today(world.clock), **more,
    )  # fmt: skip
    return str(house.house.gate.perform(world.actor(maker), "standing.submit", command).number)


def belongings(world: HouseWorld, house: PaymentHouse, whose: str) -> dict[str, str]:
    """What an enterprise has: ids of everything a page could name."""
    enterprise = world.enterprise(whose)
    makers = {"辰海": "李娜", "恒锐": "刘洋", "越洋": "吴强"}
    payees = {
        "辰海": ("3250612000181470", "苏州恒锐特钢有限公司"),
        "恒锐": ("1001234509012345678", "上海辰海物流股份有限公司"),
    }
    account = enterprise.cast.accounts[0].number
    to = payees.get(whose)
    more: dict[str, Any] = (
        {"payee_account": to[0], "payee_name": to[1]}
        if to
        else {
            "payee_account": "6222021001112223334",
            "payee_name": "某",
            "payee_bank": "102100099996",
        }
    )
    maker = makers[whose]
    attachment = attach(house, world, maker, "OWN-1")
    view = house.submit("OWN-1", by=maker, payer_account=account, **more)
    with world.context(maker) as ctx:
        row = ctx.uow.row("SELECT approval_id FROM payment WHERE number = %s", (view.number,))
        payee = ctx.uow.row("SELECT id FROM payee")
    assert row is not None
    assert payee is not None
    receipt = issue_receipts(house, world, maker, account)
    batch, file_id = drop(house, world, maker, account)
    invoice = invoice_of(world, maker)
    wages = payroll_of(house, world, maker, account)
    links = {"slip": wages.pop("slip"), "token": link_to(house, world, maker, receipt)}
    return {
        **wages,
        **(links if whose == "辰海" else {}),  # a link opens for whoever has it
        "batch": batch,
        "template_id": template_of(world, house, maker, view.number),
        "order": order_of(world, house, maker, {"payer_account": account, **more}),
        "invoice": invoice,
        "file_id": file_id,
        "change": change_of(world, house, maker),
        "login": world.user(maker).cast.login,
        "serial": "CERT-10001" if whose == "辰海" else "CERT-10002",
        "payment": view.number,
        "receipt": receipt,
        "account": account,
        "approval_id": str(row["approval_id"]),
        "attachment_id": str(UUID(attachment)),
        "method_id": method_of(world, maker),
        "payee": str(payee["id"]),
        "payee_account": str(more["payee_account"]),
    }


def link_to(house: PaymentHouse, world: HouseWorld, maker: str, receipt: str) -> str:
    """A link somebody made to a receipt; its secret part."""
    shared = house.house.gate.perform(
        world.actor(maker), "documents.share", ShareReceipt(number=receipt)
    )
    assert isinstance(shared, ShareView)
    return shared.token


def method_of(world: HouseWorld, maker: str) -> str:
    """A way a person proves to be that person; its id."""
    method_id = world.kernel.ids.uuid7()
    new = NewMethod(
        method_id, world.user(maker).person_id, Method.TOTP, "", CredentialStatus.ACTIVE, "手机"
    )
    with world.owner(world.user(maker).tenant_id) as uow:
        methods.add(uow, world.kernel, new)
    return str(method_id)


def change_of(world: HouseWorld, house: PaymentHouse, maker: str) -> str:
    """A change of rule that an enterprise alone with its administrator has made; its number."""
    house.house.mandates.teach(Notes())
    enterprise_id = world.user(maker).enterprise_id
    switch = "UPDATE yinqi.enterprise SET settings = '{}' WHERE id = '%s'"
    world.db.tamper(switch.replace("{}", '{"single_administrator": true}') % enterprise_id)
    with world.context(maker) as ctx:
        made = house.house.mandates.propose(ctx, Wish(KIND, "board", {"text": "新"}))
    world.db.tamper(switch % enterprise_id)
    return made.number

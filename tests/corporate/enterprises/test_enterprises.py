"""An enterprise is opened with a checked code, and sees its own accounts and services only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corporate import enterprises
from corporate.enterprises import EnterpriseStatus, SignedAccount
from corporate.enterprises.opening import (
    NewEnterprise,
    open_enterprise,
    set_status,
    sign_account,
    sign_services,
)
from kernel.errors import Faulty, NotFound
from kernel.identifiers.uscc import UsccCheckFailed
from kernel.operation import Door
from kernel.tenancy import Scope
from tests.cast import CHENHAI
from tests.world import HouseWorld


def new(world: HouseWorld) -> NewEnterprise:
    return NewEnterprise(world.kernel.ids.uuid7(), "10009", "试验有限公司", "91350100M000100Y43")


def test_a_wrong_code_opens_no_enterprise(world: HouseWorld) -> None:
    wrong = replace(new(world), uscc="91350100M000100Y44")
    with pytest.raises(UsccCheckFailed), world.owner() as uow:
        open_enterprise(uow, wrong, at=world.clock.now())
    assert world.count("enterprise") == 2


@pytest.mark.parametrize("name", ["", "  ", "甲\u202e乙", "甲\u0000乙"])
def test_a_name_nobody_can_read_opens_no_enterprise(world: HouseWorld, name: str) -> None:
    with pytest.raises(Faulty), world.owner() as uow:
        open_enterprise(uow, replace(new(world), name=name), at=world.clock.now())
    assert world.count("enterprise") == 2


def test_an_enterprise_is_opened_once_per_code(world: HouseWorld) -> None:
    with world.owner() as uow:
        open_enterprise(uow, new(world), at=world.clock.now())
    with pytest.raises(Exception, match="enterprise_tenant_id_uscc_uq"), world.owner() as uow:
        open_enterprise(uow, replace(new(world), number="10010"), at=world.clock.now())
    with world.owner(world.other_tenant_id) as uow:
        open_enterprise(uow, new(world), at=world.clock.now())


def test_an_enterprise_reads_itself_and_its_accounts_in_its_order(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        assert enterprises.current(ctx.uow).name == CHENHAI.name
        found = enterprises.signed_accounts(ctx.uow)
    assert [account.number for account in found] == [a.number for a in CHENHAI.accounts]
    assert [account.may_pay for account in found] == [True, True, True, False]


def test_the_same_question_over_the_whole_bank_is_a_fault_of_ours(world: HouseWorld) -> None:
    with world.job() as ctx, pytest.raises(LookupError, match="no enterprise"):
        enterprises.signed_accounts(ctx.uow)


def test_a_job_narrowed_to_one_enterprise_reads_that_ones(world: HouseWorld) -> None:
    with world.job() as ctx:
        ctx.uow.narrow(world.enterprise("恒锐").id)
        assert len(enterprises.signed_accounts(ctx.uow)) == 2


def test_an_account_of_another_is_not_found(world: HouseWorld) -> None:
    with world.context("李娜") as ctx:
        assert enterprises.signed_account(ctx.uow, "1001234509012345686").alias == "一般户"
        for number in ("3250612000181470", "0000000000000000"):
            with pytest.raises(NotFound):
                enterprises.signed_account(ctx.uow, number)


def test_an_account_belongs_to_one_enterprise(world: HouseWorld) -> None:
    account = SignedAccount("1001234509012345678", "抢占", "CNY", may_pay=True, position=9)
    with pytest.raises(Exception, match="signed_account_pk"), world.owner() as uow:
        sign_account(uow, world.enterprise("恒锐").id, account)


def test_services_are_signed_up_by_door_and_once(world: HouseWorld) -> None:
    place = world.enterprise("辰海")
    with world.owner() as uow:
        sign_services(uow, place.id, [("x.do", Door.WEB), ("x.do", Door.WEB)])
    with world.context("李娜") as ctx:
        assert ("x.do", Door.WEB) in enterprises.services(ctx.uow)
        assert ("x.do", Door.PHONE) not in enterprises.services(ctx.uow)


def test_an_enterprise_is_found_by_its_number_inside_one_bank(world: HouseWorld) -> None:
    with world.db.app.begin(Scope(world.tenant_id)) as uow:
        found = enterprises.by_number(uow, "10001")
        assert found is not None
        assert (found.name, found.status) == (CHENHAI.name, EnterpriseStatus.ACTIVE)
        assert enterprises.by_number(uow, "20001") is None
    with world.db.app.begin(Scope(world.other_tenant_id)) as uow:
        other = enterprises.by_number(uow, "10001")
        assert other is not None
        assert other.name == "宁波越洋贸易有限公司"


def test_a_suspended_enterprise_says_so(world: HouseWorld) -> None:
    with world.owner() as uow:
        set_status(uow, world.enterprise("辰海").id, EnterpriseStatus.SUSPENDED)
    with world.context("李娜") as ctx:
        assert enterprises.current(ctx.uow).status.label.zh == "已暂停"


def test_the_application_opens_no_enterprise(world: HouseWorld) -> None:
    with pytest.raises(Exception, match="permission denied"), world.context("李娜") as ctx:
        open_enterprise(ctx.uow, new(world), at=world.clock.now())

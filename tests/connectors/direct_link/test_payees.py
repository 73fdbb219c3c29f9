"""The payee book and name checks by signed messages: read, asked once, answered by the worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from connectors.ports import NameAnswer, NameQuestion, NameVerdict
from corporate import bootstrap
from corporate.bootstrap import House
from corporate.settings import Settings
from jobs.bank_run import BankRun
from kernel import limits
from tests.connectors.direct_link.conftest import NoClearing, linked, serve
from tests.connectors.direct_link.erp import Erp, Reply
from tests.connectors.direct_link.test_inquiries import rows
from tests.world import HouseWorld

ASKED = {
    "Account": "6217000010001234567",
    "Name": "上海远航贸易有限公司",
    "BankCode": "105100000017",
}


@dataclass
class Names:
    """Who knows the names at other banks, and how often it was asked."""

    asked: list[NameQuestion] = field(default_factory=list)

    def verify_name(self, bank_code: str, question: NameQuestion) -> NameAnswer:
        assert bank_code
        self.asked.append(question)
        return NameAnswer(NameVerdict.NO_MATCH)


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
def erp(world: HouseWorld, tmp_path: Path, names: Names) -> Erp:
    house = bootstrap.assemble(
        Settings(data=tmp_path), world.kernel, world.db.app, NoClearing(), names
    )
    return Erp(world, serve(linked(house)), world.key_of("辰海"))


@pytest.fixture
def worker(world: HouseWorld, tmp_path: Path, names: Names) -> House:
    return bootstrap.assemble(
        Settings(data=tmp_path), world.kernel, world.db.worker, NoClearing(), names
    )


def ask(erp: Erp) -> Reply:
    return erp.call("payees.verify", "VerifyName", **ASKED)


def test_another_bank_is_asked_by_the_worker_and_the_question_is_counted_once(
    erp: Erp, worker: House, names: Names, world: HouseWorld
) -> None:
    run = BankRun(world.db.worker, world.kernel, world.tenant_id)
    first = ask(erp)
    assert (first.code, first.value("Verdict"), names.asked) == ("0000", "asked", [])
    again = ask(erp)
    assert again.value("CheckId") == first.value("CheckId")
    assert worker.names.settle_due(run) == 0  # a page that waits would be asking now
    world.advance(seconds=limits.NAME_CHECK_TOTAL_TIMEOUT_S)
    assert worker.names.settle_due(run) == 1
    assert worker.names.settle_due(run) == 0
    answered = ask(erp)
    assert answered.value("Verdict") == "no_match"
    assert "请勿付款" in answered.value("AdviceZh")
    assert len(names.asked) == world.count("payee_name_check") == 1


def test_an_account_of_this_bank_is_answered_at_once(erp: Erp, names: Names) -> None:
    reply = erp.call("payees.verify", "VerifyName",
                     Account="3250612000181470", Name="苏州恒锐特钢有限公司")  # fmt: skip
    assert (reply.value("Verdict"), names.asked) == ("match", [])


def test_a_program_does_not_ask_for_ever(erp: Erp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NAME_CHECKS_A_DAY_MAX", 1)
    ask(erp)
    reply = erp.call("payees.verify", "VerifyName", **ASKED | {"Name": "别的公司"})
    assert (reply.status, reply.code, reply.reason) == (503, "U120", "payee.too_many_checks")


def test_the_white_list_is_read_with_its_classes(erp: Erp, world: HouseWorld) -> None:
    whose = (world.tenant_id, world.enterprise("辰海").id)
    with world.owner() as uow:
        for place, (name, kind) in enumerate(
            (("白名单公司", "white_list"), ("普通公司", "ordinary"))
        ):
            uow.run(
                "INSERT INTO payee (tenant_id, enterprise_id, id, account, name, bank_code, bank_name, pinyin,"
                " class, status, note, added_by, created_at, since_at, confirmed_by) VALUES"
                " (%s, %s, %s, %s, %s, '', '', '', %s, 'active', '', '李娜', %s, %s, '王磊')",
                (*whose, world.kernel.ids.uuid7(), f"62220210011122233{place:02}", name, kind,
                 world.clock.now(), world.clock.now()),
            )  # fmt: skip
    listed = rows(erp.call("payees.browse", "BrowsePayees", Tab="white_list"), "Payees")
    assert [(row["Name"], row["PayeeClass"]) for row in listed] == [("白名单公司", "white_list")]
    assert len(rows(erp.call("payees.browse", "BrowsePayees"), "Payees")) == 2


def test_the_book_of_another_enterprise_is_not_seen(erp: Erp) -> None:
    assert rows(erp.call("payees.browse", "BrowsePayees"), "Payees") == []

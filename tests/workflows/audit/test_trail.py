"""The audit trail: who may read it, what a filter finds, pages that hold still, files nobody executes."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from corporate.identity import enrolment
from jobs.bank_run import BankRun
from kernel.errors import Denied, NotFound
from kernel.operation import Verb
from kernel.records import anchor
from tests.workflows.certificates.house import CertificateHouse
from tests.world import HouseWorld, crypto
from workflows.audit.commands import AuditFile, AuditPage
from workflows.audit.files import neutral
from workflows.audit.service import check_chain


@pytest.fixture
def house(world: HouseWorld, tmp_path: Path) -> CertificateHouse:
    return CertificateHouse.of(world, tmp_path)


def page(house: CertificateHouse, *, by: str = "孙悦", **given: Any) -> AuditPage:
    found = house.house.gate.read(house.world.actor(by), "audit.list", given)
    assert isinstance(found, AuditPage)
    return found


def export(house: CertificateHouse, **given: Any) -> AuditFile:
    found = house.house.gate.perform(house.world.actor("孙悦"), "audit.export", given)
    assert isinstance(found, AuditFile)
    return found


def acts(house: CertificateHouse, count: int = 1) -> list[str]:
    """Requests by 周涛, some time apart: their numbers."""
    numbers = []
    for _ in range(count):
        numbers.append(house.request(crypto().generate_key()).number)
        house.world.advance(seconds=10)
    return numbers


def test_an_administrator_and_the_auditor_read_it_and_no_clerk_does(
    house: CertificateHouse,
) -> None:
    (number,) = acts(house)
    for reader in ("孙悦", "马倩"):
        (line,) = page(house, by=reader, Target=number).lines
        assert (line.actor, line.action, line.door) == ("周涛", "certificates.request", "web")
        assert line.title_zh == "直联证书管理"
        assert line.address == "203.0.113.7"
    for clerk in ("李娜", "王磊"):
        with pytest.raises(Denied):
            page(house, by=clerk)


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"Who": "周"}, 2),
        ({"Who": "%"}, 0),
        ({"Action": "certificates"}, 2),
        ({"Action": "certificates.req"}, 0),
        ({"Door": "web"}, 2),
        ({"Door": "direct_link"}, 0),
        ({"Address": "203.0.113.7"}, 2),
        ({"FromOn": "2026-11-24"}, 0),
        ({"FromOn": "2026-11-23", "ToOn": "2026-11-23"}, 2),
        ({"ToOn": "2026-11-22"}, 0),
    ],
)
def test_a_filter_finds_what_it_asks_for(
    house: CertificateHouse, given: dict[str, str], count: int
) -> None:
    acts(house, 2)
    asked = {"Action": "certificates"} | given  # the engines write lines of their own
    assert len(page(house, **asked).lines) == count


def test_pages_hold_still_while_new_lines_come(house: CertificateHouse) -> None:
    numbers = acts(house, 5)
    first = page(house, Action="certificates", Limit="2")
    acts(house, 2)
    second = page(house, Action="certificates", Limit="2", Cursor=first.cursor)
    third = page(house, Action="certificates", Limit="2", Cursor=second.cursor)
    seen = [line.object_id for part in (first, second, third) for line in part.lines]
    assert seen == numbers[::-1]
    assert third.cursor == ""


def test_one_enterprise_never_reads_another(house: CertificateHouse) -> None:
    acts(house)
    line = page(house).lines[0]
    stranger = house.world.user("刘洋")
    with house.world.owner() as uow:
        enrolment.grant(uow, stranger.enterprise_id, stranger.user_id, "audit.list", (Verb.SEE,))
    assert page(house, by="刘洋").lines == ()
    with pytest.raises(NotFound):
        house.house.gate.read(house.world.actor("刘洋"), "audit.show", {"LineId": line.line_id})


def test_a_file_says_the_same_and_is_itself_a_line(house: CertificateHouse) -> None:
    numbers = acts(house, 2)
    found = export(house, Form="jsonl", Action="certificates")
    said = [json.loads(line) for line in found.content.splitlines()]
    assert [line["object_id"] for line in said] == numbers[::-1]
    table = export(house, Action="certificates")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row[5] for row in rows[1:]] == numbers[::-1]
    assert table.name.endswith(".csv")
    lines = page(house, Action="audit").lines
    assert [json.loads(line.detail)["rows"] for line in lines] == [2, 2]
    assert {line.actor for line in lines} == {"孙悦"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_no_cell_is_executed(text: str) -> None:
    assert neutral(text) == f"'{text}"


def test_a_plain_cell_stays_as_it_is() -> None:
    assert [neutral(text) for text in ("", "周涛", "P-1", "a=b")] == ["", "周涛", "P-1", "a=b"]


def test_the_page_says_what_the_last_walk_along_the_chain_found(house: CertificateHouse) -> None:
    assert page(house).checked_at is None
    acts(house)
    run = BankRun(house.world.db.worker, house.world.kernel, house.world.tenant_id)
    run(lambda ctx: anchor.seal_and_anchor(ctx.uow, ctx.world))
    assert run(check_chain) == 1
    assert run(check_chain) == 0
    found = page(house)
    assert (found.chain_good, found.chain_rows > 0) == (True, True)
    assert found.lines[0].seq > 0
    house.world.db.tamper("UPDATE yinqi.audit SET actor = 'nobody' WHERE seq = 1")
    house.world.clock.advance(timedelta(hours=2))
    assert run(check_chain) == 1
    assert page(house).chain_good is False

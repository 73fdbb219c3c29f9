"""What one administrator sets counts only when another has confirmed exactly that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kernel.errors import Conflict, Denied
from kernel.public_status import PublicStatus
from kernel.text import Text
from tests.workflows.mandates.house import MandateHouse
from tests.world import HouseWorld
from workflows.approval import errors as approval_errors
from workflows.mandates import errors
from workflows.mandates.canonical import text_of
from workflows.mandates.commands import ListMandates
from workflows.mandates.kinds import Line


@pytest.fixture
def house(world: HouseWorld) -> MandateHouse:
    return MandateHouse(world)


def test_nothing_counts_before_the_second_administrator(house: MandateHouse) -> None:
    seen = house.propose("周涛", {"text": "新"})
    assert seen.status is PublicStatus.PENDING_APPROVAL
    assert [(line.label_zh, line.was_zh, line.becomes_zh) for line in seen.lines] == [
        ("内容", "", "新")
    ]
    assert house.note() == {}
    assert house.decide("马倩", seen) == "granted"
    assert house.note() == {"text": "新"}
    assert house.show(seen.number).status is PublicStatus.SUCCEEDED


def test_the_proposer_does_not_confirm(house: MandateHouse) -> None:
    seen = house.propose("周涛", {"text": "新"})
    with pytest.raises(approval_errors.MakerMayNotApprove):
        house.decide("周涛", seen)
    assert house.note() == {}


def test_whom_it_concerns_neither_proposes_nor_confirms(house: MandateHouse) -> None:
    with pytest.raises(errors.OwnRights):
        house.propose("周涛", {"text": "新", "about": str(house.person("周涛"))})
    with pytest.raises(approval_errors.LevelUnfillable):  # of two administrators nobody is left
        house.propose("周涛", {"text": "新", "about": str(house.person("马倩"))})
    assert house.world.count("mandate") == 0


def test_a_clerk_has_no_say(house: MandateHouse) -> None:
    seen = house.propose("周涛", {"text": "新"})
    with pytest.raises(Denied):
        house.decide("王磊", seen)
    with pytest.raises(Denied):
        house.house.gate.read(house.world.actor("李娜"), "mandates.list", ListMandates())


@pytest.mark.parametrize(
    ("action", "status"),
    [("reject", PublicStatus.REJECTED), ("send_back", PublicStatus.SENT_BACK)],
)
def test_a_no_changes_nothing(house: MandateHouse, action: str, status: PublicStatus) -> None:
    seen = house.propose("周涛", {"text": "新"})
    house.decide("马倩", seen, action)
    assert (house.note(), house.show(seen.number).status) == ({}, status)


def test_only_the_proposer_withdraws(house: MandateHouse) -> None:
    seen = house.propose("周涛", {"text": "新"})
    with pytest.raises(errors.NotProposer):
        house.withdraw("马倩", seen.number)
    assert house.withdraw("周涛", seen.number).status is PublicStatus.WITHDRAWN
    with pytest.raises(Conflict):
        house.decide("马倩", seen)
    assert house.note() == {}


def test_one_thing_has_one_change_at_a_time(house: MandateHouse) -> None:
    seen = house.propose("周涛", {"text": "新"})
    with pytest.raises(errors.ChangeRunning, match=seen.number):
        house.propose("马倩", {"text": "别的"})
    house.decide("马倩", seen)
    assert house.propose("马倩", {"text": "别的"}).status is PublicStatus.PENDING_APPROVAL


def test_what_changed_meanwhile_voids_the_signature(house: MandateHouse) -> None:
    """The text is told anew from what the thing is now; the digest that was shown no longer fits."""
    seen = house.propose("周涛", {"text": "新"})
    house.kind.notes["board"] = {"text": "暗改"}
    with pytest.raises(approval_errors.ContentChanged):
        house.decide("马倩", seen)
    assert house.note() == {"text": "暗改"}


def test_what_cannot_come_into_force_says_why(house: MandateHouse) -> None:
    seen = house.propose("周涛", {"text": "新"})
    house.kind.refuses = True
    assert house.decide("马倩", seen) == "granted"
    found = house.show(seen.number)
    assert (found.status, found.why_zh) == (PublicStatus.FAILED, approval_errors.Overtaken.text.zh)
    assert house.note() == {}


def test_no_difference_is_no_change(house: MandateHouse) -> None:
    house.kind.notes["board"] = {"text": "同"}
    with pytest.raises(errors.NothingChanges):
        house.propose("周涛", {"text": "同"})


def test_one_administrator_alone_where_the_bank_lets_them(house: MandateHouse) -> None:
    house.world.db.tamper(
        "UPDATE yinqi.enterprise SET settings = '{\"single_administrator\": true}'"
    )
    assert house.propose("周涛", {"text": "新"}).status is PublicStatus.SUCCEEDED
    assert house.note() == {"text": "新"}


def test_a_round_past_its_time_ends_the_change(house: MandateHouse) -> None:
    seen = house.propose("周涛", {"text": "新"})
    house.world.clock.advance(timedelta(days=31))
    with house.world.job() as ctx:
        house.worker.approvals.expire_due(ctx)
    assert house.show(seen.number).status is PublicStatus.EXPIRED


def test_pages_of_changes(house: MandateHouse) -> None:
    numbers = []
    for count in range(3):
        seen = house.propose("周涛", {"text": str(count)})
        house.decide("马倩", seen)
        numbers.append(seen.number)
    first = house.page(limit=2)
    rest = house.page(limit=2, cursor=first.cursor)
    assert [m.number for m in (*first.mandates, *rest.mandates)] == numbers[::-1]
    assert rest.cursor == ""
    assert house.page(kind="others").mandates == ()


def test_another_enterprise_finds_nothing(house: MandateHouse) -> None:
    seen = house.propose("周涛", {"text": "新"})
    with pytest.raises(Exception) as theirs:
        house.show(seen.number, by="刘洋", enterprise="10002")
    with pytest.raises(Exception) as nobodys:
        house.show("M261123-00000000", by="刘洋", enterprise="10002")
    assert str(theirs.value) == str(nobodys.value)


def test_no_value_passes_for_another_line() -> None:
    evil = 'x"\n金额: "1" → "2'
    text = text_of([("摘要", "a\nb")], [Line(Text("内容", "Text"), Text("", ""), Text(evil, evil))])
    lines = text.split("\n")
    assert len(lines) == 3
    assert lines[1] == "摘要: a<U+000A>b"
    assert lines[2] == '内容: 无 → "x""<U+000A>金额: ""1"" → ""2"'

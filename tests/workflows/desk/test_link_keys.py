"""The next key of the direct link: two of security agree at the desk, the worker makes it, everybody sees its fingerprint."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from corporate.bootstrap import bank_keys
from corporate.staff.errors import NotYours
from kernel.calendar import bank_today
from kernel.crypto import SignatureAlgorithm
from kernel.errors import Faulty, NotFound
from kernel.next_key import ANSWERS
from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.pages import Clerk, behind_its_door
from tests.workflows.payments.house import PaymentHouse
from workflows.desk.errors import ChangeWaiting, OwnChange

LINE = "answers/sm2"
SM2 = SignatureAlgorithm.SM2_SM3


def day(desk: DeskBank, days: int) -> dict[str, str]:
    return {"from_on": (bank_today(desk.world.clock) + timedelta(days=days)).isoformat()}


def announced(desk: DeskBank, pay: PaymentHouse) -> str | None:
    """The id of the key that is announced, as a process sees it that starts now."""
    keys = bank_keys(pay.worker.settings, desk.world.kernel)
    found = keys.following(desk.world.tenant_id, ANSWERS, SM2)
    return found.key.id if found else None


def test_two_of_security_agree_and_the_worker_makes_the_key(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    row = desk.propose("沈岚", "link_key", LINE, day(desk, 30))
    with pytest.raises(OwnChange):
        desk.decide("沈岚", row)
    with pytest.raises(ChangeWaiting):
        desk.propose("罗川", "link_key", LINE, day(desk, 40))
    desk.decide("罗川", row)
    assert announced(desk, pay) is None, "made where the keys lie"
    desk.work(pay)
    change = desk.change(row["number"])
    assert change["status"] == "in_force", change["why"]
    with desk.as_("尹舟") as ctx:
        (kept,) = ctx.uow.rows("SELECT key_id, fingerprint, change_number FROM link_key")
    assert kept["key_id"] == announced(desk, pay)
    assert kept["fingerprint"].startswith(kept["key_id"])
    assert kept["change_number"] == row["number"]
    (plan,) = (pay.worker.settings.data / "keys").glob("link-*.2.next")
    said = json.loads(plan.read_bytes())
    assert (said["prepared_by"], said["agreed_by"], said["change"]) == (
        "沈岚",
        "罗川",
        row["number"],
    )
    with pytest.raises(Faulty):
        desk.propose("沈岚", "link_key", LINE, day(desk, 60))


def test_a_key_of_a_rejected_or_late_change_is_never_made(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    rejected = desk.propose("沈岚", "link_key", LINE, day(desk, 30))
    desk.decide("罗川", rejected, approves=False)
    late = desk.propose("沈岚", "link_key", LINE, day(desk, 15))
    desk.world.advance(seconds=3 * 86_400)
    desk.decide("罗川", late)
    desk.work(pay)
    change = desk.change(late["number"])
    assert (change["status"], announced(desk, pay)) == ("failed", None)
    assert "14 天" in change["why"]["zh"]
    assert desk.world.count("link_key") == 0


@pytest.mark.parametrize("typed", [{"from_on": "2026-02-30"}, {"from_on": ""}, {"from_on": "2026-11-24"}])  # fmt: skip
def test_a_day_that_leaves_customers_no_time_is_refused(
    desk: DeskBank, typed: dict[str, str]
) -> None:
    with pytest.raises(Faulty) as refused:
        desk.propose("沈岚", "link_key", LINE, typed)
    assert {one.field for one in refused.value.findings} == {"from_on"}
    for target in ("answers/md5", "new", "seals"):
        with pytest.raises(NotFound):
            desk.propose("沈岚", "link_key", target, day(desk, 30))
    with pytest.raises(NotYours):
        desk.propose("戴明", "link_key", LINE, day(desk, 30))


def test_the_page_shows_every_line_and_the_fingerprint_to_be_told(
    desk: DeskBank, pay: PaymentHouse
) -> None:
    app = behind_its_door(desk)
    one, other = Clerk(app, desk, "沈岚"), Clerk(app, desk, "罗川")
    one.enter()
    before = one.get("/keys").get_data(as_text=True)
    assert before.count("首把密钥") == 6
    number = one.propose("link_key", LINE, day(desk, 30))
    other.enter()
    assert other.decide(number).status_code == 303
    desk.work(pay)
    key = announced(desk, pay)
    assert key is not None
    shown = other.get("/keys").get_data(as_text=True)
    assert (shown.count("首把密钥"), shown.count("待启用"), key in shown) == (5, 1, True)
    assert "密钥指纹" in other.get(f"/changes/{number}").get_data(as_text=True)
    auditor = Clerk(app, desk, "尹舟")
    auditor.enter()
    assert "换代<" not in auditor.get("/keys").get_data(as_text=True)
    operator = Clerk(app, desk, "贺兰")
    operator.enter()
    assert operator.get("/keys").status_code == 403

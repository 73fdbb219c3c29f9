"""Passkeys of the bank's staff: added, logged in and signed with; nothing weaker counts beside them, and two others recover."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corporate.identity.passkeys import encoded
from corporate.identity.signing import challenge_of
from corporate.staff.errors import NotYours, StaffPasskeyNeeded
from tests.corporate.identity.soft_authenticator import UP, SoftAuthenticator
from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.pages import Clerk, behind_its_door
from workflows.desk.errors import OwnChange

ORIGIN = "http://localhost"
FREEZE = {"sort": "stop", "authority": "某市公安局", "document": "止字 1 号", "reason": "协助止付"}
ACCOUNT = "1001234509012345678"
INVITED = {"name": "秦峰", "role": "supervisor", "status": "invited"}


class Keyed(Clerk):
    """Somebody with a passkey, who has added it by the pages."""

    def __init__(self, app: Any, desk: DeskBank, name: str) -> None:
        super().__init__(app, desk, name)
        self.key = SoftAuthenticator(
            name.encode(), desk.sessions[name].staff_id, origin=ORIGIN
        )  # fmt: skip

    def asked(self, path: str, form: dict[str, str], token_of: str) -> Any:
        """What an authenticator is asked."""
        return self.post(path, form, token_of=token_of)

    def enrol(self, proof: dict[str, str]) -> Any:
        """Add the passkey; the answer to the last step that was reached."""
        form, page = {"what": "add-passkey", **proof}, "/methods/passkey"
        asked = self.asked(f"{page}/ask", form, page)
        if asked.status_code != 200:
            return asked
        created = {"created": self.key.create(asked.json["options"]), "label": "办公电脑"}
        return self.post(page, created, token_of=page)

    def come_in(self, **wrong: bool) -> Any:
        """Log in with the passkey alone."""
        options = self.post("/login/ask", {}).json["options"]
        return self.post("/login/passkey", {"passkey": self.key.sign(options, **wrong)})

    def question(self, number: str, verdict: str = "approve") -> dict[str, Any]:
        """What is to be signed for a decision."""
        page = f"/changes/{number}"
        found: dict[str, Any] = self.asked(f"{page}/ask", {"verdict": verdict}, page).json
        return found

    def sign(self, number: str, answer: str, verdict: str = "approve", digest: str = "") -> Any:
        """Send a decision with an authenticator's answer."""
        page = f"/changes/{number}"
        shown = digest or bytes(self.desk.change(number)["digest"]).hex()
        form = {"digest": shown, "verdict": verdict, "comment": "", "passkey": answer}
        return self.post(f"{page}/decide", form, token_of=page)


@pytest.fixture
def app(desk: DeskBank) -> Any:
    return behind_its_door(desk)


@pytest.fixture
def checker(app: Any, desk: DeskBank) -> Keyed:
    """秦峰 with a passkey, logged in."""
    clerk = Keyed(app, desk, "秦峰")
    assert clerk.enter().status_code == 303
    desk.world.advance(seconds=31)
    assert clerk.enrol({"code": desk.code()}).status_code == 303
    return clerk


def waiting(desk: DeskBank) -> str:
    return str(desk.propose("贺兰", "measure", ACCOUNT, FREEZE)["number"])


def test_a_passkey_logs_in_and_signs(desk: DeskBank, checker: Keyed) -> None:
    assert checker.come_in().status_code == 303
    assert checker.get("/").status_code == 200
    assert "办公电脑" in checker.get("/methods").get_data(as_text=True)
    number = waiting(desk)
    page = checker.get(f"/changes/{number}").get_data(as_text=True)
    assert "data-passkey" in page
    assert 'id="f-code"' not in page
    asked = checker.question(number)
    assert checker.sign(number, checker.key.sign(asked["options"])).status_code == 303
    row = desk.change(number)
    said = row["evidence"]
    assert (row["status"], said["method"], said["statement"]) == ("in_force", "passkey", "approve")
    staff_id, nonce = desk.sessions["秦峰"].staff_id, bytes.fromhex(asked["nonce"])
    challenge = challenge_of("approve", nonce, bytes(row["digest"]), staff_id)
    assert said["challenge"] == encoded(challenge)
    assert asked["text"] == row["canonical_text"]
    assert "通行密钥" in checker.get(f"/changes/{number}").get_data(as_text=True)


def test_whoever_has_a_passkey_does_nothing_with_a_code(desk: DeskBank, checker: Keyed) -> None:
    number = waiting(desk)
    refused = checker.decide(number)
    assert refused.status_code == 422
    assert "通行密钥" in refused.get_data(as_text=True)
    assert desk.change(number)["status"] == "waiting"
    desk.world.advance(seconds=31)
    second = Keyed(checker.client.application, desk, "秦峰")
    assert second.enter().get_data(as_text=True).count(StaffPasskeyNeeded.text.zh)
    assert second.get("/").status_code == 303
    checker.key.key_id = b"another"
    assert checker.enrol({"code": desk.code()}).status_code == 422
    assert desk.world.count("staff_passkey") == 1


def another_decision(checker: Keyed, number: str) -> Any:
    answer = checker.key.sign(checker.question(number, "reject")["options"])
    return checker.sign(number, answer, "approve")


def another_text(checker: Keyed, number: str) -> Any:
    answer = checker.key.sign(checker.question(number)["options"])
    return checker.sign(number, answer, digest="0" * 64)


def a_forged_one(checker: Keyed, number: str) -> Any:
    return checker.sign(number, checker.key.sign(checker.question(number)["options"], bogus=True))


def without_verification(checker: Keyed, number: str) -> Any:
    checker.key.flags = UP
    return checker.sign(number, checker.key.sign(checker.question(number)["options"]))


def from_elsewhere(checker: Keyed, number: str) -> Any:
    checker.key.origin = "http://localhost.evil.example"
    return checker.sign(number, checker.key.sign(checker.question(number)["options"]))


def of_a_log_in(checker: Keyed, number: str) -> Any:
    options = checker.post("/login/ask", {}).json["options"]
    return checker.sign(number, checker.key.sign(options))


def too_late(checker: Keyed, number: str) -> Any:
    answer = checker.key.sign(checker.question(number)["options"])
    checker.desk.world.advance(seconds=121)
    return checker.sign(number, answer)


ATTACKS: tuple[Callable[[Keyed, str], Any], ...] = (
    another_decision, another_text, a_forged_one, without_verification, from_elsewhere, of_a_log_in, too_late,
)  # fmt: skip


def test_no_other_answer_confirms_a_change(desk: DeskBank, checker: Keyed) -> None:
    number, key = waiting(desk), checker.key
    for attack in ATTACKS:
        checker.key = SoftAuthenticator(
            key.key_id, key.person, ORIGIN, count=key.count, key=key.key
        )
        assert attack(checker, number).status_code == 422, attack.__name__
        assert desk.change(number)["status"] == "waiting", attack.__name__
        key.count = checker.key.count
        desk.world.db.tamper("UPDATE yinqi.throttle SET failures = 0, blocked_until = NULL")
    checker.key = key
    answer = key.sign(checker.question(number)["options"])
    assert checker.sign(number, answer).status_code == 303
    other = waiting_lift(desk)
    assert checker.sign(other, answer).status_code == 422, "an answer counts once"


def waiting_lift(desk: DeskBank) -> str:
    return str(desk.propose("贺兰", "standing", "10001", {"status": "suspended"})["number"])


def test_a_copy_is_blocked_and_wrong_answers_open_nothing(desk: DeskBank, checker: Keyed) -> None:
    stranger = Keyed(checker.client.application, desk, "秦峰")
    stranger.key = SoftAuthenticator(checker.key.key_id, checker.key.person, origin=ORIGIN)
    assert stranger.come_in().status_code == 422
    checker.key.person = desk.sessions["贺兰"].staff_id
    assert checker.come_in().status_code == 422
    checker.key.person = desk.sessions["秦峰"].staff_id
    assert checker.come_in().status_code == 303
    checker.key.count = 0
    assert checker.come_in().status_code == 422
    assert desk.world.count("staff_passkey", "status = 'blocked'") == 1
    assert desk.world.count("audit", "action = 'methods.block'") == 1


def test_a_lost_passkey_is_recovered_by_two_others_and_a_code(
    app: Any, desk: DeskBank, checker: Keyed
) -> None:
    assert checker.come_in().status_code == 303
    asker, confirmer = Clerk(app, desk, "沈岚"), Clerk(app, desk, "罗川")
    assert asker.enter().status_code == 303
    number = asker.propose("staff", "qinfeng", INVITED)
    assert desk.world.count("staff_passkey", "status = 'active'") == 1, "one alone ends nothing"
    assert checker.get("/").status_code == 200
    assert confirmer.enter().status_code == 303
    assert confirmer.decide(number).status_code == 303
    assert desk.world.count("staff_passkey", "status = 'active'") == 0
    assert checker.get("/").status_code == 303
    assert checker.come_in().status_code == 422
    handed = asker.post("/people/qinfeng/code", {}, token_of="/people")
    assert OwnChange.text.zh in handed.get_data(as_text=True)
    assert "data-code" in confirmer.post("/people/qinfeng/code", {}, token_of="/people").get_data(
        as_text=True
    )


def test_a_passkey_is_revoked_with_itself_only(desk: DeskBank, checker: Keyed) -> None:
    (row,) = desk.keys("秦峰")
    page = f"/methods/{row.id}"
    desk.world.advance(seconds=31)
    assert checker.post(f"{page}/revoke", {"code": desk.code()}, token_of=page).status_code == 422
    form = {"what": "revoke", "target": str(row.id)}
    asked = checker.post("/methods/ask", form, token_of=page).json
    proof = {**form, "passkey": checker.key.sign(asked["options"])}
    assert checker.post(f"{page}/name", {"label": "旧电脑"}, token_of=page).status_code == 303
    assert desk.keys("秦峰")[0].label == "旧电脑"
    assert checker.post(f"{page}/revoke", proof, token_of=page).status_code == 303
    assert desk.keys("秦峰") == []
    desk.world.advance(seconds=31)
    assert checker.enter().status_code == 303, "a code is enough again"


RULE = {"passkeys": "all"}


def test_by_the_banks_rule_whoever_has_no_passkey_adds_one_before_anything_else(
    desk: DeskBank, app: Any
) -> None:
    clerk = Keyed(app, desk, "秦峰")
    assert clerk.enter().status_code == 303
    row = desk.propose("沈岚", "staff_rule", "passkeys", RULE)
    assert clerk.get("/").status_code == 200
    desk.decide("罗川", row)
    sent = clerk.get("/")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/desk/yungang/methods")
    assert clerk.get("/changes").status_code == 303
    assert clerk.get("/methods").status_code == 200
    desk.world.advance(seconds=31)
    assert clerk.enrol({"code": desk.code()}).status_code == 303
    assert clerk.come_in().status_code == 303
    assert clerk.get("/").status_code == 200
    desk.done("staff_rule", "passkeys", {"passkeys": "free"}, by="沈岚")
    other = Keyed(app, desk, "贺兰")
    assert other.enter().status_code == 303
    assert other.get("/").status_code == 200


@pytest.mark.parametrize("role", ["贺兰", "戴明", "尹舟"])
def test_nobody_but_security_sets_the_rule(desk: DeskBank, role: str) -> None:
    with pytest.raises(NotYours):
        desk.propose(role, "staff_rule", "passkeys", RULE)

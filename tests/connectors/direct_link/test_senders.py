"""Who may send: signatures, certificates, operators, times and nonces; what a stranger hears."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from connectors.direct_link.link import DirectLink
from corporate import bootstrap
from corporate.enterprises import EnterpriseStatus
from corporate.enterprises.opening import set_status
from corporate.identity import enrolment
from corporate.identity.enrolment import NewCertificate
from corporate.identity.people import PersonStatus
from corporate.settings import Settings
from jobs import housekeeping
from kernel.limits import LINK_NONCE_KEPT_S, LINK_WINDOW_S
from kernel.operation import Verb
from tests.connectors.direct_link.conftest import NoClearing, serve
from tests.connectors.direct_link.erp import Erp, Reply, payment, stamp
from tests.connectors.direct_link.footprint import nothing_left
from tests.world import HouseWorld, crypto


def ask(erp: Erp, **head: str) -> Reply:
    """A harmless question with another head."""
    return erp.post(erp.request("accounts.list", "ListAccounts", {}, **head))


def told(reply: Reply) -> tuple[int, str, str, str, str]:
    """All that a refused sender learns, but for the time and the trace."""
    return reply.status, reply.code, reply.reason, reply.text("zh"), reply.text("en")


REFUSED = (
    401,
    "D101",
    "identity.certificate_refused",
    "证书或签名无效。",
    "The certificate or the signature is not valid.",
)


def test_strangers_hear_one_and_the_same(erp: Erp, world: HouseWorld) -> None:
    message = erp.request("accounts.list", "ListAccounts", {})
    with nothing_left(world.db, nonces=0):
        other_message = erp.post(message, erp.sign(message + b" "))
        no_signature_at_all = erp.post(message, "MEUCIQ==")
        unknown_enterprise = ask(erp, Enterprise="99999")
        foreign_enterprise = ask(erp, Enterprise="10002")
        unknown_certificate = ask(erp, Certificate="CERT-00000")
        erp.key = crypto().generate_key()
        another_key = ask(erp)
    for reply in (
        other_message, no_signature_at_all, unknown_enterprise, foreign_enterprise,
        unknown_certificate, another_key,
    ):  # fmt: skip
        assert told(reply) == REFUSED
        assert "Yinqi-Signature" not in reply.headers
        assert [child.tag.partition("}")[2] for child in reply.root[0]] == [
            "Timestamp", "Trace", "Code", "Reason", "Text", "Text", "Duplicate",
        ]  # fmt: skip


def test_a_refusal_costs_one_look_up_and_one_verification_whoever_is_refused(
    erp: Erp, link: DirectLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(erp).code == "0000"  # the key is known from now on
    done: list[str] = []
    senders = link._senders
    look_up, claim = senders._look_up, senders.claim

    def counted_look_up(*args: Any) -> Any:
        done.append("look-up")
        return look_up(*args)

    def counted_claim(*args: Any) -> Any:
        found = claim(*args)
        monkeypatch.setattr(type(found.key), "verify_digest", counted_verify, raising=True)
        return found

    kind = type(senders._decoy)
    verify = kind.verify_digest

    def counted_verify(self: Any, digest: bytes, signature: bytes) -> bool:
        done.append("verify")
        return verify(self, digest, signature)

    monkeypatch.setattr(senders, "_look_up", counted_look_up)
    monkeypatch.setattr(senders, "claim", counted_claim)
    message = erp.request("accounts.list", "ListAccounts", {})
    strangers: list[Callable[[], Reply]] = [
        lambda: erp.post(message, erp.sign(b"another")),
        lambda: ask(erp, Enterprise="99999"),
        lambda: ask(erp, Enterprise="10002"),
        lambda: ask(erp, Certificate="CERT-00000"),
    ]
    for refused in strangers:
        done.clear()
        assert refused().status == 401
        assert sorted(done) == ["look-up", "verify"]


def test_an_operator_the_certificate_is_not_bound_to_hears_the_same(erp: Erp) -> None:
    for operator in ("lina", "nobody"):
        assert told(ask(erp, Operator=operator)) == REFUSED


def test_a_message_for_another_bank_is_refused_there_and_here(erp: Erp, world: HouseWorld) -> None:
    assert told(ask(erp, Bank="jianghai")) == REFUSED
    message = erp.request("accounts.list", "ListAccounts", {})
    signature = erp.sign(message)
    erp.bank = "jianghai"
    with nothing_left(world.db, nonces=0):
        assert told(erp.post(message, signature)) == REFUSED


def test_an_address_without_a_bank_says_so(erp: Erp) -> None:
    erp.bank = "nowhere"
    reply = ask(erp)
    assert (reply.status, reply.code, reply.reason) == (404, "D002", "link.bank_unknown")


@pytest.mark.parametrize("header", ["", "not base64!", "5L2g5aW9" * 90])
def test_a_message_without_a_signature_says_what_is_missing(erp: Erp, header: str) -> None:
    reply = erp.post(erp.request("accounts.list", "ListAccounts", {}), header)
    assert (reply.status, reply.code, reply.reason) == (400, "I002", "link.signature_missing")
    assert "Yinqi-Signature" in reply.text("zh")


def test_a_revoked_certificate_stops_at_the_next_message(erp: Erp, world: HouseWorld) -> None:
    assert ask(erp).code == "0000"
    with world.owner() as uow:
        enrolment.revoke_certificate(uow, "CERT-10001")
    with nothing_left(world.db, nonces=1):
        reply = erp.pay()
    assert (reply.status, reply.code, reply.reason) == (403, "D103", "link.certificate_revoked")


def test_only_who_has_the_key_learns_that_it_was_revoked(erp: Erp, world: HouseWorld) -> None:
    """Before the signature is verified a revoked certificate is told what a stranger is told."""
    with world.owner() as uow:
        enrolment.revoke_certificate(uow, "CERT-10001")
    message = erp.request("accounts.list", "ListAccounts", {})
    with nothing_left(world.db, nonces=0):
        forged = erp.post(message, erp.sign(b"another"))
    assert told(forged) == REFUSED
    assert ask(erp).code == "D103"


def test_an_expired_certificate_says_until_when_it_was_valid(erp: Erp, world: HouseWorld) -> None:
    world.advance(days=365)
    reply = erp.pay()
    assert (reply.status, reply.code, reply.reason) == (403, "D102", "link.certificate_expired")
    assert "2027-11-20" in reply.text("zh")


def test_a_certificate_of_tomorrow_does_not_count_today(erp: Erp, world: HouseWorld) -> None:
    user = world.user("辰海 ERP")
    key, tomorrow = crypto().generate_key(), world.clock.now() + timedelta(days=1)
    new = NewCertificate(
        "CERT-NEW", user.enterprise_id, user.user_id, key.public.spki_pem().decode(),
        tomorrow, tomorrow + timedelta(days=365),
    )  # fmt: skip
    with world.owner() as uow:
        enrolment.register_certificate(uow, crypto(), new)
    erp.key, erp.certificate = key, "CERT-NEW"
    assert ask(erp).reason == "link.certificate_expired"
    world.advance(days=1)
    assert ask(erp).code == "0000"


def test_a_suspended_user_or_enterprise_stops_at_the_next_message(
    erp: Erp, world: HouseWorld
) -> None:
    user = world.user("辰海 ERP")
    with world.owner() as uow:
        enrolment.set_user_status(uow, user.user_id, PersonStatus.SUSPENDED)
    with nothing_left(world.db, nonces=1):
        reply = erp.pay()
    assert (reply.status, reply.reason) == (403, "gate.user_inactive")
    with world.owner() as uow:
        enrolment.set_user_status(uow, user.user_id, PersonStatus.ACTIVE)
        set_status(uow, user.enterprise_id, EnterpriseStatus.SUSPENDED)
    assert erp.pay().reason == "gate.user_inactive"


def test_a_right_taken_away_stops_the_next_message(erp: Erp, world: HouseWorld) -> None:
    assert erp.pay().code == "0000"
    with world.owner() as uow:
        enrolment.revoke(uow, world.user("辰海 ERP").user_id, "payments.submit")
    with nothing_left(world.db, nonces=1):
        reply = erp.pay(ClientSerial="ERP-0002")
    assert (reply.status, reply.code, reply.reason) == (403, "D203", "gate.no_right")


@pytest.mark.parametrize("seconds", [-LINK_WINDOW_S, LINK_WINDOW_S])
def test_five_minutes_of_difference_are_allowed(erp: Erp, world: HouseWorld, seconds: int) -> None:
    at = world.clock.now() + timedelta(seconds=seconds)
    assert ask(erp, Timestamp=stamp(at)).code == "0000"


@pytest.mark.parametrize("seconds", [-LINK_WINDOW_S - 1, LINK_WINDOW_S + 1])
def test_a_second_more_is_refused_and_the_bank_s_time_is_told(
    erp: Erp, world: HouseWorld, seconds: int
) -> None:
    at = world.clock.now() + timedelta(seconds=seconds)
    with nothing_left(world.db, nonces=0):
        reply = ask(erp, Timestamp=stamp(at))
    assert (reply.status, reply.code, reply.reason) == (403, "D104", "link.time_outside")
    assert "2026-11-23T10:05:00" in reply.text("zh")


def test_the_same_message_again_is_refused_and_its_answer_says_to_ask(
    erp: Erp, world: HouseWorld
) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment())
    assert erp.post(message).code == "0000"
    with nothing_left(world.db, nonces=0):
        reply = erp.post(message)
    assert (reply.status, reply.code, reply.reason) == (409, "C101", "link.replayed")


def test_a_replay_is_refused_by_another_process_and_after_a_restart(
    erp: Erp, world: HouseWorld, tmp_path: Any
) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment())
    assert erp.post(message).code == "0000"
    other = bootstrap.assemble(Settings(data=tmp_path), world.kernel, world.db.app, NoClearing())
    restarted = Erp(world, serve(bootstrap.direct_link(other)), erp.key)
    assert restarted.post(message).reason == "link.replayed"


def test_of_many_copies_at_once_one_is_taken(erp: Erp, world: HouseWorld) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment())
    signature, codes = erp.sign(message), []
    threads = [
        threading.Thread(target=lambda: codes.append(erp.post(message, signature).code))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["0000"] + ["C101"] * 7
    assert world.count("payment") == 1


def test_what_was_refused_for_good_stays_refused_when_it_is_sent_again(
    erp: Erp, world: HouseWorld
) -> None:
    """Else a thief could have a payment made that its sender believes refused, and pays anew."""
    with world.owner() as uow:
        enrolment.revoke(uow, world.user("辰海 ERP").user_id, "payments.submit")
    message = erp.request("payments.submit", "SubmitPayment", payment())
    assert erp.post(message).status == 403
    user = world.user("辰海 ERP")
    with world.owner() as uow:
        enrolment.grant(
            uow, user.enterprise_id, user.user_id, "payments.submit", (Verb.SEE, Verb.MAKE)
        )
    assert erp.post(message).reason == "link.replayed"
    assert world.count("payment") == 0
    assert erp.pay().code == "0000"


def test_a_nonce_is_kept_longer_than_the_window_and_then_forgotten(
    erp: Erp, world: HouseWorld
) -> None:
    assert LINK_NONCE_KEPT_S > 2 * LINK_WINDOW_S
    assert ask(erp).code == "0000"
    world.advance(seconds=LINK_NONCE_KEPT_S)
    with world.job() as ctx:
        housekeeping._forget(ctx)
    assert world.count("direct_link_nonce") == 1
    world.advance(seconds=1)
    with world.job() as ctx:
        housekeeping._forget(ctx)
    assert world.count("direct_link_nonce") == 0


def test_the_same_nonce_under_another_certificate_is_another_nonce(erp: Erp, hengrui: Erp) -> None:
    assert ask(erp, Nonce="one-and-the-same-nonce").code == "0000"
    assert ask(hengrui, Nonce="one-and-the-same-nonce").code == "0000"

"""What answers say and prove: signed by the bank, bound to the request, fit for XML."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from lxml import etree

from connectors.direct_link.bank_keys import FileBankKeys
from connectors.direct_link.link import DirectLink
from connectors.direct_link.texts import writable
from corporate import bootstrap
from corporate.bootstrap import House
from kernel import failpoints, limits
from kernel.crypto import PublicKey
from kernel.crypto.key_folder import KeyFolder
from kernel.db_errors import CommitUnknown, Contended, DatabaseUnavailable
from tests.connectors.direct_link.conftest import serve
from tests.connectors.direct_link.erp import Erp, Reply, payment
from tests.connectors.direct_link.footprint import nothing_left
from tests.world import HouseWorld, crypto


def bank_key(erp: Erp) -> PublicKey:
    found = erp.app.test_client().get(f"/b/{erp.bank}/link/v1/key.pem")
    return crypto().read_public_key(found.data)


def signed(erp: Erp, reply: Reply) -> bool:
    signature = base64.b64decode(reply.headers["Yinqi-Signature"])
    return crypto().verify(bank_key(erp), reply.content, signature)


def test_an_answer_to_a_verified_message_is_signed_and_repeats_it(erp: Erp) -> None:
    message = erp.request("payments.submit", "SubmitPayment", payment(), Nonce="my-very-own-nonce")
    reply = erp.post(message)
    assert signed(erp, reply)
    assert reply.headers["Yinqi-Key"] == bank_key(erp).fingerprint()[:16]
    assert [reply.head(name) for name in ("Operation", "Bank", "Enterprise", "Certificate")] == [
        "payments.submit", "yungang", "10001", "CERT-10001",
    ]  # fmt: skip
    assert reply.head("Nonce") == "my-very-own-nonce"
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_refusal_of_a_verified_message_is_signed_too(erp: Erp) -> None:
    reply = erp.pay(Amount="1e3")
    assert reply.status == 400
    assert signed(erp, reply)
    assert reply.head("Nonce").startswith("nonce-")


def test_a_changed_answer_does_not_verify(erp: Erp) -> None:
    reply = erp.pay()
    forged = Reply(reply.status, reply.content.replace(b"1286.40", b"9286.40"), reply.headers)
    assert not signed(erp, forged)


def test_a_refusal_of_an_unverified_message_proves_nothing(erp: Erp) -> None:
    """Else anybody could have the bank sign a refusal and hand it to the real sender."""
    message = erp.request("payments.submit", "SubmitPayment", payment(), Nonce="nonce-of-a-victim")
    reply = erp.post(message, erp.sign(b"something else"))
    assert reply.status == 401
    assert "Yinqi-Signature" not in reply.headers
    assert b"nonce-of-a-victim" not in reply.content


def test_two_processes_and_a_restart_sign_with_the_same_key(
    house: House, world: HouseWorld, tmp_path: Path
) -> None:
    def keys() -> FileBankKeys:
        return FileBankKeys(KeyFolder(tmp_path / "shared", world.kernel.randomness), crypto())

    first, second = keys(), keys()
    assert first.of(world.tenant_id).id == second.of(world.tenant_id).id
    assert first.of(world.tenant_id).key is first.of(world.tenant_id).key
    assert first.of(world.other_tenant_id).id != first.of(world.tenant_id).id
    (file, _) = sorted((tmp_path / "shared").iterdir())
    assert file.stat().st_mode & 0o077 == 0
    assert house.settings.data == tmp_path


def test_a_fault_of_ours_leaves_the_outcome_unknown_and_tells_nothing_of_its_cause(
    erp: Erp, world: HouseWorld, caplog: pytest.LogCaptureFixture
) -> None:
    failpoints.arm("gate.after_handler=raise")
    try:
        with nothing_left(world.db, nonces=0), caplog.at_level(logging.ERROR):
            reply = erp.pay()
    finally:
        failpoints.arm("")
    assert (reply.status, reply.code, reply.reason) == (500, "X002", "link.internal")
    assert reply.head("Trace") in reply.text("zh")
    assert "gate.after_handler" not in reply.content.decode()
    assert "gate.after_handler" in caplog.text
    assert signed(erp, reply)
    assert erp.pay().code == "0000"


@pytest.mark.parametrize(
    ("error", "status", "code", "retry"),
    [
        (DatabaseUnavailable, 503, "U001", "2"),
        (Contended, 409, "C001", None),
        (CommitUnknown, 504, "X001", None),
    ],
)
def test_what_may_be_sent_again_does_not_use_up_the_nonce(
    erp: Erp,
    link: DirectLink,
    world: HouseWorld,
    monkeypatch: pytest.MonkeyPatch,
    *,
    error: type[Exception],
    status: int,
    code: str,
    retry: str | None,
) -> None:
    def failing(*_args: Any, **_more: Any) -> None:
        raise error

    message = erp.request("payments.submit", "SubmitPayment", payment())
    with monkeypatch.context() as patch, nothing_left(world.db, nonces=0):
        patch.setattr(link._gate, "perform", failing)
        reply = erp.post(message)
    assert (reply.status, reply.code) == (status, code)
    assert reply.headers.get("Retry-After") == retry
    assert erp.post(message).code == "0000"


def test_the_database_gone_before_the_sender_is_known_is_told_unsigned(
    erp: Erp, link: DirectLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: Any) -> UUID | None:
        raise DatabaseUnavailable

    monkeypatch.setattr(link._senders, "_look_up", gone)
    reply = erp.pay()
    assert (reply.status, reply.code) == (503, "U001")
    assert "Yinqi-Signature" not in reply.headers


def test_a_crash_before_anybody_is_known_is_no_stack_trace(
    erp: Erp, link: DirectLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link._senders, "claim", None)
    reply = erp.pay()
    assert (reply.status, reply.code) == (500, "X002")
    assert "NoneType" not in reply.content.decode()


def test_a_message_waits_for_a_reader_only_a_moment(
    erp: Erp, link: DirectLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LINK_READER_WAIT_S", 0.01)
    for _ in range(limits.LINK_READERS_MAX):
        assert link._readers.acquire(blocking=False)
    busy = erp.pay()
    assert (busy.status, busy.code, busy.headers["Retry-After"]) == (503, "U003", "2")
    link._readers.release()
    assert erp.pay().code == "0000"
    assert erp.pay(Amount="1e3").code == "I001"
    assert link._readers.acquire(blocking=False)  # given back after each of them


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("货款 & <利息>", "货款 & <利息>"),
        ("a\x00b\x1fc", "a\ufffdb\ufffdc"),
        ("\ud800", "\ufffd"),
        ("\ufffe", "\ufffd"),
        ("𬭚㛃\t\n", "𬭚㛃\t\n"),
    ],
)
def test_what_xml_cannot_hold_is_marked_and_never_a_failure(written: str, shown: str) -> None:
    element = etree.Element("x")
    element.text = writable(written)
    assert element.text == shown
    assert etree.fromstring(etree.tostring(element)).text == shown


def test_a_house_serves_all_its_banks(world: HouseWorld, house: House) -> None:
    erp = Erp(
        world, serve(bootstrap.direct_link(house)), world.key_of("越洋"),
        bank="jianghai", operator="yueyang-erp",
    )  # fmt: skip
    reply = erp.call("accounts.list", "ListAccounts")
    assert reply.code == "0000"
    assert b"8110801012345678901" in reply.content
    assert b"1001234509012345678" not in reply.content
    assert signed(erp, reply)

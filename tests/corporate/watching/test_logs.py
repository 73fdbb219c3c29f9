"""Logs are lines of JSON that belong together by their trace, and no secret that passed by is in them."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector
from psycopg.types.json import Jsonb

from corporate.settings import Settings, environment_of
from corporate.watching import logs
from corporate.watching.meters import FOLDER
from kernel import trace
from kernel.errors import Faulty, Finding, Severity
from kernel.tenancy import Scope
from kernel.text import Text
from tests.connectors.direct_link.erp import Erp, payment
from tests.corporate.web.browser import Browser
from tests.served import served
from tests.world import HouseWorld

PASSWORD = "Planted-Passw0rd-7731"
CODE = "918273"
ACCOUNT = "6222021234567890127"
NAME = "欧阳种秘密"
AMOUNT = "88123.45"
WITHIN_S = 40


def said(logger: logging.Logger) -> io.StringIO:
    """Where a logger of the test writes as a process of ours would."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines("test"))
    logger.handlers[:], logger.propagate = [handler], False
    return stream


def stumble(fault: Exception) -> None:
    raise RuntimeError(PASSWORD) from fault


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("login password=Planted-Passw0rd-7731 refused", "Planted"),
        ('{"totp": "918273"}', "918273"),
        ("Cookie: yinqi_session=abcDEF123", "abcDEF123"),
        ("Authorization: Bearer abcDEF123", "abcDEF123"),
        ("paid to 6222021234567890127 today", "622202123456"),
        ("身份证 11010519491231002X", "11010519491231"),
        ("call 13912345678", "1391234"),
        ("postgresql://yinqi_app:Hush-Hush@db/yinqi", "Hush"),
        ("-----BEGIN PRIVATE KEY-----\nMIGHAgEA\n-----END PRIVATE KEY-----", "MIGH"),
        ("key MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQg7x", "MIGHAgEAMB"),
        ("to zhang.san@example.com failed", "zhang.san"),
        ("验证码: 918273", "918273"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str, secret: str) -> None:
    assert secret not in logs.masked(text)
    assert logs.MASK in logs.masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "kernel.contended: payments.submit at web, user 018f3c1e-7a52-7cc3-98c4-dc0c0c07398f",
        "payment P261123-8KJ2M4QX is in other hands",
        "seal failed in bank 018f3c1e-7a52-7cc3-98c4-dc0c0c07398f",
        "GET payments.browse: E261123-8KJ2M4QX",
    ],
)
def test_what_operations_need_stays_readable(text: str) -> None:
    assert logs.masked(text) == text


def test_an_exception_is_told_by_its_kind_and_place_and_never_by_its_words(
    world: HouseWorld,
) -> None:
    logger = logging.getLogger("test.raised")
    stream = said(logger)
    account = Finding("x", Severity.BLOCK, Text(f"{NAME} {ACCOUNT}", NAME))
    faults: list[Exception] = [ValueError(f"{NAME} {PASSWORD}"), Faulty([account])]
    with (
        pytest.raises(psycopg.Error) as refused,
        world.db.owner.begin(Scope(world.tenant_id)) as uow,
    ):
        uow.run("SELECT %s::int", (NAME,))
    faults.append(refused.value)
    assert NAME in str(refused.value)
    with trace.traced("t1"):
        for fault in faults:
            try:
                stumble(fault)
            except RuntimeError:
                logger.exception("stumbled over %s", fault)
    text = stream.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["raised"][1]["kind"] for line in lines] == [
        "ValueError", "kernel.faulty", "InvalidTextRepresentation 22P02",
    ]  # fmt: skip
    assert {line["trace"] for line in lines} == {"t1"}
    assert all("test_logs.py" in line["raised"][0]["frames"][0] for line in lines)
    for secret in (NAME, PASSWORD, ACCOUNT):
        assert secret not in text


def test_a_real_run_over_web_direct_link_and_worker_logs_no_planted_secret(
    world: HouseWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YINQI_FAILPOINTS", "gate.before_handler=raise")
    _to_be_told(world)
    with served(world.db, tmp_path) as app:
        secrets = _at_the_web(app) | _over_the_link(world, app)
    worker = _worked(world, tmp_path)
    web = (tmp_path / "web.log").read_text()
    for text in (web, worker):
        ours = [line for line in text.splitlines() if not line.startswith("[")]  # the server's own
        lines: list[dict[str, Any]] = [json.loads(line) for line in ours]
        assert all(line["at"] and line["part"] and line["logger"] for line in lines)
        assert any(line.get("trace") for line in lines)
        for secret in secrets:
            assert secret not in text, secret
    assert '"kind": "FailpointReached"' in web
    assert "connectors.direct_link.link" in web
    assert "outbox planted" in worker
    _counted(tmp_path)


def _counted(data: Path) -> None:
    """What the same two programs counted: each door by its rules, operations by how they ended, chores."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(data / FOLDER))
    found = {family.name: family.samples for family in registry.collect()}
    requests = {(s.labels["side"], s.labels["route"]) for s in found["yinqi_http_request_seconds"]}
    assert {
        ("web", "/login"),
        ("web", "/payments/new"),
        ("link", "xml"),
        ("watch", "/health"),
    } <= requests
    ended = {(s.labels["operation"], s.labels["code"]) for s in found["yinqi_gate_operations"]}
    assert any(code == "fault" for _operation, code in ended)
    assert {"sign", "verify"} == {s.labels["use"] for s in found["yinqi_signature_seconds"]}
    assert sum(s.value for s in found["yinqi_link_messages"]) == 3
    assert "outbox" in {s.labels["chore"] for s in found["yinqi_chore_seconds"]}


def _at_the_web(app: Any) -> set[str]:
    """Log-ins right and wrong, a fault, a payment to somebody, on a real line."""
    stranger = Browser(app)
    stranger.post("/login", {"username": "lina", "password": PASSWORD})
    browser = Browser(app)
    assert browser.log_in("lina").status == 500  # the armed failpoint, once
    token = browser.token()
    fields = {"csrf": token, "payee_account": ACCOUNT, "payee_name": NAME, "amount": AMOUNT, "code": CODE}  # fmt: skip
    browser.post("/payments/new", fields)
    kept = {cookie for cookie in browser.client.cookies.values() if len(cookie) > 12}  # type: ignore[attr-defined]
    assert kept
    return kept | {token, PASSWORD, CODE, ACCOUNT, NAME, AMOUNT, "李娜", "lina"}


def _over_the_link(world: HouseWorld, app: Any) -> set[str]:
    """A payment, a wrong signature and a refusal."""
    erp = Erp(world, app, world.key_of("辰海"))
    paid = erp.pay(PayeeAccount=ACCOUNT, PayeeName=NAME, Amount=AMOUNT)
    wrong = erp.pay(PayeeName=NAME, Amount="-1")
    forged = erp.post(erp.request("payments.submit", "SubmitPayment", payment()), signature="AAAA")
    assert "0000" not in {paid.code, wrong.code, forged.code}
    return {erp.sign(b"x")[:40], "辰海"}


def _to_be_told(world: HouseWorld) -> None:
    """A fact nobody can hear: its payload is wrong, and full of what nobody may read."""
    payload = {"enterprise_id": ACCOUNT, "name": NAME, "salary": AMOUNT, "password": PASSWORD}
    with world.owner() as uow:
        uow.run(
            "INSERT INTO outbox (tenant_id, id, topic, key, payload, created_at) VALUES (%s, %s, 'planted', %s, %s, %s)",
            (world.tenant_id, world.kernel.ids.uuid7(), NAME, Jsonb(payload), world.clock.now()),
        )


def _worked(world: HouseWorld, data: Path) -> str:
    """What a worker says until it has told what was waiting, and was told to end."""
    urls = {role: world.db.server.dsn(world.db.name, f"yinqi_{role}") for role in ("app", "worker")}
    settings = Settings(
        data=data, database_urls=urls, clock="file", clearing_url="http://127.0.0.1:9"
    )
    log = data / "worker.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "corporate.cli", "worker"],
            env={**os.environ, **environment_of(settings)}, stdout=out, stderr=out,
        )  # fmt: skip
    until = time.monotonic() + WITHIN_S
    while (
        "outbox planted" not in log.read_text()
        and process.poll() is None
        and time.monotonic() < until
    ):
        time.sleep(0.2)
    process.terminate()
    process.wait(WITHIN_S)
    return log.read_text()

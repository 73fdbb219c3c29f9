"""Headers on every answer, and who may change anything from a page."""

from __future__ import annotations

import secrets

import pytest
from flask import Flask
from flask.testing import FlaskClient

from corporate.web.parts import Brand
from corporate.web.security import FormTokens
from corporate.web.ui import UiConfig, create_ui
from kernel.clock import SystemClock
from kernel.text import Text

SECRET = "of this session"
OURS = {"Sec-Fetch-Site": "same-origin"}


class Bank:
    """An application with one change in it, which counts how often it was made."""

    def __init__(self, secret: str | None = SECRET) -> None:
        self.changes = 0
        self.app = Flask("corporate.web", static_folder=None)
        create_ui(
            self.app,
            UiConfig(
                now=SystemClock().now,
                token_bytes=secrets.token_bytes,
                csrf_secret=lambda: secret,
                brand=lambda: Brand(Text("银行", "Bank")),
                frame=lambda: None,
                machine_prefixes=("/direct/",),
            ),
        )
        self.app.add_url_rule("/change", "change", self._change, methods=["POST", "DELETE"])
        self.app.add_url_rule("/direct/v1", "direct", self._change, methods=["POST"])
        self.app.add_url_rule("/fault", "fault", self._fault)
        self.client: FlaskClient = self.app.test_client()

    def _change(self) -> str:
        self.changes += 1
        return "done"

    def _fault(self) -> str:
        raise ZeroDivisionError

    def token(self) -> str:
        return FormTokens(secrets.token_bytes).issue(SECRET)


@pytest.fixture
def bank() -> Bank:
    return Bank()


@pytest.mark.parametrize(
    ("path", "status"), [("/offline", 200), ("/nowhere", 404), ("/change", 405), ("/fault", 500)]
)
def test_every_answer_carries_the_policy_with_its_own_nonce(
    path: str, status: int, bank: Bank
) -> None:
    first, second = bank.client.get(path), bank.client.get(path)
    policy = first.headers["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert first.status_code == status
    assert policy == (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
        "font-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types htmx sw"
    )
    assert first.text.count(f'<script nonce="{nonce}"') == 3
    assert second.headers["Content-Security-Policy"] != policy
    assert len(nonce) == 24


def test_pages_are_never_stored_and_never_framed(bank: Bank) -> None:
    headers = bank.client.get("/offline").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_transport_security_is_asked_for_only_over_https(bank: Bank) -> None:
    plain, safe = (
        bank.client.get("/offline"),
        bank.client.get("/offline", base_url="https://bank.test"),
    )
    assert "Strict-Transport-Security" not in plain.headers
    assert safe.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_a_form_of_the_session_may_change(bank: Bank) -> None:
    answer = bank.client.post("/change", data={"csrf": bank.token()}, headers=OURS)
    assert answer.status_code == 200
    assert bank.changes == 1


def test_a_token_in_the_header_serves_as_well(bank: Bank) -> None:
    answer = bank.client.delete("/change", headers=OURS | {"X-CSRF-Token": bank.token()})
    assert answer.status_code == 200
    assert bank.changes == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_a_change_from_another_site_is_refused(site: str, bank: Bank) -> None:
    answer = bank.client.post(
        "/change", data={"csrf": bank.token()}, headers={"Sec-Fetch-Site": site}
    )
    assert answer.status_code == 403
    assert "web.cross_site" in answer.text
    assert bank.changes == 0


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost", 200),
        ("http://localhost:8080", 403),
        ("https://localhost", 403),
        ("http://evil.test", 403),
        ("null", 403),
        (None, 403),
    ],
)
def test_origin_decides_where_the_browser_says_nothing_else(
    origin: str | None, status: int, bank: Bank
) -> None:
    headers = {"Origin": origin} if origin else {}
    answer = bank.client.post("/change", data={"csrf": bank.token()}, headers=headers)
    assert answer.status_code == status
    assert bank.changes == (1 if status == 200 else 0)


ANOTHERS = FormTokens(lambda count: b"s" * count).issue("of another")


@pytest.mark.parametrize("token", ["", "x", "银行", "AAAA", ANOTHERS])
def test_a_form_without_this_sessions_token_is_refused(token: str, bank: Bank) -> None:
    answer = bank.client.post("/change", data={"csrf": token}, headers=OURS)
    assert answer.status_code == 403
    assert "web.stale_form" in answer.text
    assert bank.changes == 0


def test_before_log_in_the_origin_alone_decides() -> None:
    bank = Bank(secret=None)
    assert bank.client.post("/change", headers=OURS).status_code == 200
    assert bank.client.post("/change", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert bank.changes == 1


def test_doors_for_machines_are_not_guarded_here(bank: Bank) -> None:
    assert bank.client.post("/direct/v1", data=b"<xml/>").status_code == 200
    assert bank.changes == 1


def test_two_tokens_of_one_session_differ_and_both_hold() -> None:
    tokens = FormTokens(secrets.token_bytes)
    first, second = tokens.issue(SECRET), tokens.issue(SECRET)
    assert first != second
    assert tokens.holds(SECRET, first)
    assert tokens.holds(SECRET, second)
    assert not tokens.holds("another", first)


def test_htmx_gets_a_refusal_as_a_fragment(bank: Bank) -> None:
    answer = bank.client.get("/nowhere", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


def test_a_fault_of_ours_is_told_without_a_trace(bank: Bank) -> None:
    answer = bank.client.get("/fault")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert "系统出现故障" in answer.text

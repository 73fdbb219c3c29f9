"""Messages are answered before the web framework; everything else goes on to it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.connectors.direct_link.erp import Erp


@pytest.fixture
def behind(app: Flask) -> Flask:
    """The application with a page of its own behind the direct link."""

    @app.route("/<path:anything>", methods=["GET", "POST"])
    def page(anything: str) -> str:
        return f"page {anything}"

    return app


@pytest.mark.parametrize(
    "path",
    ["/b/yungang/link/v2", "/b/yungang/link/v1/other", "/b/a/b/link/v1", "/link/v1", "/b//link/v1"],
)
def test_other_paths_go_on_to_the_pages(behind: Flask, path: str) -> None:
    answer = behind.test_client().post(path, data=b"x")
    assert answer.data.startswith(b"page ")


def test_a_slash_at_the_end_is_the_same_address(erp: Erp) -> None:
    found = erp.app.test_client().post("/b/yungang/link/v1/", data=b"x")
    assert found.status_code == 400
    assert b"link.signature_missing" in found.data


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"])
def test_other_methods_are_told_so(behind: Flask, method: str) -> None:
    answer = behind.test_client().open("/b/yungang/link/v1", method=method)
    assert (answer.status_code, answer.headers["Allow"], answer.data) == (405, "POST", b"")


def test_no_session_and_no_cookie_has_to_do_with_a_message(erp: Erp) -> None:
    reply = erp.post(erp.request("accounts.list", "ListAccounts", {}), Cookie="session=stolen")
    assert reply.code == "0000"
    assert "Set-Cookie" not in reply.headers


def test_answers_cannot_be_stored_sniffed_or_framed(erp: Erp) -> None:
    for reply in (erp.call("accounts.list", "ListAccounts"), erp.post(b"<x/>", "MEUCIQ==")):
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Content-Type"] == "application/xml; charset=utf-8"
        assert int(reply.headers["Content-Length"]) == len(reply.content)

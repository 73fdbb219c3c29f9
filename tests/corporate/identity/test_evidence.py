"""Evidence is kept in one shape, whatever the method, and comes back as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from corporate.identity import Evidence

ONE = Evidence(
    method="password",
    credential_id=UUID(int=1),
    person_id=UUID(int=2),
    digest="ab" * 32,
    at=datetime(2026, 11, 23, 2, 5, tzinfo=UTC),
    door="phone",
    device="Safari · iPhone",
    address="203.0.113.7",
)


def test_evidence_comes_back_as_it_was_stored() -> None:
    assert Evidence.from_json(ONE.as_json()) == ONE


def test_the_engine_adds_the_text_that_was_shown() -> None:
    shown = ONE.with_text("付款 1,286,400.00 元")
    assert (shown.canonical_text, shown.digest, ONE.canonical_text) == (
        "付款 1,286,400.00 元", ONE.digest, "",
    )  # fmt: skip


def test_the_shape_has_room_for_a_signature() -> None:
    assert set(ONE.as_json()) == {
        "method", "credential_id", "person_id", "digest", "at", "door", "device", "address",
        "canonical_text", "list_text", "statement", "nonce", "challenge", "client_data_json", "authenticator_data", "signature",
        "algorithm", "public_key", "template_version",
    }  # fmt: skip

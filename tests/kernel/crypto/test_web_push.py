"""Push messages open in the browser alone; the known answer is RFC 8291's own, appendix A."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from kernel.crypto import web_push

PLAIN = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
RECEIVER_POINT = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
)
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PB"
    "ru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
UNTIL = datetime(2026, 11, 23, 12, tzinfo=UTC)


def key(text: str) -> web_push.Key:
    return ec.derive_private_key(int.from_bytes(web_push.bytes64(text), "big"), ec.SECP256R1())


def test_the_known_answer() -> None:
    receiver, auth, salt = map(web_push.bytes64, (RECEIVER_POINT, AUTH, SALT))
    sealed = web_push.seal(PLAIN, receiver, auth, key=key(SENDER), salt=salt)
    assert web_push.text64(sealed) == MESSAGE
    assert web_push.unseal(sealed, key(RECEIVER), auth) == PLAIN


def test_nobody_else_opens_it_and_nothing_in_it_changes() -> None:
    message, auth = web_push.bytes64(MESSAGE), web_push.bytes64(AUTH)
    with pytest.raises(InvalidTag):
        web_push.unseal(message, web_push.new_key(), auth)
    with pytest.raises(InvalidTag):
        web_push.unseal(message, key(RECEIVER), b"\0" * 16)
    with pytest.raises(InvalidTag):
        web_push.unseal(message[:-1] + b"\0", key(RECEIVER), auth)


def test_the_longest_message_fills_one_record() -> None:
    receiver = web_push.new_key()
    plain = b"x" * web_push.PLAIN_BYTES_MAX
    sealed = web_push.seal(
        plain, web_push.point_of(receiver), b"a" * 16, key=web_push.new_key(), salt=b"s" * 16
    )
    assert len(sealed) == 4096
    assert web_push.unseal(sealed, receiver, b"a" * 16) == plain


def test_the_proof_of_the_sender() -> None:
    mine = web_push.new_key()
    said = web_push.vapid(mine, "https://push.example", "mailto:a@b.example", UNTIL)
    assert web_push.claims_of(said) == {
        "aud": "https://push.example",
        "exp": 1795435200,
        "sub": "mailto:a@b.example",
    }
    other = web_push.text64(web_push.point_of(web_push.new_key()))
    with pytest.raises(ValueError, match="not signed"):
        web_push.claims_of(f"{said.partition(', k=')[0]}, k={other}")


def test_a_key_is_kept_and_found_again() -> None:
    made = web_push.new_key()
    assert web_push.point_of(web_push.read_key(web_push.write_key(made))) == web_push.point_of(made)


@pytest.mark.parametrize("raw", [b"", b"\x04" + b"\0" * 64, b"\x04" * 64, b"\x02" + b"\1" * 32])
def test_what_is_no_point(raw: bytes) -> None:
    assert not web_push.is_point(raw)

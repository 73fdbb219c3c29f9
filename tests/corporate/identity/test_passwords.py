"""Passwords: strong hashing, no silly rules, and nothing everybody tries first."""

from __future__ import annotations

import time

import pytest
from argon2 import extract_parameters

from corporate.identity import Passwords
from corporate.identity.passwords import faults, require_fit
from kernel import limits
from kernel.errors import Faulty
from kernel.ids import SystemRandomness
from tests.cast import PASSWORD
from tests.world import CountedRandomness


def codes(password: str, *words: str) -> list[str]:
    return [finding.code for finding in faults(password, words)]


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "correct horse battery staple", "银企直联付款审批流程", "x7#kQ2!m", "ünïcödé-größe"],
)
def test_a_good_password_needs_no_mixture_of_kinds(password: str) -> None:
    assert codes(password) == []


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("x7#kQ2!", "identity.password_short"),
        ("k" * 129, "identity.password_long"),
        ("12345678", "identity.password_common"),
        ("PassWord", "identity.password_common"),
        ("qwertyuiop", "identity.password_common"),
        ("woaini1314", "identity.password_guessable"),
        ("Passw0rd2026", "identity.password_guessable"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "identity.password_guessable"),
        ("1qaz2wsx3edc", "identity.password_common"),
    ],
)
def test_what_everybody_tries_first_is_refused(password: str, code: str) -> None:
    assert codes(password) == [code]


def test_names_one_can_look_up_make_no_password() -> None:
    assert codes("hengrui-liuyang1985") == []
    for made_of_names in ("LiuYang1985-hengrui", "恒锐恒锐刘洋2026", "liuyang#liuyang#12"):
        found = codes(made_of_names, "liuyang", "hengrui", "恒锐", "刘洋")
        assert found == ["identity.password_guessable"]
    assert codes("liuyang-spring-harbour", "liuyang") == []


def test_the_refusal_is_a_finding_with_a_field_and_never_the_password() -> None:
    with pytest.raises(Faulty) as refused:
        require_fit("12345678")
    assert refused.value.findings[0].field == "password"
    assert "12345678" not in str(refused.value)
    require_fit(PASSWORD)


def test_a_hostile_password_does_not_cost_seconds() -> None:
    begin = time.thread_time()
    faults("4@8({[<369&#!1/|0$5+7%2" * 5)
    assert time.thread_time() - begin < 2


def test_the_hash_is_argon2id_with_the_reviewed_parameters_and_a_salt_of_its_own() -> None:
    passwords = Passwords(SystemRandomness())
    one, other = passwords.hash(PASSWORD), passwords.hash(PASSWORD)
    found = extract_parameters(one)
    assert one.startswith("$argon2id$")
    assert (found.memory_cost, found.time_cost) == (
        limits.PASSWORD_MEMORY_KIB, limits.PASSWORD_PASSES,
    )  # fmt: skip
    assert one != other
    assert passwords.matches(one, PASSWORD)
    assert passwords.matches(other, PASSWORD)


def test_a_password_is_compared_as_it_is() -> None:
    passwords = Passwords(CountedRandomness("x"), memory_kib=64)
    kept = passwords.hash(PASSWORD)
    for other in (PASSWORD.lower(), PASSWORD + " ", " " + PASSWORD, PASSWORD[:-1], "", "\ud800"):
        assert not passwords.matches(kept, other)


def test_nobody_has_any_password() -> None:
    passwords = Passwords(CountedRandomness("x"), memory_kib=64)
    for typed in ("", "nobody has this password", PASSWORD, "x" * 10_000):
        assert not passwords.matches(None, typed)


def test_a_spoilt_hash_is_a_no_and_no_crash() -> None:
    assert not Passwords(CountedRandomness("x"), memory_kib=64).matches("not a hash", PASSWORD)

"""JSON from outside is read strictly: what two readers could read differently is refused."""

from decimal import Decimal

import pytest

from kernel.errors import Faulty
from kernel.json import JsonRule, read_json


def refused(data: bytes) -> str:
    with pytest.raises(Faulty) as fault:
        read_json(data)
    (finding,) = fault.value.findings
    assert finding.text.zh
    assert finding.text.en
    return finding.code


def test_plain_values_are_read() -> None:
    data = '{"a": [1, "𬭚㛃", true, null, {"b": "1.00"}], "c": -7}'.encode()
    assert read_json(data) == {"a": [1, "𬭚㛃", True, None, {"b": "1.00"}], "c": -7}


def test_a_fraction_is_exact() -> None:
    value = read_json(b"[0.1]")[0]
    assert value == Decimal("0.1")
    assert type(value) is Decimal


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "json.malformed"),
        (b"{", "json.malformed"),
        (b"{'a': 1}", "json.malformed"),
        (b"[1,]", "json.malformed"),
        (b"[01]", "json.malformed"),
        (b"\xef\xbb\xbf[]", "json.malformed"),
        (b"[] x", "json.malformed"),
        (b'["\x01"]', "json.malformed"),
        (b"[NaN]", "json.not_a_number"),
        (b"[Infinity]", "json.not_a_number"),
        (b"[-Infinity]", "json.not_a_number"),
        (b"[1e3]", "json.not_a_number"),
        (b"[1.5E400]", "json.not_a_number"),
        (b"[" + b"9" * 5_000 + b"]", "json.not_a_number"),
        (b'{"a": 1, "a": 2}', "json.duplicate_key"),
        (b'[{"x": {"a": 1, "\\u0061": 1}}]', "json.duplicate_key"),
        (b'["\\ud800"]', "json.bad_text"),
        (b'{"\\u0000": 1}', "json.bad_text"),
        (b'["\xff"]', "json.bytes"),
        ('["a"]'.encode("utf-16"), "json.bytes"),
        (b"[" * 33 + b"]" * 33, "json.too_deep"),
        (b"[" * 200_000, "json.too_deep"),
        (b'{"a":' * 100_000, "json.too_deep"),
        (b'"' + b"x" * (1 << 20) + b'"', "json.too_large"),
    ],
)
def test_doubtful_documents_are_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_thirty_two_levels_are_read() -> None:
    value = read_json(b"[" * 32 + b"1" + b"]" * 32)
    for _ in range(32):
        (value,) = value
    assert value == 1


def test_every_rule_has_a_code_of_its_own_and_two_texts() -> None:
    assert all(
        rule.value.startswith("json.") and rule.text.zh and rule.text.en for rule in JsonRule
    )
    assert len(set(JsonRule)) == 7

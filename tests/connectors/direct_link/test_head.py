"""The head is read alone, the same way however it is written, and never beyond its end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.direct_link import head as module
from connectors.direct_link.head import NAMESPACE, Head, read_head
from kernel.errors import Faulty
from kernel.limits import LINK_HEAD_BYTES_MAX
from kernel.operation import fields_of

VALUES = {info.wire_name: info.spec.example for info in fields_of(Head)}
PIECES = (
    "<Request>", f'<Request xmlns="{NAMESPACE}">', f"<Request xmlns='{NAMESPACE}'>", "<Head>", "</Head>",
    *(f"<{name}>" for name in VALUES), *(f"</{name}>" for name in VALUES), *VALUES.values(), " ", "\n",
    "&amp;", "<!-- x -->", "<![CDATA[x]]>", "<Body>", "<x/>",
)  # fmt: skip


def written(values: dict[str, str], after: str = "<Body/></Request>", space: str = "") -> bytes:
    inside = space.join(f"<{name}>{value}</{name}>" for name, value in values.items())
    return (
        f'<Request xmlns="{NAMESPACE}">{space}<Head>{space}{inside}{space}</Head>{after}'.encode()
    )


def parsed(data: bytes) -> dict[str, str] | None:
    """What the parser says of it, never the quick way."""
    try:
        return module._Reader().read(data[:LINK_HEAD_BYTES_MAX])
    except Faulty:
        return None


def test_it_says_who_asks_for_what() -> None:
    head, texts = read_head(written(VALUES))
    assert (head.operation, head.bank, head.operator) == ("payments.submit", "jiangnan", "erp01")
    assert head.timestamp == datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
    assert texts == VALUES


@pytest.mark.parametrize(
    "data",
    [
        written(VALUES, space="\r\n\t "),
        b'<?xml version="1.0"?>' + written(VALUES),
        b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n<!-- by an ERP -->' + written(VALUES),
        written(VALUES)
        .replace(b'xmlns="', b'xmlns:a="')
        .replace(b"<", b"<a:")
        .replace(b"<a:/", b"</a:"),
        written(VALUES).replace(b'"', b"'"),
        written(dict(reversed(VALUES.items()))),
        written(VALUES | {"Bank": "<![CDATA[jiangnan]]>"}),
        written(VALUES | {"Bank": "jiang<!-- -->nan"}),
        written(VALUES | {"Bank": "&#106;iangnan"}),
        written(VALUES, after="<Body><a><a><a><unclosed garbage & \x00"),
        written(VALUES, after="x" * 100_000),
    ],
)
def test_every_way_of_writing_it_is_read_alike(data: bytes) -> None:
    assert read_head(data)[1] == VALUES


@given(st.lists(st.sampled_from(PIECES), max_size=45).map("".join))
def test_the_quick_way_reads_what_the_parser_reads(document: str) -> None:
    data = document.encode()
    quick = module._USUAL.match(data)
    if quick is not None:
        assert module._texts(quick) == parsed(data)


@given(st.dictionaries(st.sampled_from(list(VALUES)), st.text(max_size=20)))
def test_any_text_in_a_usual_head_is_read_as_the_parser_reads_it(changed: dict[str, str]) -> None:
    data = written(VALUES | changed)
    quick = module._USUAL.match(data)
    if quick is not None and (found := parsed(data)) is not None:
        assert module._texts(quick) == found


@pytest.mark.parametrize("name", list(VALUES))
def test_each_of_its_elements_is_needed_and_told(name: str) -> None:
    without = {other: value for other, value in VALUES.items() if other != name}
    with pytest.raises(Faulty) as missing:
        read_head(written(without))
    assert [(f.code, f.field) for f in missing.value.findings] == [
        ("field.required", f"/Request/Head/{name}")
    ]


def test_all_that_is_wrong_with_it_is_told_at_once() -> None:
    with pytest.raises(Faulty) as wrong:
        read_head(written(VALUES | {"Nonce": "x", "Timestamp": "now", "Bank": ""}))
    assert [f.field for f in wrong.value.findings] == [
        "/Request/Head/Bank", "/Request/Head/Timestamp", "/Request/Head/Nonce",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<",
        b"not xml",
        b"<Request/>",
        b"<Request><Head>",
        written(VALUES).replace(NAMESPACE.encode(), b"urn:other"),
        b"<!DOCTYPE Request>" + written(VALUES),
        written(VALUES)[:120],
        b"<a>" * 5_000,
        written(VALUES | {"Bank": "x" * 5_000}),
    ],
)
def test_what_has_no_head_is_refused(data: bytes) -> None:
    with pytest.raises(Faulty):
        read_head(data)

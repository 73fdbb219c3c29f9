"""A generated corpus of hostile XML, signed rightly: refused as the sender's fault, quickly, small, and without a trace."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from tests.connectors.direct_link.erp import PAYMENT, Erp
from tests.connectors.direct_link.footprint import rows_of
from tests.world import HouseWorld

CPU_S: Final = 2.0
MEMORY_KIB: Final = 256 << 10
ROOM: Final = 900_000
"""Just below what a message may have."""
NOTHING: Final = PAYMENT | {"Amount": "0.00"}
"""Refused even where what was put in turns out to be harmless; one that was smuggled in would be paid."""
_DECLARATION: Final = b"<?xml version='1.0' encoding='UTF-8'?>"


def inside(message: bytes, what: bytes) -> bytes:
    """Something put in the place of the payment's purpose."""
    start, end = message.index(b"<Purpose>"), message.index(b"</Purpose>") + len(b"</Purpose>")
    return message[:start] + what + message[end:]


def before(message: bytes, what: bytes) -> bytes:
    """Something put before the root."""
    return message.replace(message[: message.index(b"?>") + 2], _DECLARATION + what, 1)


def wrapped(message: bytes) -> Iterator[tuple[str, bytes]]:
    """What is verified and what is read must be one."""
    body = message[message.index(b"<Body>") : message.index(b"</Body>") + len(b"</Body>")]
    other = body.replace(b"0.00", b"9286.40")
    yield "two bodies", message.replace(body, body + other)
    yield "a body in the head", message.replace(b"</Head>", other + b"</Head>")
    yield (
        "a request in the body",
        inside(message, b"<Purpose>" + message[message.index(b"<Request") :] + b"</Purpose>"),
    )
    yield "two commands", message.replace(b"</Body>", body[6:-7] + b"</Body>")
    yield "something behind the end", message + b"<Request/>"
    yield (
        "the body elsewhere",
        message.replace(b"<Body>", b"<x:Body xmlns:x='urn:x'>").replace(b"</Body>", b"</x:Body>"),
    )


def entities(message: bytes) -> Iterator[tuple[str, bytes]]:
    """No document type is ever read."""
    laughs = b"".join(b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    for name, subset, said in (
        ("inner", b"<!ENTITY e 'x'>", b"&e;"),
        ("a file", b"<!ENTITY e SYSTEM 'file:///etc/passwd'>", b"&e;"),
        ("an address", b"<!ENTITY e SYSTEM 'http://127.0.0.1:9/'>", b"&e;"),
        ("a parameter", b"<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;", b"x"),
        ("laughs", b"<!ENTITY l0 'ha'>" + laughs, b"&l9;"),
        ("quadratic", b"<!ENTITY q '" + b"a" * 100_000 + b"'>", b"&q;" * 10_000),
        ("itself", b"<!ENTITY e '&e;'>", b"&e;"),
        ("nothing", b"", b"x"),
    ):
        doctype = b"<!DOCTYPE Request [" + subset + b"]>"
        yield (
            f"entity: {name}",
            before(inside(message, b"<Purpose>" + said + b"</Purpose>"), doctype),
        )
    yield (
        "an outer subset",
        before(message, b"<!DOCTYPE Request SYSTEM 'http://127.0.0.1:9/x.dtd'>"),
    )


def bombs(message: bytes) -> Iterator[tuple[str, bytes]]:
    """Small to send, large to read."""
    yield "depth", inside(message, b"<a>" * 100_000 + b"</a>" * 100_000)
    yield (
        "attributes",
        inside(message, b"<Purpose" + b"".join(b" a%d='x'" % n for n in range(60_000)) + b"/>"),
    )
    yield "the same attribute", inside(message, b"<Purpose" + b" a='x'" * 100_000 + b"/>")
    yield (
        "namespaces",
        inside(
            message,
            b"<Purpose" + b"".join(b" xmlns:n%d='u:%d'" % (n, n) for n in range(30_000)) + b"/>",
        ),
    )
    yield "a long name", inside(message, b"<" + b"a" * ROOM + b"/>")
    yield "a long text", inside(message, b"<Purpose>" + b"x" * ROOM + b"</Purpose>")
    yield "many elements", inside(message, b"<Purpose/>" * 90_000)
    yield "comments", inside(message, b"<!-- -->" * 100_000)
    yield "instructions", inside(message, b"<?x y?>" * 100_000)
    yield (
        "characters by number",
        inside(message, b"<Purpose>" + b"&#120;" * 150_000 + b"</Purpose>"),
    )
    yield "a number beyond", inside(message, b"<Purpose>&#x110000;</Purpose>")
    yield "sections", inside(message, b"<Purpose>" + b"<![CDATA[x]]>" * 60_000 + b"</Purpose>")
    yield "blanks", before(message, b"\n" * ROOM)


def encodings(message: bytes) -> Iterator[tuple[str, bytes]]:
    """One text, one reading."""
    text = message.decode()
    for name in ("utf-16", "utf-16-be", "utf-32", "utf-7", "cp037", "utf-8-sig", "iso-8859-5"):
        yield f"written in {name}", text.encode(name, "replace")
    for label in (
        b"UTF-16",
        b"UTF-7",
        b"EBCDIC-CP-US",
        b"IBM037",
        b"x-nothing",
        b"ISO-2022-CN",
        b"A" * 10_000,
    ):
        yield f"called {label[:20].decode()}", message.replace(b"UTF-8", label, 1)
    yield "overlong", inside(message, b"<Purpose>\xc0\xbc</Purpose>")
    yield "a surrogate", inside(message, b"<Purpose>\xed\xa0\x80</Purpose>")
    yield "nothing inside", inside(message, b"<Purpose>\x00</Purpose>")
    yield "half a sign", inside(message, b"<Purpose>\xe8\xb4</Purpose>")
    yield "half a message", message[: len(message) // 2]
    yield "nothing", b""


FAMILIES: Final[tuple[Callable[[bytes], Iterator[tuple[str, bytes]]], ...]] = (
    wrapped, entities, bombs, encodings,
)  # fmt: skip


def messages(erp: Erp) -> Iterator[tuple[str, bytes]]:
    """Each kind of harm, each under a nonce of its own."""
    for family in FAMILIES:
        names = [
            name for name, _ in family(erp.request("payments.submit", "SubmitPayment", NOTHING))
        ]
        for place, name in enumerate(names):
            fresh = erp.request("payments.submit", "SubmitPayment", NOTHING)
            yield name, next(islice(family(fresh), place, None))[1]


def test_harm_is_refused_quickly_and_leaves_nothing(erp: Erp, world: HouseWorld) -> None:
    assert erp.pay(Amount="0.00").status < 500
    rows, most = rows_of(world.db), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seen: set[str] = set()
    for name, message in messages(erp):
        began = time.process_time()
        status = erp.post(message).status
        assert time.process_time() - began <= CPU_S, name
        assert 400 <= status < 500, (name, status)
        seen.add(name)
    assert len(seen) > 35
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss <= most + MEMORY_KIB
    changed = {name for name, count in rows_of(world.db).items() if count != rows[name]}
    assert changed <= {"direct_link_nonce"}

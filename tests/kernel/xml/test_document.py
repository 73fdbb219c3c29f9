"""The payload is cut out of its envelope where it really stands, and nothing escapes a parser."""

from io import BytesIO

import pytest

from kernel.errors import Faulty
from kernel.xml import cut, read_tree, screen

PAD = b"y" * 16_500  # so that the long tags end before the survey stops them
PAYLOAD = b'<Document xmlns="urn:d"><a>x</a></Document>'


def parted(data: bytes) -> tuple[bytes, bytes]:
    envelope, payload = cut(BytesIO(data), "Document")
    return envelope, b"".join(payload.chunks())


def refused(data: bytes) -> list[str]:
    with pytest.raises(Faulty) as fault:
        cut(BytesIO(data), "Document")
    return [finding.code for finding in fault.value.findings]


def test_the_envelope_keeps_a_hollow_element_with_its_attributes() -> None:
    data = b'<Request><Head>h</Head><Body><Document xmlns="urn:d" n="1" ><a>x</a></Document></Body></Request>'
    envelope, payload = parted(data)
    assert envelope == (
        b'<Request><Head>h</Head><Body><Document xmlns="urn:d" n="1" /></Body></Request>'
    )
    assert payload == b'<Document xmlns="urn:d" n="1" ><a>x</a></Document>'
    assert read_tree(envelope)[1][0].get("n") == "1"


@pytest.mark.parametrize(
    "decoy",
    [
        b"<!-- <Document> -->",
        b"<!-- </Document> -->",
        b"<![CDATA[<Document>]]>",
        b"<?pi <Document> ?>",
        b'<x a="&lt;Document>"/>',
        b"<x a=\"/>\" b='&lt;/Document>'/>",
        b"<Documents/>",
        b"<x:Documentary xmlns:x='u'/>",
        b"&lt;Document>",
    ],
)
def test_what_only_looks_like_the_element_does_not_move_the_cut(decoy: bytes) -> None:
    inner = PAYLOAD.replace(b"<a>", decoy + b"<a>")
    envelope, payload = parted(b"<R>" + decoy + inner + decoy + b"</R>")
    assert payload == inner
    assert envelope == b"<R>" + decoy + b'<Document xmlns="urn:d"/>' + decoy + b"</R>"


@pytest.mark.parametrize(
    ("element", "hollow"),
    [
        (b"<Document/>", b"<Document/>"),
        (b"<Document></Document>", b"<Document/>"),
        (b"<Document a='>'></Document\n>", b"<Document a='>'/>"),
        (b"<d:Document xmlns:d='u'>x</d:Document>", b"<d:Document xmlns:d='u'/>"),
    ],
)
def test_every_way_to_write_the_tags_is_understood(element: bytes, hollow: bytes) -> None:
    envelope, payload = parted(b"<R>" + element + b"</R>")
    assert envelope == b"<R>" + hollow + b"</R>"
    assert payload == element


def test_an_element_of_the_same_name_inside_the_payload_stays_there() -> None:
    inner = b"<Document><Document/><b><Document>x</Document></b></Document>"
    assert parted(b"<R>" + inner + b"</R>")[1] == inner


def test_namespaces_declared_further_out_are_declared_on_the_payload() -> None:
    data = (
        b'<p:R xmlns:p="urn:1" xmlns="urn:outer"><p:B xmlns="urn:near?a=1&amp;b=2" xmlns:q="urn:2">'
        b'<p:Document xmlns:q="urn:own"><q:a/><b/></p:Document></p:B></p:R>'
    )
    root = read_tree(parted(data)[1])
    assert root.tag == "{urn:1}Document"
    assert [child.tag for child in root] == ["{urn:own}a", "{urn:near?a=1&b=2}b"]


def test_a_default_namespace_taken_back_further_out_is_not_declared_again() -> None:
    data = b'<R xmlns="urn:outer"><B xmlns=""><Document><a/></Document></B></R>'
    assert parted(data)[1] == b"<Document><a/></Document>"


def test_a_root_may_be_the_payload_itself() -> None:
    envelope, payload = parted(PAYLOAD)
    assert (envelope, payload) == (b'<Document xmlns="urn:d"/>', PAYLOAD)


def test_a_payload_larger_than_any_chunk_is_cut_at_the_right_bytes() -> None:
    inner = b"<Document>" + "<a>货款𬭚</a>".encode() * 20_000 + b"</Document>"
    envelope, payload = parted(b"<R>" + "<h>货</h>".encode() * 3_000 + inner + b"<t/></R>")
    assert payload == inner
    assert envelope == b"<R>" + "<h>货</h>".encode() * 3_000 + b"<Document/><t/></R>"


def test_a_gb18030_envelope_is_cut_in_utf_8() -> None:
    text = '<?xml version="1.0" encoding="GB18030"?><R><h>㛃</h><Document><a>𬭚</a></Document></R>'
    envelope, payload = parted(text.encode("gb18030"))
    assert envelope == "<R><h>㛃</h><Document/></R>".encode()
    assert payload == "<Document><a>𬭚</a></Document>".encode()


def test_a_screened_document_can_be_read_again() -> None:
    document = screen(BytesIO(PAYLOAD))
    assert b"".join(document.chunks()) == b"".join(document.chunks()) == PAYLOAD
    assert document.root_tag() == "{urn:d}Document"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<R><x/></R>", "xml.payload_missing"),
        (b"<R><Document/><Document/></R>", "xml.payload_twice"),
        (b"<R>" + PAYLOAD + b"<x>" + PAYLOAD + b"</x></R>", "xml.payload_twice"),
        (b"<R>" + PAYLOAD + b"<x>" + b"y" * (1 << 20) + b"</x></R>", "xml.too_large"),
        (b"<R>" + PAD + b'<Document a="' + b"y" * 304_000 + b'"/></R>', "xml.token_too_large"),
        (
            b"<R>" + PAD + b"<Document>x</Document" + b" " * 304_000 + b"></R>",
            "xml.token_too_large",
        ),
        (b"<R><Document>", "xml.malformed"),
        (b"<!DOCTYPE R><R><Document/></R>", "xml.doctype"),
        (b"<R><Document>" + b"<a>" * 100_000, "xml.too_deep"),
    ],
)
def test_other_envelopes_are_refused(data: bytes, code: str) -> None:
    assert refused(data) == [code]


@pytest.mark.parametrize("shift", range(3))
@pytest.mark.parametrize(
    "declared", ["", "<?xml version='1.0'?>\n", "\ufeff<?xml version='1.0'\n encoding='UTF-8'?>"]
)
def test_no_character_is_lost_where_chunks_meet(shift: int, declared: str) -> None:
    text = f"<r>{'x' * shift}{'𬭚石' * 60_000}</r>"
    document = screen(BytesIO(f"{declared}{text}".encode()))
    for _ in range(2):
        assert b"".join(document.chunks()).decode().lstrip("\n") == text

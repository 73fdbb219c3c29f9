"""A small document skips the walk only if the walk could not have refused it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Faulty
from kernel.limits import XML_ATTRIBUTES_MAX, XML_DEPTH_MAX, XML_ELEMENTS_MAX, XML_NAME_CHARS_MAX
from kernel.xml import read_tree
from kernel.xml.parser import parse
from kernel.xml.survey import Survey, plainly_small

# Pieces of which hostile and harmless documents alike can be put together.
PIECES = (
    "<a>", "</a>", "<b>", "</b>", "<a/>", "<p:a>", "</p:a>", "<a x='1'>", "<a p:x='1'>", "<a x='1' x='2'>",
    "<a xmlns='u'>", "<a xmlns:p='u'>", "text", "文字", "&amp;", "&x;", "&#1;", "<!-- <a> -->", "<![CDATA[<a>]]>",
    "<?pi <a> ?>", "]]>", "<", ">", "=", "'", '"', "<a" + "b" * XML_NAME_CHARS_MAX + ">", " ", "\n",
)  # fmt: skip


def deep(levels: int) -> bytes:
    return b"<a>" * levels + b"</a>" * levels


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_what_skips_the_walk_and_can_be_parsed_would_have_passed_it(document: str) -> None:
    text = document.encode()
    if not plainly_small([text]):
        return
    try:
        parse([text])
    except Faulty:
        return
    Survey(XML_ELEMENTS_MAX).walk([text])


@pytest.mark.parametrize(
    ("text", "small"),
    [
        (deep(XML_DEPTH_MAX), True),
        (deep(XML_DEPTH_MAX + 1), False),
        (b"<a>" + b"<b/>" * (2 * XML_DEPTH_MAX), False),
        (b"<a %b/>" % b" ".join(b"x%d='1'" % n for n in range(XML_ATTRIBUTES_MAX)), True),
        (b"<a %b/>" % b" ".join(b"x%d='1'" % n for n in range(XML_ATTRIBUTES_MAX + 1)), False),
        (b"<p:a/>", False),
        (b"<a p:x='1'/>", False),
        (b"<a xmlns:p='u'/>", False),
        (b"<a xmlns='u:v'><t>2026-11-23T10:05:00Z</t></a>", True),
        (b"<a%b/>" % (b"b" * XML_NAME_CHARS_MAX), False),
        (b"<a xmlns='%b'/>" % (b"u/" * XML_NAME_CHARS_MAX), False),
        (b"<a>%b</a>" % (b"x " * 4100), False),
    ],
)
def test_the_bounds_are_these(text: bytes, *, small: bool) -> None:
    assert plainly_small([text]) is small


def test_more_than_one_chunk_is_never_small() -> None:
    assert not plainly_small([b"<a>", b"</a>"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"<a><b></a>", "an end tag does not match"),
        (b"<a>&x;</a>", "an entity that is not defined"),
    ],
)
def test_what_is_wrong_with_a_small_document_is_told_in_the_same_words(
    text: bytes, words: str
) -> None:
    with pytest.raises(Faulty) as refused:
        read_tree(text)
    assert words in refused.value.findings[0].text.en
    with pytest.raises(Faulty) as walked:
        read_tree(text.replace(b"<a>", b"<a>" + b" " * 9000, 1))
    assert walked.value.findings[0].code == refused.value.findings[0].code

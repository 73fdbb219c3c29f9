"""What the survey would let pass by mistake, the parser still refuses in the same words."""

import pytest

from kernel.errors import Faulty
from kernel.xml.parser import completed, parse, seen_early

MISMATCHED = [b"<a><b>", b"</a>"]
TEXT_OF_ELEVEN_MIB = [b"<a>", *([b"x" * (1 << 20)] * 11), b"</a>"]
BILLION_LAUGHS = [b"<!DOCTYPE a [<!ENTITY x 'y'><!ENTITY z '&x;&x;'>]><a>&z;</a>"]


@pytest.mark.parametrize("chunks", [MISMATCHED, TEXT_OF_ELEVEN_MIB])
def test_every_way_of_parsing_ends_in_a_refusal(chunks: list[bytes]) -> None:
    for read in (
        lambda: parse(chunks),
        lambda: list(completed(chunks, ["a"])),
        lambda: list(seen_early([b"".join(chunks)], "start", "*")),
    ):
        with pytest.raises(Faulty) as refused:
            read()
        assert [finding.code for finding in refused.value.findings] == ["xml.malformed"]


def test_entities_are_never_expanded() -> None:
    assert parse(BILLION_LAUGHS).text is None

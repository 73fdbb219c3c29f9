"""GB 18030-2022 on top of Python's codec, which still maps as the edition of 2000 did.

Older editions mapped 25 characters to Unicode's private use area because Unicode did not have them
yet: parts used in rare names, ten vertical punctuation marks, and ḿ. Two systems with tables of
different age then see different text, and a payee's name "does not match". Here each of them has
exactly one code point, the assigned one, whichever bytes or code point it came as; written bytes
are those of the 2022 edition, which a reader with an older table still displays right.

Sources: Unicode L2/06-394 for the 24, GB 18030-2005 for ḿ, and for reading (both byte forms lead
to the assigned character) the recommendation L2/23-003.
"""

from typing import Final

_CODEC: Final = "gb18030"

# Code points that moved: in the editions before 2022 the two-byte form led to the first one.
_TWO_BYTES_MOVED: Final = {
    0xE78D: 0xFE10,  # A6D9  vertical comma
    0xE78E: 0xFE12,  # A6DA  vertical ideographic full stop: 8E and 8F are crossed in the standard
    0xE78F: 0xFE11,  # A6DB  vertical ideographic comma
    0xE790: 0xFE13,  # A6DC
    0xE791: 0xFE14,  # A6DD
    0xE792: 0xFE15,  # A6DE
    0xE793: 0xFE16,  # A6DF
    0xE794: 0xFE17,  # A6EC
    0xE795: 0xFE18,  # A6ED
    0xE796: 0xFE19,  # A6F3
    0xE7C7: 0x1E3F,  # A8BC  ḿ, moved in 2005 already
    0xE81E: 0x9FB4,  # FE59  龴
    0xE826: 0x9FB5,  # FE61  龵
    0xE82B: 0x9FB6,  # FE66  龶
    0xE82C: 0x9FB7,  # FE67  龷
    0xE832: 0x9FB8,  # FE6D  龸
    0xE843: 0x9FB9,  # FE7E  龹
    0xE854: 0x9FBA,  # FE90  龺
    0xE864: 0x9FBB,  # FEA0  龻
}
# Here the 2022 edition writes the four-byte form of the assigned character.
_TWO_BYTES_LEFT: Final = {
    0xE816: 0x20087,  # FE51  𠂇
    0xE817: 0x20089,  # FE52  𠂉
    0xE818: 0x200CC,  # FE53  𠃌
    0xE831: 0x215D7,  # FE6C  𡗗
    0xE83B: 0x2298F,  # FE76  𢦏
    0xE855: 0x241FE,  # FE91  𤇾
}
# A3A0 is an unassigned place that old systems wrote for a full-width blank.
_BLANK: Final = {0xE5E5: 0x3000}

_TO_ASSIGNED: Final = _TWO_BYTES_MOVED | _TWO_BYTES_LEFT | _BLANK
_TO_TWO_BYTES: Final = {assigned: private for private, assigned in _TWO_BYTES_MOVED.items()}


def modernise(text: str) -> str:
    """Replace the private-use code points of older GB 18030 editions by the assigned ones.

    Needed also for text that never was GB 18030 here: a partner's decoder may have made them.
    """
    return text.translate(_TO_ASSIGNED)


def decode(data: bytes) -> str:
    """Read GB 18030 of any edition, and so GBK and GB 2312 too; raises `UnicodeDecodeError`."""
    return modernise(data.decode(_CODEC))


def encode(text: str) -> bytes:
    """Write GB 18030-2022; raises `UnicodeEncodeError` for lone surrogates only."""
    return modernise(text).translate(_TO_TWO_BYTES).encode(_CODEC)

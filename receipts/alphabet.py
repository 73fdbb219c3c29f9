"""The 31 signs people can read off paper and type without doubt: no 0 or O, no 1, I or L."""

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def spell(digest: bytes, length: int) -> str:
    """Write `length` signs that depend on the whole digest (bias under 2⁻⁹⁰ for 256 bits and 32 signs less).

    Raises `ValueError` if the digest holds fewer than 64 bits more than the signs can say.
    """
    if 8 * len(digest) < 5 * length + 64:
        message = f"{len(digest)} bytes are too few for {length} unbiased signs"
        raise ValueError(message)
    number = int.from_bytes(digest)
    signs = []
    for _ in range(length):
        number, sign = divmod(number, len(SIGNS))
        signs.append(SIGNS[sign])
    return "".join(signs)


def grouped(signs: str, size: int) -> str:
    """Part signs by hyphens into groups of `size`: `grouped("ABCDEFGH", 4)` is `ABCD-EFGH`."""
    return "-".join(signs[at : at + size] for at in range(0, len(signs), size))

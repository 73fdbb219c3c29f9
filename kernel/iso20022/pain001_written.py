"""How one ERP writes its payments: a pattern for each shape of them, learnt from the first of it.

A pattern has every tag of that payment as it is written, and a group for each text. What it matches from end to end is,
in a document that is known to be valid, that payment with other texts. Nothing is guessed: one payment that
cannot be learnt makes its whole piece one to be walked element by element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kernel.iso20022.pain001_pieces import Marks, Piece
from kernel.iso20022.pain001_shapes import Shape

_PART: Final = re.compile(r"<([^\s<>/]+)([^<>]*)>[^<>]*</\1>|<(/?)([^\s<>/]+)>|[ \t\n]+")
"""A leaf, a tag that has others inside, or what stands between them."""
_CURRENCY: Final = re.compile(r"""( Ccy=)(["'])[A-Z]{3}\2""")
_TEXT: Final = r"([^ \t\n<](?:[^<]*[^ \t\n<])?)"
_BETWEEN: Final = r"[ \t\n]*"
_BLANKS: Final = " \t\r\n"
_REFERENCE: Final = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_PATTERNS_MAX: Final = 64
_AMOUNT: Final = "Amt/InstdAmt"
_CCY: Final = f"{_AMOUNT}@Ccy"
Facts = tuple[Shape, Sequence[str], str]
"""A payment's shape, its texts, and its currency."""


class _Pattern:
    """Payments of one shape as one ERP writes them."""

    def __init__(self, text: str) -> None:
        """`text` is one of them; raises ValueError when it cannot be learnt."""
        self._paths: list[str] = []
        pattern = "".join(self._learnt(text))
        self.match = re.compile(f"{pattern}{_BETWEEN}()").match  # the last text is always empty
        self.currency = self._paths.index(_CCY)
        self.shape = Shape(self._paths)
        if self.match(text) is None:
            raise ValueError(text)

    def _learnt(self, text: str) -> Iterator[str]:
        names: list[str] = []
        at = 0
        while at < len(text):
            part = _PART.match(text, at)
            if part is None:
                raise ValueError(text)
            at = part.end()
            leaf, attributes, closes, name = part.groups()
            if leaf is not None:
                yield self._leaf([*names[1:], _local(leaf)], leaf, attributes)
            elif name is None:
                yield _BETWEEN
            else:
                yield re.escape(part[0])
                names = names[:-1] if closes else [*names, _local(name)]

    def _leaf(self, path: Sequence[str], name: str, attributes: str) -> str:
        if not attributes:
            self._paths.append("/".join(path))
            return f"<{re.escape(name)}>{_TEXT}</{re.escape(name)}>"
        currency = _CURRENCY.fullmatch(attributes)
        if currency is None or "/".join(path) != _AMOUNT:
            raise ValueError(attributes)
        self._paths += [_CCY, _AMOUNT]
        quote = currency[2]
        return (
            f"<{re.escape(name)}{currency[1]}{quote}([A-Z]{{3}}){quote}>{_TEXT}</{re.escape(name)}>"
        )


class Hand:
    """The patterns met in one message."""

    def __init__(self, marks: Marks) -> None:
        self._opens = marks.transfer_opens.decode()
        self._closes = marks.transfer_closes.decode()
        self._block_closes = marks.block_closes.decode()
        self._patterns: list[_Pattern] = []

    def picked(self, piece: Piece) -> list[list[Facts]]:
        """The payments of a valid piece by blocks; nothing when a pattern does not fit somewhere."""
        text, at = piece.run.decode().replace("\r\n", "\n").replace("\r", "\n"), 0
        groups: list[list[Facts]] = [[]]
        has_references = "&" in text
        while at < len(text):
            if text.startswith(self._block_closes, at):
                groups.append([])
                at = text.index(self._opens, at)
            pattern, match = self._fitting(text, at)
            if pattern is None or match is None:
                return []
            texts = match.groups()
            at = match.end()
            if has_references:
                texts = tuple(map(_resolved, texts))
            groups[-1].append((pattern.shape, texts, texts[pattern.currency]))
        return groups

    def _fitting(self, text: str, at: int) -> tuple[_Pattern | None, re.Match[str] | None]:
        """The pattern that fits here, the one that fitted before first, or a new one."""
        for place, pattern in enumerate(self._patterns):
            match = pattern.match(text, at)
            if match is not None:
                if place:
                    self._patterns.insert(0, self._patterns.pop(place))
                return pattern, match
        end = text.find(self._closes, at) + len(self._closes)
        if len(self._patterns) == _PATTERNS_MAX or end < len(self._closes):
            return None, None
        try:
            new = _Pattern(text[at:end])
        except ValueError:
            return None, None
        self._patterns.insert(0, new)
        return new, new.match(text, at)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _resolved(text: str) -> str:
    """A text with its references as characters, without blanks around it."""
    if "&" not in text:
        return text
    return _REFERENCE.sub(_character, text).strip(_BLANKS)


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    return chr(int(found[1], 16) if found[1] else int(found[2]))

"""Payments of one shape: which of their texts is which is worked out once, and then only picked.

An ERP writes all its payments alike. The shape of an element is its tags in document order with the number of
children of each; two elements of one shape hold the same things at the same places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final

from kernel.iso20022.pain001_model import (
    AccountRef,
    AgentRef,
    CreditTransfer,
    PartyRef,
    PaymentType,
)
from kernel.xml import Element, local

_BLANKS: Final = " \t\r\n"
_NOWHERE: Final = -1
"""The last of the texts is empty."""
_SHAPES_MAX: Final = 1_000
_AGENTS_MAX: Final = 1_000
Picks = Callable[[Sequence[str]], Any]
Amount = tuple[str, str, int]

_TYPE: Final = (
    ("PmtTpInf/InstrPrty",),
    ("PmtTpInf/SvcLvl/Cd", "PmtTpInf/SvcLvl/Prtry"),
    ("PmtTpInf/LclInstrm/Cd", "PmtTpInf/LclInstrm/Prtry"),
    ("PmtTpInf/CtgyPurp/Cd", "PmtTpInf/CtgyPurp/Prtry"),
)
_PARTY: Final = (("Cdtr/Nm",), ("Cdtr/PstlAdr/Ctry",), ("Cdtr/PstlAdr/TwnNm",))
_ACCOUNT: Final = (
    ("CdtrAcct/Id/IBAN",), ("CdtrAcct/Id/Othr/Id",), ("CdtrAcct/Ccy",), ("CdtrAcct/Nm",),
)  # fmt: skip
_BANK: Final = "CdtrAgt/FinInstnId"
_AGENT: Final = (
    (f"{_BANK}/BICFI", f"{_BANK}/BIC"),
    (f"{_BANK}/ClrSysMmbId/ClrSysId/Cd", f"{_BANK}/ClrSysMmbId/ClrSysId/Prtry"),
    (f"{_BANK}/ClrSysMmbId/MmbId",),
    (f"{_BANK}/Nm",),
    ("CdtrAgt/BrnchId/Id",),
    (f"{_BANK}/Othr/Id",),
)
_OWN: Final = (
    ("PmtId/InstrId",), ("PmtId/EndToEndId",), ("PmtId/UETR",), ("UltmtCdtr/Nm",), ("ChrgBr",),
    ("Purp/Cd", "Purp/Prtry"), ("RmtInf/Strd/CdtrRefInf/Ref",),
)  # fmt: skip


class Shape:
    """Where the facts of a payment stand among its texts."""

    def __init__(self, paths: Sequence[str]) -> None:
        """`paths` are those of the leaves; an element with children has none."""
        first: dict[str, int] = {}
        for place, path in enumerate(paths):
            first.setdefault(path, place)

        def picks(wanted: Sequence[tuple[str, ...]]) -> Picks:
            places = [
                next((first[path] for path in names if path in first), _NOWHERE) for names in wanted
            ]
            return itemgetter(*places)

        def has(wanted: Sequence[tuple[str, ...]]) -> bool:
            return any(path in first for names in wanted for path in names)

        def every(wanted: str) -> tuple[int, ...]:
            return tuple(place for place, path in enumerate(paths) if path == wanted)

        self.amount = first["Amt/InstdAmt"]
        self._own, self._type, self._party = picks(_OWN), picks(_TYPE), picks(_PARTY)
        self._account, self._agent = picks(_ACCOUNT), picks(_AGENT)
        self._address, self._said = every("Cdtr/PstlAdr/AdrLine"), every("RmtInf/Ustrd")
        self._told = every("InstrForCdtrAgt/InstrInf")
        self._untyped = None if has(_TYPE) else PaymentType()
        self._agents: dict[Sequence[str], AgentRef] = {}

    def transfer(
        self, block_index: int, index: int, texts: Sequence[str], amount: Amount
    ) -> CreditTransfer:
        """The facts of a payment of this shape; `amount` is its text, currency and minor units."""
        instruction, end_to_end, uetr, ultimate, bearer, purpose, reference = self._own(texts)
        name, country, town = self._party(texts)
        address = tuple([texts[place] for place in self._address]) if self._address else ()
        return CreditTransfer(
            block_index, index, instruction, end_to_end, uetr, *amount,
            self._untyped or PaymentType(*self._type(texts)),
            PartyRef(name, country, town, address),
            AccountRef(*self._account(texts)),
            self._bank(self._agent(texts)),
            ultimate, bearer, purpose, _joined(texts, self._said), reference, _joined(texts, self._told),
        )  # fmt: skip

    def _bank(self, named: Sequence[str]) -> AgentRef:
        """Banks are few, and named again and again."""
        known = self._agents.get(named)
        if known is None:
            if len(self._agents) == _AGENTS_MAX:
                self._agents.clear()
            known = self._agents[named] = AgentRef(*named)
        return known


def _joined(texts: Sequence[str], places: tuple[int, ...]) -> str:
    if not places:
        return ""
    return texts[places[0]] if len(places) == 1 else " ".join([texts[place] for place in places])


class Shapes:
    """The shapes met in one message."""

    def __init__(self, namespace: str) -> None:
        self._amount = f"{namespace}InstdAmt"
        self._known: dict[tuple[object, ...], tuple[Shape, int]] = {}

    def of(self, element: Element) -> tuple[Shape, list[str], str]:
        """The shape of a valid payment, its texts, and its currency; ValueError without an InstdAmt."""
        parts = list(element.iter())
        key = (*[part.tag for part in parts], *map(len, parts))
        known = self._known.get(key)
        if known is None:
            known = self._learn(key, parts)
        texts = [(part.text or "").strip(_BLANKS) for part in parts]
        texts.append("")
        return known[0], texts, parts[known[1]].get("Ccy", "")

    def _learn(self, key: tuple[object, ...], parts: Sequence[Element]) -> tuple[Shape, int]:
        paths = [_path(part, parts[0]) for part in parts]
        if "Amt/InstdAmt" not in paths or len(self._known) >= _SHAPES_MAX:
            message = "not a payment of a usual shape"
            raise ValueError(message)
        found = self._known[key] = (Shape(paths), paths.index("Amt/InstdAmt"))
        return found


def _path(part: Element, top: Element) -> str:
    """The path of a leaf below `top`; empty for an element that has children."""
    if len(part):
        return ""
    steps = []
    at: Element | None = part
    while at is not None and at is not top:
        steps.append(local(at.tag))
        at = at.getparent()
    return "/".join(reversed(steps))

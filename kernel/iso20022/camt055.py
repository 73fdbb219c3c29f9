"""Reads camt.055 (客户撤销付款申请), strictly: what it does not say clearly is refused, and nothing is cancelled."""

from __future__ import annotations

from typing import Final

from kernel.currencies import UnknownCurrency
from kernel.errors import Finding, Severity
from kernel.findings import Findings, shown
from kernel.iso20022.amounts import parse_iso_amount
from kernel.iso20022.camt055_model import Camt055, CancelBlock, CancelMessage, CancelTransfer
from kernel.iso20022.rules import IsoRule
from kernel.iso20022.schemas import CAMT_055, NAMESPACE, cancellation_schema
from kernel.limits import XML_BYTES_MAX
from kernel.money import AmountFault
from kernel.xml import Element, Screened, path_of, read_tree
from kernel.xml.rules import XmlRule

_TRUE: Final = frozenset({"true", "1"})


def load_camt055(document: Screened) -> Camt055:
    """Return the whole request; raises `Faulty` with every fault of it."""
    version = _version(document)
    content = bytearray()
    for chunk in document.chunks():
        content += chunk
        if len(content) > XML_BYTES_MAX:
            raise XmlRule.TOO_LARGE.refusal(limit=XML_BYTES_MAX)
    root = read_tree(bytes(content), cancellation_schema(version))
    return _Reader(version).request(root)


def _version(document: Screened) -> str:
    namespace, _, name = document.root_tag().rpartition("}")
    version = namespace.removeprefix("{").removeprefix(NAMESPACE)
    if name != "Document" or version not in CAMT_055:
        supported = ", ".join(CAMT_055)
        raise IsoRule.NOT_CAMT_055.refusal(root=shown(version or name), supported=supported)
    return version


class _Reader:
    """Reads one valid request; the rules beyond the schema are collected."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._ns = f"{{{NAMESPACE}{version}}}"
        self._findings = Findings()

    def request(self, root: Element) -> Camt055:
        body = root[0]
        found = Camt055(
            version=self._version,
            id=self._text(body, "Assgnmt", "Id"),
            created=self._text(body, "Assgnmt", "CreDtTm"),
            messages=tuple(self._message(each) for each in body.iter(f"{self._ns}Undrlyg")),
            case_id=self._text(body, "Case", "Id"),
        )
        self._findings.refuse_if_any()
        return found

    def _message(self, underlying: Element) -> CancelMessage:
        group = underlying.find(f"{self._ns}OrgnlGrpInfAndCxl")
        parts = underlying.findall(f"{self._ns}OrgnlPmtInfAndCxl")
        named = group if group is not None else self._first(parts)
        if named is None:
            self._add(IsoRule.ORIGINAL_MISSING, underlying)
            return CancelMessage("", "", whole=False)
        whole = group is not None and self._text(group, "GrpCxl") in _TRUE
        if not whole and not parts:
            self._add(IsoRule.NOTHING_NAMED, underlying)
        return CancelMessage(
            message_id=self._text(named, "OrgnlMsgId"),
            message_name=self._text(named, "OrgnlMsgNmId"),
            whole=whole,
            blocks=tuple(map(self._block, parts)),
            cancel_id="" if group is None else self._text(group, "GrpCxlId"),
            count=None if group is None else self._count(group),
        )

    def _first(self, parts: list[Element]) -> Element | None:
        """The original message as the blocks name it; all must name the same one."""
        named = [part.find(f"{self._ns}OrgnlGrpInf") for part in parts]
        ids = {None if one is None else self._text(one, "OrgnlMsgId") for one in named}
        return named[0] if len(ids) == 1 and named else None

    def _block(self, part: Element) -> CancelBlock:
        transfers = tuple(map(self._transfer, part.findall(f"{self._ns}TxInf")))
        whole = self._text(part, "PmtInfCxl") in _TRUE
        if not whole and not transfers:
            self._add(IsoRule.NOTHING_NAMED, part)
        return CancelBlock(
            payment_info_id=self._text(part, "OrgnlPmtInfId"),
            whole=whole,
            transfers=transfers,
            cancel_id=self._text(part, "PmtCxlId"),
            count=self._count(part),
        )

    def _transfer(self, item: Element) -> CancelTransfer:
        instruction, end_to_end = (
            self._text(item, "OrgnlInstrId"),
            self._text(item, "OrgnlEndToEndId"),
        )
        if not instruction and not end_to_end:
            self._add(IsoRule.PAYMENT_UNNAMED, item)
        amount = item.find(f"{self._ns}OrgnlInstdAmt")
        currency = "" if amount is None else amount.get("Ccy", "")
        return CancelTransfer(
            instruction, end_to_end, self._text(item, "CxlId"), self._amount(amount), currency
        )

    def _amount(self, element: Element | None) -> int | None:
        if element is None:
            return None
        try:
            return parse_iso_amount((element.text or "").strip(), element.get("Ccy", ""))
        except (AmountFault, UnknownCurrency) as fault:
            self._findings.add(
                Finding(fault.code, Severity.BLOCK, fault.message, path_of(element, {}))
            )
            return None

    def _count(self, element: Element) -> int | None:
        text = self._text(element, "NbOfTxs")
        return int(text) if text else None

    def _text(self, element: Element, *names: str) -> str:
        path = "/".join(f"{self._ns}{name}" for name in names)
        return (element.findtext(path) or "").strip()

    def _add(self, rule: IsoRule, element: Element) -> None:
        self._findings.add(rule.finding(path_of(element, {})))

"""What a status report (pain.002) says about a whole message and each of its lines."""

from __future__ import annotations

import hashlib
from collections import Counter
from io import BytesIO
from typing import Final

from erp_adapters.client import FINAL_FAILURES
from erp_adapters.gateway.items import SUCCEEDED, News
from kernel.text import Text
from kernel.xml import Element, local, screen, units

_FINAL: Final = frozenset({"ACSC", "RJCT"})
GROUP_WORDS: Final = {
    "ACSC": Text("已完成", "settled"),
    "ACSP": Text("处理中", "in process"),
    "ACCP": Text("已受理", "accepted"),
    "PDNG": Text("待审批或待确认", "pending"),
    "PART": Text("部分完成", "in part"),
    "RJCT": Text("未付", "not paid"),
    "RCVD": Text("已收到", "received"),
}


def news_of_report(report: bytes) -> News:
    """The status of the message and how many lines stand where; `code` changes when any line does."""
    document = screen(BytesIO(report))
    namespace, _, _ = document.root_tag().rpartition("}")
    tag = namespace + "}" if namespace else ""
    head = (f"{tag}Document", f"{tag}CstmrPmtStsRpt")
    group = (*head, f"{tag}OrgnlGrpInfAndSts")
    line = (*head, f"{tag}OrgnlPmtInfAndSts", f"{tag}TxInfAndSts")
    block = (*head, f"{tag}OrgnlPmtInfAndSts")
    status, counts, digest = "", Counter[str](), hashlib.sha256()
    for unit in units(document, frozenset({group, block, line})):
        if unit.place == group:
            status = _text(unit.element, "GrpSts")
        else:
            found = _text(unit.element, "TxSts" if unit.place == line else "PmtInfSts")
            digest.update(f"{unit.place[-1]} {found}\n".encode())
            if unit.place == line:
                counts[found] += 1
    over = status in _FINAL or (bool(counts) and status == "PART" and counts.keys() <= _FINAL)
    mark = f"{'over' if over else 'open'}:{digest.hexdigest()[:16]}"
    return News(status, "", mark, _said(status, counts), report)


def is_over(news: News) -> bool:
    """Whether nothing more is to be expected but a return."""
    return news.status in SUCCEEDED | FINAL_FAILURES | _FINAL or news.code.startswith("over:")


def _said(status: str, counts: Counter[str]) -> Text:
    parts = [
        (GROUP_WORDS.get(name, Text(name, name)), count)
        for name, count in sorted(counts.items())
        if name
    ]
    whole = GROUP_WORDS.get(status, Text(status, status))
    if not parts:
        return whole
    zh = "，".join(f"{text.zh} {count} 笔" for text, count in parts)
    en = ", ".join(f"{count} {text.en}" for text, count in parts)
    return Text(f"{whole.zh}：{zh}", f"{whole.en}: {en}")


def _text(element: Element, name: str) -> str:
    for child in element:
        if local(child.tag) == name:
            return child.text or ""
    return ""

"""Example facts of the pages about the direct link and the audit trail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import request

from corporate.web import parts as p
from corporate.web.gallery import house as h
from corporate.web.views.audit import SHOWN_DOORS
from corporate.web.views.webhooks import SIGNATURES
from kernel.crypto import SignatureAlgorithm
from kernel.operation import Door
from kernel.text import Text
from workflows.audit.commands import AuditLine
from workflows.certificates.commands import CertificateView, MessageLine
from workflows.certificates.life import CertificateState
from workflows.feed.commands import EventKind
from workflows.feed.webhooks.commands import WebhookView

_KEY: Final = "8f2c41d07be9a3566d1140c2f95ab7e3c0d94b1e77a25f8813c6e0427fd95a10"
_CA: Final = "CN=云港银行银企直联 CA,O=云港银行,C=CN"
_SERIAL: Final = "4C1F9A2E07B35D8861E0A7F2935BC410"
_LINE: Final = "019aa2c4-7d10-7c31-8f00-5a3de0b7c911"


def link() -> dict[str, Any]:
    """Certificates, addresses and messages; `?empty` before the first."""
    empty = "empty" in request.args
    rows = (
        _row(_SERIAL, "chenhai-erp", Text("有效", "Valid"), "ok", 341),
        _row("CERT-10001", "treasury-01", Text("即将到期", "Expiring soon"), "warn", 6),
        _row("2B7E151628AED2A6ABF7158809CF4F3C", "old-erp", Text("已吊销", "Revoked"), "stop", 0),
    )
    waiting = p.Note(
        Text("待另一位管理员确认", "Waits for another administrator"),
        Text("申请直联证书：payroll-01", "Certificate for payroll-01"),
        "warn",
        "hourglass",
        href="#",
    )
    return {
        "rows": () if empty else rows,
        "address": "https://bank.example/b/yungang/link/v1",
        "enterprise": "10001",
        "reference_url": "#",
        "networks": [] if empty else ["203.0.113.7", "198.51.100.0/24", "2001:db8:85a3::/48"],
        "authority": _CA,
        "authority_fingerprint": _KEY,
        "messages": () if empty else (_message("0000", 31), _message("C301", 30)),
        "notes": () if empty else (waiting,),
        "new_url": "#",
        "addresses_url": "#",
        "sealed_only": not empty,
        "sealing_url": "#",
        "webhooks_url": "#",
        "changes_url": "#",
    }


def link_new() -> dict[str, Any]:
    """Asking for a certificate; `?faults` after a wrong try."""
    wrong = "faults" in request.args
    fault = Text("证书申请格式不正确", "Not a well-formed request") if wrong else ""
    return _form({"operator": p.Value("chenhai-erp"), "document": p.Value("MIHk", fault)}) | {
        "faults": (p.FormFault("document", fault),) if wrong else (),
    }


def link_addresses() -> dict[str, Any]:
    """The list of addresses."""
    return _form({"networks": p.Value("203.0.113.7\n198.51.100.0/24")})


def link_sealing() -> dict[str, Any]:
    """Whether messages must come sealed."""
    return _form({"required": p.Value("false")})


def webhooks() -> dict[str, Any]:
    """Addresses that are told; `?empty` before the first."""
    empty = "empty" in request.args
    return {
        "rows": () if empty else (_hook("https://erp.chenhai.example/yinqi/events", 0, ""), _hook(
            "https://10.8.2.15/hooks?source=bank", 12, "HTTP 503"
        )),
        "notes": (),
        "new_url": "#",
        "back_url": "/gallery/link",
    }  # fmt: skip


def webhook() -> dict[str, Any]:
    """Setting one; `?faults` after a wrong try."""
    wrong = "faults" in request.args
    fault = (
        Text("推送地址须为 https:// 开头的完整网址", "An address begins with https://")
        if wrong
        else ""
    )
    return {
        "url": p.Value("http://erp.chenhai.example" if wrong else "https://erp.chenhai.example/events", fault),
        "kinds": ["payment", "credit"],
        "signature": "sm2-sm3",
        "reason": p.Value(""),
        "is_known": not wrong,
        "faults": (p.FormFault("url", fault),) if wrong else (),
        "all_kinds": tuple(EventKind),
        "signatures": tuple(SIGNATURES.items()),
        "back_url": "/gallery/webhooks",
        "kinds_fault": "",
        "replay_url": "" if wrong else "#",
        "since": "2026-11-20T09:00",
    }  # fmt: skip


def _hook(url: str, waiting: int, error: str) -> dict[str, Any]:
    hook = WebhookView(
        webhook_id=_LINE, url=url, kinds=(EventKind.PAYMENT, EventKind.CREDIT), waiting=waiting, sent=1_204,
        signature=SignatureAlgorithm.SM2_SM3, since=h.at(9, 0), given_up=0, last_sent_at=h.at(10, 2), error=error,
    )  # fmt: skip
    return {"hook": hook, "href": "#"}


def link_certificate() -> dict[str, Any]:
    """One certificate."""
    one = CertificateView(
        serial=_SERIAL,
        operator="chenhai-erp",
        operator_name="辰海 ERP",
        subject="CN=chenhai-erp,OU=10001,O=上海辰海物流股份有限公司,C=CN",
        issuer=_CA,
        key=_KEY,
        state=CertificateState.ACTIVE,
        not_before=h.at(9, 0),
        not_after=h.at(9, 0, 365),
        days_left=341,
        renewed_from="CERT-10001",
        pem="-----BEGIN CERTIFICATE-----\nMIICDTCCAbOgAwIBAgIQ\n-----END CERTIFICATE-----\n",
    )
    return {
        "row": _row(_SERIAL, "chenhai-erp", Text("有效", "Valid"), "ok", 341),
        "one": one,
        "issuer": one.issuer,
        "faults": (),
        "list_url": "/gallery/link",
        "revoke_url": "#",
    }


def audit() -> dict[str, Any]:
    """The trail; `?item` with a line open beside it, `?empty` before the first, `?broken`."""
    line = _line("payments.submit", Text("提交付款", "Submit a payment"), "P261120-7KQ2M9XA")
    other = _line("approvals.decide", Text("审批", "Decide"), "019aa2c4-7d10")
    item = "item" in request.args
    good = p.Note(
        Text("审计链完整", "The chain is intact"),
        Text("最近校验 2026-11-20 12:00 · 共 48,210 行", "Last checked 2026-11-20 12:00 · 48,210 rows"),
        "ok",
        "shield-lock",
    )  # fmt: skip
    broken = p.Note(
        Text("审计链异常，请立即联系银行", "The chain is broken: ask the bank at once"),
        "",
        "stop",
        "alert-triangle",
    )
    detail = line | {
        "facts": (("address", "203.0.113.7"), ("by", "CERT-10001"), ("trace", _KEY[:32]))
    }
    return {
        "rows": () if "empty" in request.args else (line | {"on": item}, other),
        "turn": p.Turn(rows=None, shown=2, next_url="#"),
        "query": {
            name: p.Value("")
            for name in ("who", "action", "target", "address", "door", "from", "to")
        },
        "doors": SHOWN_DOORS,
        "is_filtered": False,
        "note": broken if "broken" in request.args else good,
        "chosen": detail if item else None,
        "close_url": "#",
        "list_url": "#",
        "files": (("csv", "#"), ("jsonl", "#")),
    }  # fmt: skip


def _form(typed: dict[str, p.Value]) -> dict[str, Any]:
    empty = {name: p.Value("") for name in ("operator", "document", "networks", "reason")}
    return {
        "form": empty | typed,
        "operators": ["chenhai-erp", "treasury-01"],
        "faults": (),
        "here": "203.0.113.7",
        "list_url": "/gallery/link",
    }


def _row(serial: str, operator: str, state: Text, tone: p.Tone, days: int) -> dict[str, Any]:
    return {
        "serial": serial,
        "href": "/gallery/link-certificate",
        "operator": operator,
        "name": "辰海 ERP",
        "state": p.Tag(state, tone, "circle-check"),
        "since": h.at(9, 0).date(),
        "until": h.at(9, 0, days).date(),
        "days": days,
        "soon": tone == "warn",
        "is_bare": serial.startswith("CERT"),
    }


def _message(code: str, minute: int) -> dict[str, Any]:
    line = MessageLine(
        trace=_KEY[:32],
        operation="payments.submit",
        code=code,
        certificate=_SERIAL,
        address="203.0.113.7",
        at=h.at(14, minute),
    )
    return {"line": line, "good": code == "0000"}


def _line(action: str, title: Text, number: str) -> dict[str, Any]:
    line = AuditLine(
        line_id=_LINE,
        at=h.at(14, 31) - timedelta(seconds=4),
        actor="李雯",
        door=Door.WEB.value,
        action=action,
        title_zh=title.zh,
        title_en=title.en,
        object_type="payments",
        object_id=number,
        address="203.0.113.7",
        detail="{}",
        seq=48_207,
        hash=_KEY,
    )
    return {"line": line, "door": Door.WEB.label, "title": title, "on": False, "href": "?item=1"}

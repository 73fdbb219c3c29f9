"""What may be asked about certificates and addresses, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.certificates.life import CertificateState

_LOGIN = r"[A-Za-z0-9][A-Za-z0-9._@+-]*"
_SERIAL = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_REASON = Text("原因", "Reason")
SERIAL = Text("证书序列号", "Certificate serial")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCertificates:
    """Every certificate of the enterprise, and from where its messages may come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCertificate:
    """A certificate for an operator: a PKCS#10 request, or a certificate of a trusted authority."""

    operator: str = spec(
        Text("操作员登录名", "Operator"), max_bytes=64, pattern=_LOGIN, example="chenhai-erp"
    )
    document: bytes = spec(
        Text("证书申请或证书", "Request or certificate"), Kind.DOCUMENT, max_bytes=16 << 10,
        hint=Text("PEM 或 DER", "PEM or DER"),
    )  # fmt: skip
    reason: str = spec(_REASON, max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeCertificate:
    """Revoke a certificate and whatever was renewed from it."""

    serial: str = spec(SERIAL, max_bytes=64, pattern=_SERIAL, example="1A2B3C4D5E6F")
    reason: str = spec(_REASON, max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAddresses:
    """The networks messages may come from; none means any."""

    networks: str = spec(
        Text("IP 地址或网段", "Addresses"), max_bytes=4000, default="",
        example="203.0.113.7 198.51.100.0/24",
        hint=Text("用空格或逗号分隔；留空为不限", "Separated by blanks or commas; empty means any"),
    )  # fmt: skip
    reason: str = spec(_REASON, max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireSealing:
    """Whether messages must come sealed."""

    required: bool = spec(Text("必须加密", "Sealed only"), Kind.FLAG)
    reason: str = spec(_REASON, max_bytes=300, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewCertificate:
    """A certificate for a new key, asked for with the old one while it counts."""

    request: str = spec(
        Text("证书申请（PKCS#10，Base64）", "Certificate request (PKCS#10, base64)"),
        max_bytes=4000, pattern=r"[A-Za-z0-9+/]+={0,2}",
        example="MIHkMIGLAgEAMCkxCzAJBgNVBAYTAkNO",
        hint=Text("DER 的 Base64，不换行；须为新密钥", "Base64 of the DER on one line; for a new key"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewedCertificate:
    """The new certificate, and until when the old one goes on counting."""

    serial: str = spec(SERIAL, max_bytes=64)
    certificate: str = spec(
        Text("证书（DER，Base64）", "Certificate (DER, base64)"), max_bytes=8000
    )
    not_before: datetime = spec(Text("生效时间", "Valid from"), Kind.INSTANT)
    not_after: datetime = spec(Text("到期时间", "Valid to"), Kind.INSTANT)
    old_serial: str = spec(Text("原证书序列号", "Old serial"), max_bytes=64)
    old_until: datetime = spec(Text("原证书可用至", "Old one counts until"), Kind.INSTANT)
    duplicate: bool = spec(Text("重复请求", "Duplicate"), Kind.FLAG, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateView:
    """A certificate as administrators see it."""

    serial: str = spec(SERIAL, max_bytes=64)
    operator: str = spec(Text("操作员登录名", "Operator"), max_bytes=64)
    operator_name: str = spec(
        Text("操作员", "Operator's name"), max_bytes=120, sensitivity=Sensitivity.PERSONAL
    )
    subject: str = spec(Text("证书主体", "Subject"), max_bytes=1000, default="")
    issuer: str = spec(Text("颁发机构", "Issuer"), max_bytes=1000, default="")
    key: str = spec(Text("公钥指纹（SM3）", "Key fingerprint (SM3)"), max_bytes=64)
    state: CertificateState = spec(Text("状态", "State"), Kind.CHOICE, choices=CertificateState)
    not_before: datetime = spec(Text("生效时间", "Valid from"), Kind.INSTANT)
    not_after: datetime = spec(Text("到期时间", "Valid to"), Kind.INSTANT)
    days_left: int = spec(Text("剩余天数", "Days left"), Kind.INTEGER)
    renewed_from: str = spec(Text("由何证书换新", "Renewed from"), max_bytes=64, default="")
    pem: str = spec(Text("证书（PEM）", "Certificate (PEM)"), max_bytes=8000, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatesView:
    """Certificates, addresses and the bank's own authority."""

    enterprise: str = spec(Text("企业客户号", "Enterprise number"), max_bytes=40)
    certificates: tuple[CertificateView, ...] = spec(
        Text("证书", "Certificates"), Kind.GROUP, group=CertificateView
    )
    networks: str = spec(Text("允许的地址", "Allowed addresses"), max_bytes=4000, default="")
    sealed_only: bool = spec(Text("报文必须加密", "Sealed messages only"), Kind.FLAG, default=False)
    authority: str = spec(Text("本行 CA", "The bank's authority"), max_bytes=1000)
    authority_fingerprint: str = spec(
        Text("CA 证书指纹（SM3）", "The authority's fingerprint (SM3)"), max_bytes=64
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMessages:
    """The messages of the last seven days, newest first; every condition given must hold."""

    limit: int = spec(Text("条数", "How many"), Kind.INTEGER, default=20)
    trace: str = spec(Text("追踪号", "Trace"), max_bytes=64, default="")
    operation: str = spec(Text("交易码", "Operation"), max_bytes=64, default="")
    code: str = spec(Text("返回码", "Code"), max_bytes=8, default="")
    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=420, default="")
    cursor: str = spec(Text("翻页标记", "Cursor"), max_bytes=200, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """One message whose signature was right, and what became of it."""

    trace: str = spec(Text("追踪号", "Trace"), max_bytes=64)
    operation: str = spec(Text("交易码", "Operation"), max_bytes=64)
    code: str = spec(Text("返回码", "Code"), max_bytes=8)
    certificate: str = spec(SERIAL, max_bytes=64)
    client_serial: str = spec(Text("客户流水号", "Client serial"), max_bytes=420, default="")
    address: str = spec(Text("来源地址", "Address"), max_bytes=64, default="")
    at: datetime = spec(Text("时间", "At"), Kind.INSTANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesView:
    """Messages, newest first."""

    messages: tuple[MessageLine, ...] = spec(
        Text("报文", "Messages"), Kind.GROUP, group=MessageLine
    )
    cursor: str = spec(Text("下一页标记", "Next page"), max_bytes=200, default="")
    per_minute: int = spec(Text("每分钟最多", "A minute at most"), Kind.INTEGER)
    at_once: int = spec(Text("同时最多", "At once at most"), Kind.INTEGER)
    last_minute: int = spec(Text("最近一分钟", "In the last minute"), Kind.INTEGER)
    refused_last_hour: int = spec(
        Text("最近一小时被拒绝", "Refused in the last hour"), Kind.INTEGER
    )

"""Certificates and addresses in the catalogue."""

from __future__ import annotations

from kernel.operation import PEOPLE, Door, Idempotency, Operation, Verb
from kernel.text import Text
from workflows.certificates import commands
from workflows.mandates.commands import MandateView

_RIGHT = "certificates.request"

LIST = Operation(
    code="certificates.list",
    title=Text("直联证书与地址", "Certificates and addresses of the direct link"),
    command=commands.ListCertificates,
    answer=commands.CertificatesView,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    right_of=_RIGHT,
    administers=True,
)
MESSAGES = Operation(
    code="certificates.messages",
    title=Text("直联报文记录", "Messages of the direct link"),
    command=commands.ListMessages,
    answer=commands.MessagesView,
    verb=Verb.SEE,
    doors=PEOPLE,
    idempotency=Idempotency.READ,
    right_of=_RIGHT,
    administers=True,
)
REQUEST = Operation(
    code=_RIGHT,
    title=Text("直联证书管理", "Certificates of the direct link"),
    command=commands.RequestCertificate,
    answer=MandateView,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    administers=True,
    about=Text(
        "为操作员申请证书；另一位管理员确认后颁发。",
        "A certificate for an operator, issued when another administrator has confirmed it.",
    ),
)
REVOKE = Operation(
    code="certificates.revoke",
    title=Text("吊销直联证书", "Revoke a certificate"),
    command=commands.RevokeCertificate,
    answer=MandateView,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    right_of=_RIGHT,
    administers=True,
)
RENEW = Operation(
    code="certificates.renew",
    title=Text("证书换新", "Renew the certificate"),
    command=commands.RenewCertificate,
    answer=commands.RenewedCertificate,
    verb=Verb.MAKE,
    doors=frozenset({Door.DIRECT_LINK}),
    idempotency=Idempotency.STATE,
    about=Text(
        "由企业系统用仍有效的原证书签名提交；同一申请重复提交得到同一证书。",
        "Sent by the enterprise's system, signed with the key that still counts; the same request"
        " sent again brings the same certificate.",
    ),
)
ADDRESSES = Operation(
    code="certificates.addresses",
    title=Text("直联来源地址", "Addresses of the direct link"),
    command=commands.ChangeAddresses,
    answer=MandateView,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    administers=True,
)
SEALING = Operation(
    code="certificates.sealing",
    title=Text("直联报文加密", "Sealing of the direct link"),
    command=commands.RequireSealing,
    answer=MandateView,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    right_of="certificates.addresses",
    administers=True,
    about=Text(
        "另一位管理员确认后，未加密的直联报文一律拒绝；取消亦须两人。",
        "Once another administrator has confirmed it, messages that are not sealed are refused;"
        " lifting that takes two people as well.",
    ),
)

OPERATIONS = (LIST, MESSAGES, REQUEST, REVOKE, RENEW, ADDRESSES, SEALING)

"""A certificate of the direct link issued at the desk (柜面颁发直联证书), for a request the customer handed in.

The desk reads the request and says whose key it is; the bank's authority signs in the worker, where its key lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from corporate.staff.roles import Duty
from kernel.context import Context
from kernel.errors import YinqiError
from kernel.text import Text
from workflows.desk import about, customers
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.desk.ports import Certificates
from workflows.mandates.kinds import Change

_PEM_MAX: Final = 4_000
_REQUEST: Final = Text(
    "粘贴客户提交的证书请求（PKCS#10 PEM）；私钥由客户自持，银行不接触",
    "Paste the request the customer handed in (PKCS#10, PEM); its private key stays with the customer",
)
_HOW: Final = Text(
    "企业系统管理员登记的接口操作员登录名", "The log-in name of the operator its programs act as"
)
_ELSE: Final = Text("请求与复核的内容不符", "The request is not what was agreed upon")
_COMPARE: Final = Text("请与客户书面提供的指纹逐位核对", "Compare with the fingerprint in the customer's letter")  # fmt: skip


class CertificateKind(PlainKind):
    """Issue one; the target is the customer number (颁发直联证书)."""

    code: ClassVar[str] = "certificate"
    title: ClassVar[Text] = Text("颁发直联证书", "Issue a certificate")
    duty: ClassVar[Duty] = Duty.BUSINESS
    by_worker: ClassVar[bool] = True
    labels: ClassVar[Mapping[str, Text]] = {
        "holder": Text("操作员", "Operator"),
        "subject": Text("请求主体", "Subject of the request"),
        "key": Text("公钥指纹（SM3）", "Key fingerprint (SM3)"),
        "letter": Text("申请书编号", "Number of the letter"),
    }

    def __init__(self, certificates: Certificates) -> None:
        self._certificates = certificates

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """For which operator, over which request, on which letter."""
        customers.by_number(ctx, target.split("/", maxsplit=1)[0])
        return (
            Field("operator", self.labels["holder"], hint=_HOW),
            Field("letter", self.labels["letter"], hint=_COMPARE),
            Field("request", Text("证书请求", "Request"), sort="area", hint=_REQUEST),
        )

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """What the request asks for, read."""
        number = target.split("/", maxsplit=1)[0]
        row, reader = customers.by_number(ctx, number), Reader(typed)
        operator, letter = reader.text("operator", most=60), reader.text("letter", most=60)
        request = typed.get("request", "").strip()[:_PEM_MAX]
        reader.done()
        inside, told = ctx.inside(row["id"]), dict[str, str]()
        try:
            told |= self._certificates.read(inside, operator, request)
        except YinqiError as refused:
            field = "operator" if refused.code == "certificate.operator_unknown" else "request"
            reader.wrong(field, refused.message)
            reader.done()
        after = {
            **told, "operator": operator, "letter": letter, "request": request, "enterprise_id": str(row["id"]),
        }  # fmt: skip
        title = Text(f"颁发直联证书：{row['name']} {operator}", f"Certificate for {row['name']}'s {operator}")  # fmt: skip
        return Wish(f"{number}/{told['key'][:16]}", after, title, row["id"])

    def about(self, ctx: Context, target: str) -> about.Told:
        """Whose it will be."""
        return about.enterprise(ctx, target.split("/", maxsplit=1)[0])

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        shown = about.grouped(value) if name == "key" and value else value
        return super().said(ctx, name, shown)

    def apply(self, ctx: Context, change: Change) -> None:
        """The bank's authority signs what was read and agreed upon; it counts from the next message on."""
        after = change.after
        inside = ctx.inside(UUID(after["enterprise_id"]))
        told = self._certificates.read(inside, after["operator"], after["request"])
        if any(after[name] != said for name, said in told.items()):
            raise CannotTake(reason=_ELSE)
        self._certificates.issue(inside, after["operator"], after["request"])

"""The agreement in the catalogue: read it, sign it. Both work before it is in force."""

from __future__ import annotations

from kernel.operation import PEOPLE, Idempotency, Operation, StepUp, Verb, reading
from kernel.text import Text
from workflows.agreements import commands

SHOW = reading(
    "agreements.show",
    Text("服务协议", "The agreement with the bank"),
    commands.ShowAgreement,
    commands.AgreementView,
    administers=True,
)
SIGN = Operation(
    code="agreements.sign",
    title=Text("签署服务协议", "Sign the agreement with the bank"),
    command=commands.SignAgreement,
    answer=commands.AgreementView,
    verb=Verb.MAKE,
    doors=PEOPLE,
    idempotency=Idempotency.STATE,
    step_up=StepUp.SIGN,
    right_of="agreements.show",
    administers=True,
    about=Text(
        "签署前企业不能办理其他业务；两位管理员签署后生效。",
        "Before it is signed the enterprise may do nothing else; with two administrators' signatures it is in force.",
    ),
)

OPERATIONS = (SHOW, SIGN)

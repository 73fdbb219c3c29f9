"""OpenAPI 3.1 of the JSON messages, generated from the catalogue: one path for each operation.

What it says of a message is the JSON schema of the same records; what it says of refusals is the
table of refusals. Nothing in it is written by hand but the sentences.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from connectors.direct_link.answers import KEY_ID, SIGNATURE
from connectors.direct_link.contract.json_schema import Schema, definitions, record_schema, written
from connectors.direct_link.contract.records import message_name, records_of
from connectors.direct_link.contract.samples import head_sample, values_sample
from connectors.direct_link.documents import format_of
from connectors.direct_link.head import Head
from connectors.direct_link.refusals import Family
from kernel.operation import Door, Operation
from kernel.text import Text

_PLACE: Final = "#/components/schemas/"
_JSON: Final = "application/json"
_TITLE: Final = Text("银企直联 JSON 接口", "Direct link, JSON")
_ABOUT: Final = Text(
    "与签名 XML、SOAP 同一套交易、同一返回码、同一幂等键。签名为请求体原始字节的签名（Base64），放在 HTTP 头"
    " Yinqi-Signature 中；金额一律为字符串。HTTP 状态说传输，Code 说报文，Body.Status 说业务，三者不混用。",
    "The same operations, codes and idempotency as signed XML and SOAP. The signature is over the raw"
    " bytes of the body (base64, HTTP header Yinqi-Signature); amounts are strings. The HTTP status is"
    " about transport, Code about the message, Body.Status about the business: never mixed.",
)
_SIGNED: Final = Text("应答正文原始字节的签名", "The bank's signature over the raw answer")
_KEY: Final = Text("银行公钥编号", "Which key of the bank's it is")
_REFUSED: Final = Text(
    "报文被拒绝；首字母说明怎么办。", "The message was refused; its letter says what to do. "
)


def openapi_of(operations: Iterable[Operation]) -> bytes:
    """Return the description of the operations offered at this door."""
    offered = [operation for operation in operations if Door.DIRECT_LINK in operation.doors]
    return written(
        {
            "openapi": "3.1.0",
            "info": {"title": _both(_TITLE), "version": "1", "description": _both(_ABOUT)},
            "servers": [_server()],
            "security": [{"signature": []}],
            "paths": {f"/json/{one.code}": {"post": _operation(one)} for one in offered},
            "components": {
                "schemas": _schemas(offered),
                "responses": {"Refused": _refused()},
                "headers": {SIGNATURE: _header(_SIGNED), KEY_ID: _header(_KEY)},
                "securitySchemes": {
                    "signature": {"type": "apiKey", "in": "header", "name": SIGNATURE}
                },
            },
        }
    )


def _server() -> Schema:
    variables = {"origin": {"default": "https://bank.example"}, "bank": {"default": "yungang"}}
    return {"url": "{origin}/b/{bank}/link/v1", "variables": variables}


def _operation(operation: Operation) -> Schema:
    name = message_name(operation.code)
    example = {"Head": head_sample(operation), "Body": values_sample(operation.command)}
    described = {"description": _both(operation.about)} if operation.about.zh else {}
    return {
        "operationId": name,
        "summary": _both(operation.title),
        "tags": [operation.code.partition(".")[0]],
        **described,
        "requestBody": {
            "required": True,
            "content": {_JSON: {"schema": _ref(f"{name}Request"), "example": example}},
        },
        "responses": {
            "200": {
                "description": "0000",
                "headers": _signed(),
                "content": {_JSON: {"schema": _ref(f"{name}Response")}},
            },
            "4XX": {"$ref": "#/components/responses/Refused"},
            "5XX": {"$ref": "#/components/responses/Refused"},
        },
    }


def _schemas(offered: list[Operation]) -> Schema:
    made = definitions(records_of(offered), _PLACE)
    for operation in offered:
        for record, sent in ((operation.command, True), (operation.answer, False)):
            if format_of(record) is not None:
                made[record.__name__] = record_schema(record, sent=sent, place=_PLACE)
        name = message_name(operation.code)
        made[f"{name}Request"] = _closed(Head=_ref("Head"), Body=_ref(operation.command.__name__))
        made[f"{name}Response"] = _object(
            Head=_ref("AnswerHead"), Body=_ref(operation.answer.__name__)
        )
    return made | {
        "Head": record_schema(Head, sent=True, place=_PLACE),
        "AnswerHead": _answer_head(),
        "Worded": _object(Zh={"type": "string"}, En={"type": "string"}),
        "Fault": _object(Code={"type": "string"}, Element={"type": "string"}, Text=_ref("Worded")),
        "Refusal": _object(
            optional=("Faults",),
            Head=_ref("AnswerHead"),
            Faults={"type": "array", "items": _ref("Fault")},
        ),
    }


def _answer_head() -> Schema:
    """Echoes stand where the request was verified; only then the answer is signed."""
    text: Schema = {"type": "string"}
    return _object(
        optional=("Operation", "Bank", "Enterprise", "Certificate", "Nonce", "Reason"),
        Operation=text, Bank=text, Enterprise=text, Certificate=text, Nonce=text,
        Timestamp=text | {"format": "date-time"}, Trace=text,
        Code=text | {"pattern": f"^(0000|[{''.join(Family)}][0-9]{{3}})$"},
        Reason=text, Text=_ref("Worded"), Duplicate={"type": "boolean"},
    )  # fmt: skip


def _refused() -> Schema:
    advice = " ".join(f"{family.value}: {_both(family.advice)}." for family in Family)
    return {
        "description": _both(_REFUSED) + advice,
        "headers": _signed(),
        "content": {_JSON: {"schema": _ref("Refusal")}},
    }


def _signed() -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (SIGNATURE, KEY_ID)}


def _header(about: Text) -> Schema:
    return {"description": _both(about), "schema": {"type": "string"}}


def _object(*, optional: tuple[str, ...] = (), **properties: Any) -> Schema:
    """A record of an answer: others may come to its members, so that it is not closed."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _closed(**properties: Any) -> Schema:
    """A record of a request: a member it does not name is refused."""
    return _object(**properties) | {"additionalProperties": False}


def _ref(name: str) -> Schema:
    return {"$ref": f"{_PLACE}{name}"}


def _both(text: Text) -> str:
    return f"{text.zh} {text.en}".strip()

"""What SOAP itself refuses, before anything of ours is looked at."""

from __future__ import annotations

from kernel.errors import Invalid
from kernel.findings import Rule
from kernel.text import Text


class NotUnderstood(Invalid):
    """A header that must be understood, and is not."""

    code = "link.not_understood"
    text = Text(
        "SOAP 头 {name} 标有 mustUnderstand，本行不处理该头；请去掉后重发。",
        "The SOAP header {name} says mustUnderstand, and we do not process it; send without it.",
    )


class VersionMismatch(Invalid):
    """The envelope is of another version than the Content-Type says."""

    code = "link.soap_version"
    text = Text(
        "信封不是 SOAP {version}：SOAP 1.1 用 Content-Type text/xml，SOAP 1.2 用 application/soap+xml。",
        "The envelope is not SOAP {version}: SOAP 1.1 goes as text/xml, SOAP 1.2 as application/soap+xml.",
    )


class SoapRule(Rule):
    """What can be wrong with a SOAP message beyond its schema."""

    HEAD_MISSING = (
        "link.soap_head_missing",
        "SOAP Body 内应为 …Request 元素（命名空间 urn:yinqi:link:1），以 Head 开头，且 Head 须在前 {limit} 字节内结束",
        "The SOAP Body holds a …Request (namespace urn:yinqi:link:1) with its Head first, ending within {limit} bytes",
    )
    SHAPE = (
        "link.soap_shape",
        "SOAP 信封只含 Header（可省略）与 Body，Body 内恰有一个元素",
        "A SOAP envelope holds a Header, which may be left out, and a Body with exactly one element",
    )
    SECURITY = (
        "link.soap_security",
        "WS-Security 头须恰有一个：一个 Timestamp、一个 Signature，签名覆盖 Timestamp 与 Body，排他规范化，摘要 SHA-256 或 SM3",
        "There is one WS-Security header with one Timestamp and one Signature, which covers Timestamp and Body, with exclusive canonicalisation and SHA-256 or SM3",
    )

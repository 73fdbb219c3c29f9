"""What the direct link refuses before or around an operation."""

from __future__ import annotations

from datetime import datetime

from kernel import limits
from kernel.calendar import SHANGHAI
from kernel.errors import Conflict, Denied, Invalid, NotFound, OutcomeUnknown, Unavailable
from kernel.findings import Rule
from kernel.text import Text


class SignatureMissing(Invalid):
    """No signature came with the message, or what came cannot be one."""

    code = "link.signature_missing"
    text = Text(
        "缺少 HTTP 头 Yinqi-Signature，或其内容不是 Base64。",
        "The HTTP header Yinqi-Signature is missing or not base64.",
    )


class BodyTooLarge(Invalid):
    """Longer than a message of this operation may be."""

    code = "link.body_too_large"
    text = Text(
        "报文超过 {limit} 字节的上限；批量付款请使用 payments.import。",
        "The message is longer than {limit} bytes; batches go by payments.import.",
    )


class BodyIncomplete(Invalid):
    """The connection ended, or the bytes are not as many as Content-Length says."""

    code = "link.body_incomplete"
    text = Text(
        "报文不完整：实际字节数与 Content-Length 不符。",
        "The message is incomplete: its length is not the one Content-Length says.",
    )


class LengthMissing(Invalid):
    """How long the message is must be known before it is read."""

    code = "link.length_missing"
    text = Text("缺少 HTTP 头 Content-Length。", "The HTTP header Content-Length is missing.")


class BodyEncoded(Invalid):
    """Compressed on the way: the signature is over the bytes as they are sent."""

    code = "link.body_encoded"
    text = Text(
        "不支持 Content-Encoding（压缩），请原样发送报文。",
        "Content-Encoding is not supported; send the message uncompressed.",
    )


class SealRefused(Invalid):
    """Damaged, cut short, or sealed to another key: nobody is told which."""

    code = "link.seal_refused"
    text = Text(
        "加密报文无法解开：密文不完整、被改动，或不是用本行加密公钥加密的。",
        "The sealed message cannot be opened: damaged, incomplete, or not sealed to the bank's key.",
    )


class SealKeyUnknown(Invalid):
    """Sealed to a key this bank does not have; which it has is public."""

    code = "link.seal_key_unknown"
    text = Text(
        "加密报文所用的密钥编号 {id} 不是本行的，请重新获取 seal.pem。",
        "The message is sealed to key {id}, which is not the bank's; fetch seal.pem again.",
    )


class SealNeeded(Denied):
    """The enterprise said that its messages come sealed."""

    code = "link.seal_needed"
    text = Text(
        "贵单位已设定报文必须加密，本报文未加密，未办理。",
        "Your enterprise has said that its messages are sealed; this one was not, and nothing was done.",
    )


class TimeOutside(Denied):
    """The message is older or younger than the window allows."""

    code = "link.time_outside"
    text = Text(
        "报文时间与银行时间相差超过 {minutes} 分钟；银行时间为 {now}，请校准时钟。",
        "The message's time differs from ours by more than {minutes} minutes; the bank's time is {now}, set your clock.",
    )


def time_outside(now: datetime) -> TimeOutside:
    """The refusal of a message whose time is not ours."""
    shown = now.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return TimeOutside(minutes=limits.LINK_WINDOW_S // 60, now=shown)


class Replayed(Conflict):
    """The same message again: whatever the first one did stays, and is asked for by serial."""

    code = "link.replayed"
    text = Text(
        "该随机数（Nonce）已使用；若未收到首次应答，请用原流水号查询结果，切勿更换流水号。",
        "This nonce was used before; if the first answer did not reach you, ask by the same serial, never under a new one.",
    )


class CertificateExpired(Denied):
    """Told only to who has the key."""

    code = "link.certificate_expired"
    text = Text(
        "证书尚未生效或已过期（有效期至 {until}），请向银行更换。",
        "The certificate is not yet valid or has expired (valid to {until}); have the bank renew it.",
    )


class CertificateRevoked(Denied):
    """Told only to who has the key."""

    code = "link.certificate_revoked"
    text = Text("证书已被吊销，请联系银行。", "The certificate was revoked; ask the bank.")


class Busy(Unavailable):
    """Too many messages are arriving slowly; threads are left to others."""

    code = "link.busy"
    text = Text(
        "同时接收的报文过多，请稍后用同一流水号重发。",
        "Too many messages are arriving at once; send it again later under the same serial.",
    )


class TooManyMessages(Unavailable):
    """Faster than agreed; the header Retry-After says when there is room again."""

    code = "link.too_many_messages"
    text = Text(
        "报文过于频繁（每分钟最多 {limit} 条），未办理；请 {seconds} 秒后用同一流水号重发。",
        "Too many messages (at most {limit} a minute); nothing was done, send it again in {seconds}"
        " seconds under the same serial.",
    )


class TooManyAtOnce(Unavailable):
    """More at once than agreed."""

    code = "link.too_many_at_once"
    text = Text(
        "同时处理的报文过多（最多 {limit} 条），未办理；请 {seconds} 秒后用同一流水号重发。",
        "Too many messages at once (at most {limit}); nothing was done, send it again in {seconds}"
        " second under the same serial.",
    )


class BankUnknown(NotFound):
    """No bank of this deployment has that address."""

    code = "link.bank_unknown"
    text = Text("此地址没有银行", "There is no bank at this address")

    def __init__(self) -> None:
        super(NotFound, self).__init__()


class InternalFault(OutcomeUnknown):
    """A fault of ours."""

    code = "link.internal"
    text = Text(
        "系统内部错误（编号 {trace}）；结果未知，请用原流水号查询，切勿更换流水号。",
        "An internal fault (trace {trace}); the outcome is unknown: ask by the same serial, never under a new one.",
    )


class LinkRule(Rule):
    """What can be wrong with an envelope beyond its schema; the value is the code of the finding."""

    HEAD_MISSING = (
        "link.head_missing",
        "报文应以 Request/Head 开头（命名空间 urn:yinqi:link:1），且 Head 须在前 {limit} 字节内结束",
        "A message begins with Request/Head (namespace urn:yinqi:link:1), which ends within the first {limit} bytes",
    )
    HEAD_UNREADABLE = (
        "link.head_unreadable",
        "Head 中不允许出现 {name}",
        "{name} is not allowed in the Head",
    )
    BODY_DIFFERS = (
        "link.body_differs",
        "交易 {operation} 的 Body 应为 {expected}，实际为 {found}",
        "The Body of {operation} holds {expected}, not {found}",
    )
    HEAD_CHANGED = (
        "link.head_changed",
        "Head 前后不一致",
        "The Head reads differently when the message is read whole",
    )
    ADDRESS_DIFFERS = (
        "link.address_differs",
        "网址中的交易 {found} 与 Head 中的 {operation} 不一致",
        "The address says {found}, but the Head says {operation}",
    )
    JSON_HEAD_MISSING = (
        "link.json_head_missing",
        "报文应为含 Head 对象的 JSON，且 Head 不超过 {limit} 字节",
        "A message is a JSON object with a member Head, an object of {limit} bytes at most",
    )
    JSON_SHAPE = (
        "link.json_shape",
        "报文只有 Head 与 Body 两个对象成员，实际为 {found}",
        "A message has the members Head and Body, both objects; found: {found}",
    )
    JSON_DOCUMENT = (
        "link.json_document",
        "Body 应只含 {name}，其值为 XML 报文全文",
        "The Body holds {name} alone, whose value is the whole XML document as a text",
    )

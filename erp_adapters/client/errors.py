"""What can happen to a message on its way, told by what one may do next.

`NotSent`: nothing left this machine. `Refused`: the bank says, signed, that nothing was done.
Everything else leaves the outcome unknown: the bank may have done it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kernel.errors import Conflict, Invalid, OutcomeUnknown, Unavailable, YinqiError
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing the bank found wrong with a message, and in which element."""

    code: str
    element: str
    text: Text


class ConfigWrong(Invalid):
    """The configuration cannot be used."""

    code = "client.config_wrong"
    text = Text("配置有误：{reason}", "The configuration is wrong: {reason}")


class FileWrong(Invalid):
    """The file is no payment message."""

    code = "client.file_wrong"
    text = Text("文件 {name} 有误：{reason}", "The file {name} cannot be sent: {reason}")


class NotSent(Unavailable):
    """No connection came about."""

    code = "client.not_sent"
    text = Text(
        "未能连接银行，报文没有发出：{reason}",
        "The bank was not reached and nothing was sent: {reason}",
    )


class NoAnswer(OutcomeUnknown):
    """The message left, and no answer came back."""

    code = "client.no_answer"
    text = Text(
        "报文已发出但未收到应答，结果未知：{reason}。请用同一流水号查询或原样重发，切勿更换流水号。",
        "The message was sent and no answer came; the outcome is unknown: {reason}."
        " Ask or send again under the same serial, never under a new one.",
    )


class Untrusted(OutcomeUnknown):
    """Something answered, but it does not prove to be the bank's answer to this message."""

    code = "client.untrusted"
    text = Text(
        "应答未经银行签名证实（{reason}），结果未知。对方称：{said}",
        "The answer is not proven to be the bank's ({reason}); the outcome is unknown. It says: {said}",
    )


class UnknownAtBank(OutcomeUnknown):
    """The bank itself cannot say what became of the message, or has seen it before."""

    code = "client.unknown_at_bank"
    text = Text(
        "银行返回 {return_code}：{said}请用同一流水号查询，切勿更换流水号。",
        "The bank says {return_code}: {said} Ask by the same serial, never under a new one.",
    )


class BankBusy(Unavailable):
    """The bank says that nothing happened and that the same message may be sent again."""

    code = "client.bank_busy"
    text = Text(
        "银行暂不可用（{return_code}：{said}），未办理，稍后用同一流水号重发。",
        "Not now ({return_code}: {said}); nothing was done, send again later under the same serial.",
    )


class Refused(Conflict):
    """The bank refused the message, signed: nothing was done."""

    code = "client.refused"
    text = Text(
        "银行拒绝 {return_code}（{reason}）：{said}",
        "The bank refused it, {return_code} ({reason}): {said}",
    )

    def __init__(
        self, return_code: str, reason: str, said: Text, faults: tuple[Fault, ...]
    ) -> None:
        self.return_code, self.reason, self.faults = return_code, reason, faults
        super().__init__(return_code=return_code, reason=reason, said=said)

    @property
    def not_found(self) -> bool:
        """Whether the bank knows no such thing."""
        return self.reason == "kernel.not_found"


def wait_named(error: YinqiError) -> float:
    """The seconds the bank asked to wait (Retry-After); nought where it named none."""
    found = error.params.get("retry_after_s", 0.0)
    return found if isinstance(found, float) else 0.0

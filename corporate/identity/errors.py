"""Refusals of identity. What a stranger hears never tells whether somebody exists."""

from __future__ import annotations

from kernel.errors import Denied
from kernel.text import Text


class LoginRefused(Denied):
    """Unknown, wrong, suspended: one sentence for all of them."""

    code = "identity.login_refused"
    text = Text(
        "用户名或密码不正确，请核对后重试。",
        "The user name or the password is not right; try again.",
    )


class TooManyAttempts(Denied):
    """Guessing was stopped; counted by what was typed, so it says nothing about who exists."""

    code = "identity.too_many_attempts"
    text = Text(
        "尝试次数过多，请在 {minutes} 分钟后再试，或使用常用设备登录。",
        "Too many attempts; try again in {minutes} minutes, or use a device you have used before.",
    )


class SessionEnded(Denied):
    """No such session, or it has ended or run out."""

    code = "identity.session_ended"
    text = Text("登录已失效，请重新登录。", "Your session has ended; log in again.")


class SessionIdle(SessionEnded):
    """Nobody did anything for too long; nothing that was typed is kept."""

    code = "identity.session_idle"
    text = Text(
        "您已 {minutes} 分钟没有操作，为保护资金安全已自动退出，未提交的内容没有保留。请重新登录。",
        "You did nothing for {minutes} minutes, so you were logged out to keep the money safe;"
        " nothing you typed was kept. Log in again.",
    )


class ProofMissing(Denied):
    """The operation asks for a fresh proof and none came with the request."""

    code = "identity.proof_missing"
    text = Text("此操作需要签名确认。", "This needs your signature.")


class ProofRefused(Denied):
    """The proof is wrong. Counted: the transaction that saw it is committed, then this is raised."""

    code = "identity.proof_refused"
    text = Text("密码不正确，未签名。", "The password is not right; nothing was signed.")


class CertificateRefused(Denied):
    """Unknown, revoked, expired or another's: one sentence for all of them."""

    code = "identity.certificate_refused"
    text = Text("证书或签名无效。", "The certificate or the signature is not valid.")

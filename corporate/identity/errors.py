"""Refusals of identity. What a stranger hears never tells whether somebody exists."""

from __future__ import annotations

from kernel.errors import Conflict, Denied, Invalid
from kernel.text import Text


class LoginRefused(Denied):
    """Unknown, wrong, suspended: one sentence for all of them."""

    code = "identity.login_refused"
    text = Text(
        "用户名或密码不正确，请核对后重试。",
        "The user name or the password is not right; try again.",
    )


class CodeAwaited(Denied):
    """The password was right; a code is to follow, with the `ticket` of this error."""

    code = "identity.code_awaited"
    text = Text("请输入动态口令。", "Enter your one-time code.")


class LoginCodeRefused(Denied):
    """The code does not fit, was used, or came too late after the password."""

    code = "identity.login_code_refused"
    text = Text(
        "动态口令不正确、已用过或等待过久，请重试或重新登录。",
        "The code is not right, was used, or came too late; try again or start over.",
    )


class PasskeyLoginRefused(Denied):
    """Unknown, revoked, wrong or late: one sentence for all of them."""

    code = "identity.passkey_login_refused"
    text = Text(
        "未能用通行密钥登录，请重试或使用密码。",
        "The passkey was not accepted; try again or use your password.",
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


class CodeRefused(ProofRefused):
    """Password and one-time code did not fit; which of the two is not told."""

    code = "identity.code_refused"
    text = Text(
        "密码或动态口令不正确，或口令已用过，未签名。",
        "The password or the one-time code is not right, or the code was used; nothing was signed.",
    )


class SignatureRefused(ProofRefused):
    """What the authenticator answered does not stand: wrong, used, late, or about something else."""

    code = "identity.signature_refused"
    text = Text(
        "通行密钥签名未通过验证或已过期，未签名。请重试。",
        "The passkey's signature was not accepted or came too late; nothing was signed. Try again.",
    )


class MethodNeeded(ProofMissing):
    """The bank's rule asks for another method than was used."""

    code = "identity.method_needed"
    text = Text("按规则须使用{methods}签名。", "The rule asks you to sign with {methods}.")


class MethodAbsent(ProofMissing):
    """The bank's rule asks for a method this person has not set up."""

    code = "identity.method_absent"
    text = Text(
        "按规则须使用{methods}签名，请先在“登录与安全”中添加。",
        "The rule asks you to sign with {methods}; add it under “Log-in and security” first.",
    )


class RecoveryAwaited(ProofMissing):
    """The methods were reset: new ones are registered before anything is signed."""

    code = "identity.recovery_awaited"
    text = Text(
        "您的验证方式已重置，请先在“登录与安全”中凭恢复码登记新的验证方式，再签名。",
        "Your methods were reset; register a new one with the recovery code before you sign"
        " (“Log-in and security”).",
    )


class RecoveryRefused(ProofRefused):
    """Password and recovery code did not fit; which of the two is not told."""

    code = "identity.recovery_refused"
    text = Text(
        "密码或恢复码不正确，或恢复码已失效。请联系企业管理员重新发放。",
        "The password or the recovery code is wrong, or the code is no longer valid;"
        " ask your administrator for another.",
    )


class RecoveryAtDesk(ProofRefused):
    """Whoever acts for several enterprises is recovered by the bank alone."""

    code = "identity.recovery_at_desk"
    text = Text(
        "您在本行还代表其他企业，须由本人持有效证件到开户行柜台办理恢复。",
        "You act for other companies too: come to the bank's desk with your identity document.",
    )


class SigningRuleMalformed(Invalid):
    """A bank's rule of methods cannot be read; nothing is signed under it."""

    code = "identity.signing_rule_malformed"
    text = Text(
        "签名方式规则有误（{place}），暂不能签名。",
        "The rule of signing methods is malformed ({place}); nothing can be signed.",
    )


class MethodTaken(Conflict):
    """This authenticator is registered already."""

    code = "identity.method_taken"
    text = Text("该通行密钥已登记。", "This passkey is registered already.")


class TooManyMethods(Conflict):
    """One person has more methods than anybody needs."""

    code = "identity.too_many_methods"
    text = Text(
        "最多可保留 {most} 种验证方式，请先停用不用的。",
        "At most {most} methods; revoke one you do not use.",
    )


class ActivationRefused(Denied):
    """Whatever was wrong: name, code, time or too many guesses. One sentence for all of them."""

    code = "identity.activation_refused"
    text = Text(
        "登录名或激活码不正确，或激活码已失效。请联系企业管理员重新发放。",
        "The name or the code is wrong, or the code is no longer valid; ask your administrator for another.",
    )


class CertificateRefused(Denied):
    """Unknown, revoked, expired or another's: one sentence for all of them."""

    code = "identity.certificate_refused"
    text = Text("证书或签名无效。", "The certificate or the signature is not valid.")

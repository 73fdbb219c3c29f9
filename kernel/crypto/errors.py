"""What can go wrong in cryptography, typed and in two languages.

Never says more than the one who asks may know: a ciphertext is refused without telling which
check failed (that would be an oracle).
"""

from __future__ import annotations

from kernel.errors import Denied, Invalid, Unavailable
from kernel.text import Text


class KeyMalformed(Invalid):
    """Bytes or a PEM text that are no key of ours."""

    code = "crypto.key_malformed"
    text = Text("密钥不正确：{reason}", "Not a usable key: {reason}")


class PassphraseWrong(Invalid):
    """An encrypted private key and a pass phrase that does not open it."""

    code = "crypto.passphrase_wrong"
    text = Text("私钥口令不正确或缺失", "The pass phrase of the private key is wrong or missing")


class UserIdTooLong(Invalid):
    """GM/T 0003.2 §5.5 gives the length of the user id in 16 bits."""

    code = "crypto.user_id_too_long"
    text = Text(
        "签名者标识过长（最多 {bytes_max} 字节）", "The signer id is longer than {bytes_max} bytes"
    )


class PlaintextRefused(Invalid):
    """SM2 encrypts short secrets, neither nothing nor files."""

    code = "crypto.plaintext_refused"
    text = Text(
        "待加密内容须为 1 至 {bytes_max} 字节",
        "What is to be encrypted must be 1 to {bytes_max} bytes",
    )


class CiphertextRefused(Invalid):
    """Damaged, moved to another place, made for another key, or forged; nobody is told which."""

    code = "crypto.ciphertext_refused"
    text = Text("密文无法解密", "The ciphertext cannot be opened")


class AlgorithmNotAllowed(Denied):
    """A signature algorithm that is not on the list of this purpose."""

    code = "crypto.algorithm_not_allowed"
    text = Text(
        "此处不允许使用签名算法 {algorithm}", "Signature algorithm {algorithm} is not allowed here"
    )


class ProviderAbsent(Unavailable):
    """This machine lacks what a provider stands on."""

    code = "crypto.provider_absent"
    text = Text("国密算法不可用：{reason}", "National cryptography is not available: {reason}")


class ProviderBroken(Unavailable):
    """A provider failed its own test or broke down while working; nothing it says may be used."""

    code = "crypto.provider_broken"
    text = Text("国密算法模块故障：{reason}", "The cryptography provider has failed: {reason}")


class SlowProviderRefused(Unavailable):
    """The pure Python provider is not for production: slow and not constant in time."""

    code = "crypto.slow_provider_refused"
    text = Text(
        "生产环境禁止使用纯 Python 国密算法；请安装支持 SM2 的 OpenSSL 3（{reason}）",
        "Production refuses the pure Python provider; install an OpenSSL 3 that has SM2 ({reason})",
    )


class KeyFileExposed(Unavailable):
    """A key file that others than its owner could read, or that is not ours."""

    code = "crypto.key_file_exposed"
    text = Text(
        "密钥文件 {name} 的属主或权限不安全（须为本用户 0600）",
        "Key file {name} must belong to this user with mode 0600",
    )


class DataKeyMissing(Unavailable):
    """A ciphertext names a key version that is not in the key store."""

    code = "crypto.data_key_missing"
    text = Text(
        "缺少数据密钥 {purpose} 第 {version} 版", "Data key {purpose} version {version} is missing"
    )


class DataKeyDamaged(Unavailable):
    """A wrapped data key that its key-encryption key does not open."""

    code = "crypto.data_key_damaged"
    text = Text("数据密钥文件 {name} 已损坏", "Data key file {name} is damaged")

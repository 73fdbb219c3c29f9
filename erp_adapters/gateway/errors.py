"""What the gateway refuses, each with what to do about it."""

from __future__ import annotations

from kernel.errors import Conflict, Invalid
from kernel.text import Text


class GatewayWrong(Invalid):
    """The gateway's configuration cannot be used."""

    code = "gateway.config_wrong"
    text = Text("前置机配置有误：{reason}", "The gateway's configuration is wrong: {reason}")


class AlreadyRunning(Conflict):
    """Another gateway works in the same folder."""

    code = "gateway.already_running"
    text = Text(
        "{folder} 已有前置机在运行；同一目录只能运行一个",
        "A gateway is running in {folder} already; only one may work in a folder",
    )


class SerialTaken(Conflict):
    """The serial stands for something else already."""

    code = "gateway.serial_taken"
    text = Text(
        "流水号 {serial} 已用于另一笔内容不同的业务，未作任何处理",
        "The serial {serial} stands for something else already; nothing was done",
    )


class BindingRefused(Invalid):
    """The gateway holds the key: it does not listen where strangers can speak to it."""

    code = "gateway.binding_refused"
    text = Text(
        "listen = {address} 不是本机回环地址：必须同时配置 [tls] 的 cert_file、key_file 和 client_ca_file（双向 TLS）",
        "listen = {address} is not a loopback address: [tls] with cert_file, key_file and client_ca_file"
        " (mutual TLS) is needed for that",
    )

"""Mail over SMTP. The standard library writes and sends it; it refuses line breaks in headers."""

from __future__ import annotations

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from corporate.notices.delivery import Letter, Undeliverable
from kernel import limits
from kernel.text import Text

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_FOR_EVER = range(500, 600)  # an SMTP code that no later try changes


class SmtpMail:
    """A mail server, as `smtp+tls://user:password@host:port` names it."""

    def __init__(self, url: str, sender: str, subject: Text) -> None:
        """`smtp` speaks plainly, `smtp+tls` insists on STARTTLS, `smtps` begins with TLS."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            message = "a mail server is smtp://, smtp+tls:// or smtps:// and a host"
            raise ValueError(message)
        self._scheme, self._host = parts.scheme, parts.hostname
        self._port = parts.port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = Address(str(subject), addr_spec=sender)
        self._subject = subject

    def send(self, letter: Letter) -> None:
        """Send once; raises Undeliverable."""
        try:
            with self._connected() as server:
                server.send_message(self._written(letter))
        except smtplib.SMTPRecipientsRefused as refused:
            code, answer = next(iter(refused.recipients.values()))
            why = f"{code} {answer!r}"
            raise Undeliverable(why, final=code in _FOR_EVER) from refused
        except (smtplib.SMTPException, OSError, ValueError) as fault:
            why = f"{type(fault).__name__}: {fault}"
            raise Undeliverable(why) from fault

    def _connected(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=limits.DELIVERY_TIMEOUT_S, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=limits.DELIVERY_TIMEOUT_S)
        try:
            if self._scheme == "smtp+tls":
                server.starttls(context=ssl.create_default_context())
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _written(self, letter: Letter) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._sender
        mail["To"] = Address(addr_spec=letter.address)
        mail["Subject"] = f"{self._subject.zh}：{letter.text.zh}"
        mail["Message-ID"] = f"<{letter.key}@{self._sender.domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        lines = [letter.text.zh, letter.text.en, letter.link]
        mail.set_content("\n\n".join(line for line in lines if line) + "\n")
        for file in letter.files:
            kind, _, form = file.media_type.partition("/")
            mail.add_attachment(file.content, maintype=kind, subtype=form, filename=file.name)
        return mail

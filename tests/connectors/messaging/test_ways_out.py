"""Each way out speaks its peer's own language, and calls what was not taken by its name."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pytest

from connectors.messaging.mail import SmtpMail
from connectors.messaging.robots import Robot, TextMessages
from connectors.messaging.simulator import Received, simulated
from corporate.notices.delivery import Attachment, Letter, Undeliverable
from corporate.notices.kinds import ChannelKind
from kernel.text import Text

BANK = Text("云港银行", "Yungang Bank")
WORDS = Text("待您审批：付款给 苏州恒锐", "Waiting for your approval: Pay Suzhou Hengrui")
LINK = "http://localhost:8080/b/yungang/m/approvals/1"
KEY = UUID(int=7)


def letter(address: str, link: str = LINK) -> Letter:
    return Letter(KEY, address, WORDS, link)


@pytest.fixture
def peer() -> Iterator[tuple[str, Received]]:
    with simulated() as found:
        yield found


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as one mail needs; refuses whom it is told to."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails: list[bytes] = []
        self.refuses: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 mail")
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ")[0].upper()
            if word == "QUIT":
                self.say("221 bye")
                return
            if word == "DATA":
                self.take()
            elif word == "RCPT" and (answer := self.server.refuses.get(line.split("<")[1][:-1])):
                self.say(answer)
            else:
                self.say("250 ok")

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.mails.append(b"".join(lines))
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_mail_says_who_writes_what_and_where(post: MailServer) -> None:
    SmtpMail(post.url, "notice@yungang.example", BANK).send(letter("wanglei@example.com"))
    mail = message_from_bytes(post.mails[0], policy=default)
    assert mail["To"] == "wanglei@example.com"
    assert mail["From"] == "云港银行 <notice@yungang.example>"
    assert mail["Subject"] == f"云港银行：{WORDS.zh}"
    assert mail["Message-ID"] == f"<{KEY}@yungang.example>"
    assert mail.get_content().split() == [*WORDS.zh.split(), *WORDS.en.split(), LINK]


def test_files_go_with_a_mail(post: MailServer) -> None:
    file = Attachment("26321.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
    SmtpMail(post.url, "notice@yungang.example", BANK).send(
        replace(letter("wanglei@example.com"), files=(file,))
    )
    (attached,) = message_from_bytes(post.mails[0], policy=default).iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == (file.name, file.media_type)
    assert attached.get_content() == file.content


@pytest.mark.parametrize(("answer", "final"), [("550 no such user", True), ("450 busy", False)])
def test_a_refused_address_is_told_from_a_busy_server(
    post: MailServer, answer: str, *, final: bool
) -> None:
    post.refuses["a@example.com"] = answer
    with pytest.raises(Undeliverable, match=answer[:3]) as refused:
        SmtpMail(post.url, "notice@yungang.example", BANK).send(letter("a@example.com"))
    assert refused.value.final is final


def test_a_line_break_writes_no_header(post: MailServer) -> None:
    evil = Letter(KEY, "a@example.com\r\nBcc: b@example.com", WORDS, LINK)
    with pytest.raises(Undeliverable):
        SmtpMail(post.url, "notice@yungang.example", BANK).send(evil)
    assert post.mails == []


def test_no_mail_server_is_no_delivery() -> None:
    with pytest.raises(Undeliverable) as away:
        SmtpMail("smtp://127.0.0.1:9", "a@b.example", BANK).send(letter("a@example.com"))
    assert not away.value.final


@pytest.mark.parametrize("url", ["http://host", "smtp://", "mail.example"])
def test_what_is_no_mail_server(url: str) -> None:
    with pytest.raises(ValueError, match="smtp"):
        SmtpMail(url, "a@b.example", BANK)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            ChannelKind.WECOM,
            {"msgtype": "text", "text": {"content": f"【云港银行】{WORDS.zh}\n{LINK}"}},
        ),
        (
            ChannelKind.DINGTALK,
            {
                "msgtype": "link",
                "link": {"title": "云港银行", "text": WORDS.zh, "messageUrl": LINK},
            },
        ),
        (
            ChannelKind.FEISHU,
            {"msg_type": "text", "content": {"text": f"【云港银行】{WORDS.zh}\n{LINK}"}},
        ),
    ],
)
def test_robots_get_what_their_makers_ask_for(
    peer: tuple[str, Received], kind: ChannelKind, said: dict[str, object]
) -> None:
    url, received = peer
    Robot(kind, BANK).send(letter(f"{url}/robot?key=1"))
    assert received.posts == [("/robot?key=1", said)]


@pytest.mark.parametrize("answer", [(200, 93000), (500, 0), (302, 0)])
def test_a_robot_that_does_not_take_it(peer: tuple[str, Received], answer: tuple[int, int]) -> None:
    url, received = peer
    received.answers.append(answer)
    with pytest.raises(Undeliverable):
        Robot(ChannelKind.WECOM, BANK).send(letter(f"{url}/robot"))
    assert len(received.posts) == 1


def test_a_text_message(peer: tuple[str, Received]) -> None:
    url, received = peer
    TextMessages(f"{url}/sms", BANK).send(letter("13800138000", link=""))
    assert received.to("/sms") == [
        {"id": str(KEY), "to": "13800138000", "text": f"【云港银行】{WORDS.zh}"}
    ]

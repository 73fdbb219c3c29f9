"""What anybody may do with a document of the bank: have a file checked, and open a link to a receipt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from flask import Response, request, url_for
from werkzeug.datastructures import FileStorage

from corporate.identity import throttle
from corporate.web import parts as p
from corporate.web import sheets
from corporate.web.formats import stamp
from corporate.web.routes import Pages, Shown
from corporate.web.visit import address, current_visit, portal
from kernel import limits
from kernel.context import Context
from kernel.errors import NotFound
from kernel.tenancy import Scope
from kernel.text import Text
from workflows.documents.checks import CheckedFile, FileVerdict
from workflows.documents.sharing import Token, read_token

pages = Pages("shared")

_NO_FILE: Final = Text("请选择文件", "Choose a file")
_TOO_LARGE: Final = Text("文件超过 {max} MB", "The file is larger than {max} MB")
_REFUSED: Final = 400
_NOT_FOUND: Final = 404
_PRINT: Final = Text("第 {number} 次打印", "Print No. {number}")
_ITEMS: Final = Text("{count} 张", "{count} documents")


@pages.public("/verify/file")
def file_form() -> Shown:
    """Nothing was sent: the page that asks for a file."""
    return Shown("pages/verify_file.html", _facts())


@pages.public("/verify/file", methods=("POST",))
def check_file() -> Shown:
    """Whether a file is a document this bank signed, byte for byte; nothing of it is kept."""
    sent = request.files.get("file")
    content = _content(sent)
    if sent is None or isinstance(content, Text):
        fault = content if isinstance(content, Text) else _NO_FILE
        return Shown("pages/verify_file.html", _facts(fault=fault), _REFUSED)
    _count("verify-file")
    with _open(Scope(current_visit().tenant_id)) as ctx:
        found = portal().file_desk.check(ctx, content)
    facts = _facts(answer=found.verdict.value, name=(sent.filename or "")[:80])
    facts |= {"digest": found.digest, "said": tuple(_said(found)), "seal": found.seal}
    if found.facts is not None:
        facts["sheet"] = sheets.masked_sheet(found.facts, found.code)
    is_genuine = found.verdict is FileVerdict.GENUINE
    return Shown("pages/verify_file.html", facts, 200 if is_genuine else _NOT_FOUND)


@pages.public("/s/<token>")
def look(token: str) -> Shown:
    """What a link leads to; to look uses nothing up."""
    try:
        with _behind(token) as (ctx, read):
            printed, link = portal().share_desk.look(ctx, read)
    except NotFound:
        return Shown("pages/shared.html", {"link": None}, _NOT_FOUND)
    left = link.uses_max - link.uses
    facts = {
        "link": link,
        "number": printed.number,
        "until": link.expires_at,
        "left": left,
        "pdf_url": url_for("shared.download", token=token),
        "verify_url": printed.imprint.verify_url,
        "sheet": sheets.sheet(printed.facts, printed.code),
    }
    return Shown("pages/shared.html", facts)


@pages.public("/s/<token>/pdf", methods=("POST",))
def download(token: str) -> Shown | Response:
    """One download, counted against the link."""
    try:
        with _behind(token) as (ctx, read):
            found = portal().share_desk.open(ctx, read)
    except NotFound:
        return Shown("pages/shared.html", {"link": None}, _NOT_FOUND)
    answer = Response(found.content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer


def _facts(**said: Any) -> dict[str, Any]:
    return {
        "answer": None,
        "fault": "",
        "name": "",
        "digest": "",
        "said": (),
        "seal": "",
        "sheet": None,
        "max": limits.VERIFY_FILE_BYTES_MAX >> 20,
        "code_url": url_for("receipts.verify"),
        "file_url": url_for("shared.check_file"),
    } | said


def _content(sent: FileStorage | None) -> bytes | Text:
    """The bytes, or what is wrong with them."""
    content = sent.stream.read(limits.VERIFY_FILE_BYTES_MAX + 1) if sent else b""
    if not content:
        return _NO_FILE
    if len(content) > limits.VERIFY_FILE_BYTES_MAX:
        return _TOO_LARGE.fill(max=limits.VERIFY_FILE_BYTES_MAX >> 20)
    return content


def _said(found: CheckedFile) -> Iterator[p.Fact]:
    if found.kind is None or found.made_at is None:
        return
    yield p.Fact(Text("单据", "Document"), found.kind.label)
    yield p.Fact(Text("编号", "Number"), found.number)
    if found.items > 1:
        yield p.Fact(Text("内含", "Contains"), _ITEMS.fill(count=found.items))
    yield p.Fact(Text("版本", "Rendition"), _PRINT.fill(number=found.print_no))
    yield p.Fact(Text("签章时间", "Signed at"), stamp(found.made_at))
    yield p.Fact(Text("签章人", "Signer"), found.signer)


def _count(what: str) -> None:
    """Count the question against the network address it came from."""
    house = portal()
    with house.database.begin(Scope(current_visit().tenant_id)) as uow:
        key = f"{what}:{address()[:64]}"
        throttle.attempt(uow, {key: throttle.ADDRESS}, house.world.clock.now())


@contextmanager
def _open(scope: Scope) -> Iterator[Context]:
    house = portal()
    with house.database.begin(scope) as uow:
        yield Context(house.world, uow, current_visit().stranger(), house.world.clock.now())


@contextmanager
def _behind(token: str) -> Iterator[tuple[Context, Token]]:
    """A transaction of the enterprise a token names, once the question is counted. Raises ShareGone."""
    read = read_token(token[:100], portal().world.crypto.sm3)
    _count("share")
    with _open(Scope(current_visit().tenant_id, read.enterprise_id)) as ctx:
        yield ctx.inside(read.enterprise_id), read

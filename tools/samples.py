"""Write the samples of the integrator's manual from exchanges that were recorded: `make samples`.

    python -m tools.samples FOLDER

What stands in FOLDER was asked and answered while the tests ran (tests/recording.py),
so that a sample is what the bank said, not what somebody thinks it says.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from lxml import etree

from connectors.direct_link.contract.xsd import schema_of
from connectors.direct_link.documents import element_name, format_of
from connectors.direct_link.head import NAMESPACE
from corporate.bootstrap import CATALOGUE
from kernel.assets import ROOT
from kernel.operation import Door, Operation
from kernel.xml import Element, Schema, local

_SECTION: Final = re.compile(r"^## `([a-z._]+)`.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_BLOCK: Final = re.compile(r"^```xml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PAGES: Final = ROOT / "docs" / "direct-link" / "samples"
_SHOWN_ITEMS: Final = 2
_SHOWN_CHARS: Final = 600
_ABOUT: Final = """# 样例 · Samples: `{group}`

测试时银行真实的往来（请求含默认值），只列 `Body` 中的元素；`Head`、签名与应答头见[接入手册](../../direct-link.md)，字段见 [operations.md](../../operations.md)。JSON 的成员与元素同名，见 [json.md](../json.md)。
列表至多列 {items} 项，长文本以“…”截短。What a bank was asked (defaults written out) and answered in a test: the element in the `Body` alone. Lists show {items} items, long texts end in “…”.

"""
_DOCUMENT: Final = (
    "报文 {names}，样例见 [iso20022.md](../iso20022.md)、[statements.md](../statements.md)。"
    "A message of ISO 20022; samples on those pages.\n"
)


def main(folder: Path) -> None:
    """Write the pages: a sample that is still right stays, others are taken from what was recorded."""
    PAGES.mkdir(exist_ok=True)
    standing = samples()
    for group, members in groupby(offered(), key=_group):
        shown = [
            standing[operation.code] if not faults(operation, standing) else _new(operation, folder)
            for operation in members
        ]
        page = _ABOUT.format(group=group, items=_SHOWN_ITEMS) + "".join(shown)
        (PAGES / f"{group}.md").write_text(page, encoding="utf-8")


def offered() -> list[Operation]:
    """What may be asked at this door, by code."""
    return sorted(CATALOGUE.at(Door.DIRECT_LINK), key=lambda operation: operation.code)


def samples() -> dict[str, str]:
    """The sections of the pages by the operation they are about."""
    pages = (page.read_text(encoding="utf-8") for page in sorted(PAGES.glob("*.md")))
    return {found[1]: found[0] for page in pages for found in _SECTION.finditer(page)}


def faults(operation: Operation, standing: Mapping[str, str]) -> list[str]:
    """What is wrong with the sample of an operation, by today's schema; nothing where all is well."""
    if operation.code not in standing:
        return [f"{operation.code} has no sample"]
    shown = [etree.fromstring(text) for text in _BLOCK.findall(standing[operation.code])]
    wanted = [
        element_name(record)
        for record in (operation.command, operation.answer)
        if format_of(record) is None
    ]
    if [local(element.tag) for element in shown] != wanted:
        return [f"{operation.code} is about other elements than {wanted}"]
    return [found.text.en for element in shown for found in _schema().findings(element)]


@cache
def _schema() -> Schema:
    return Schema(lambda: schema_of(CATALOGUE))


def _group(operation: Operation) -> str:
    return operation.code.partition(".")[0]


def _new(operation: Operation, folder: Path) -> str:
    """The exchange that shows most, of those each process kept."""
    found = [etree.fromstring(path.read_bytes()) for path in folder.glob(f"{operation.code}.*.xml")]
    if not found:
        message = f"nobody asked {operation.code} while it was recorded"
        raise LookupError(message)
    return _shown(operation, max(found, key=_worth))


def _worth(sample: Element) -> tuple[int, int]:
    """How many different elements it shows, and how short it is."""
    shown = {(part.tag, element.tag) for part in sample for element in part.iter()}
    return len(shown), -len(etree.tostring(sample))


def _shown(operation: Operation, sample: Element) -> str:
    asked, told = sample
    title = f"{operation.title.zh} {operation.title.en}"
    asked_as = _part("请求 Asked", operation.command, asked)
    told_as = _part("应答 Answered", operation.answer, told)
    return f"## `{operation.code}` {title}\n\n{asked_as}{told_as}"


def _part(word: str, record: type[object], body: Element) -> str:
    form = format_of(record)
    if form is not None:
        return f"{word}: {_DOCUMENT.format(names=' / '.join(form.names))}\n"
    return f"{word}\n\n```xml\n{_written(body[0])}\n```\n\n"


def _written(element: Element) -> str:
    _shorten(element)
    etree.indent(element)
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    name = local(element.tag)
    return text.replace(f"<{name}", f'<{name} xmlns="{NAMESPACE}"', 1)


def _shorten(element: Element) -> None:
    for several in _runs(element):
        for surplus in several[_SHOWN_ITEMS:]:
            element.remove(surplus)
        if len(several) > _SHOWN_ITEMS:
            several[_SHOWN_ITEMS - 1].addnext(etree.Comment(f" … {len(several)} "))
    for child in element.iterchildren("*"):
        _shorten(child)
    if len(element.text or "") > _SHOWN_CHARS:
        element.text = f"{(element.text or '')[:_SHOWN_CHARS]}…"


def _runs(element: Element) -> Iterable[list[Element]]:
    """Children of one name that follow each other: the items of a list."""
    return [list(run) for _, run in groupby(element.iterchildren("*"), key=lambda c: local(c.tag))]


if __name__ == "__main__":
    main(Path(sys.argv[1]))

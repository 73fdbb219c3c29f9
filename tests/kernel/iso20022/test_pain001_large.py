"""A file of fifty thousand payments is read in constant memory, alone or inside an envelope."""

import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from kernel.errors import Faulty
from kernel.iso20022.pain001 import load_pain001, read_pain001
from kernel.iso20022.pain001_model import CreditTransfer, Item
from kernel.xml import cut
from tests.kernel.iso20022.messages import block, message, transfer

ROWS = 50_000
RSS_GROWTH_KIB_MAX = 40_000  # the tree of the whole file would take some 400 000


def resident_kib() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4


def test_memory_stays_small_for_fifty_thousand_payments() -> None:
    list(read_pain001(message(block(transfer()))))  # the schema is compiled before we measure
    whole = message(block("@"), count=ROWS, control_sum=f"{ROWS}.00").getvalue()
    head, tail = whole.split(b"@")
    with TemporaryFile() as file:
        file.write(head)
        for number in range(ROWS):
            file.write(transfer(str(number)).encode())
        file.write(tail)
        before = resident_kib()
        peak = before
        last: Item | None = None
        for count, item in enumerate(read_pain001(file)):
            last = item
            if count % 1_000 == 0:
                peak = max(peak, resident_kib())
    assert isinstance(last, CreditTransfer)
    assert (last.index, last.end_to_end_id) == (ROWS, str(ROWS - 1))
    assert peak - before < RSS_GROWTH_KIB_MAX


def test_memory_stays_small_for_many_blocks_of_one_payment() -> None:
    blocks = [block(transfer(), name=f"B{number}") for number in range(5_000)]
    source = message(*blocks, count=5_000)
    del blocks
    before = resident_kib()
    count = sum(1 for _ in read_pain001(source))
    assert count == 1 + 2 * 5_000
    assert resident_kib() - before < RSS_GROWTH_KIB_MAX


def test_one_payment_may_not_be_a_file_of_its_own() -> None:
    row = transfer(extra=f"<RmtInf>{'<Ustrd>x</Ustrd>' * 50_000}</RmtInf>")
    taken: list[Item] = []
    with pytest.raises(Faulty) as refused:
        taken.extend(read_pain001(message(block(row))))
    assert [finding.code for finding in refused.value.findings] == ["xml.token_too_large"]
    assert not [item for item in taken if isinstance(item, CreditTransfer)]


def enveloped(payload: bytes, *, outer: str = "") -> BytesIO:
    envelope = (
        f'<Request xmlns="urn:yinqi:direct-link"{outer}><Head><Serial>S1</Serial></Head>'
        "<Body><!-- <Document> --><![CDATA[</Document>]]>@</Body></Request>"
    )
    head, tail = envelope.encode().split(b"@")
    return BytesIO(head + payload + tail)


def test_a_document_inside_an_envelope_reads_as_it_does_alone() -> None:
    alone = message(block(transfer(name="𬭚"), transfer()), count=2)
    envelope, payload = cut(enveloped(alone.getvalue()), "Document")
    assert load_pain001(payload) == load_pain001(alone)
    assert envelope.count(b"CdtTrfTxInf") == 0
    assert b"<Serial>S1</Serial>" in envelope


def test_a_document_whose_prefix_is_declared_on_the_envelope_is_read() -> None:
    namespace = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
    alone = message(block(transfer()))
    text = alone.getvalue().decode().replace(f' xmlns="{namespace}"', "")
    prefixed = text.replace("</", "\0").replace("<", "<p:").replace("\0", "</p:").encode()
    _, payload = cut(enveloped(prefixed, outer=f' xmlns:p="{namespace}"'), "Document")
    assert load_pain001(payload) == load_pain001(alone)


def test_faults_inside_an_envelope_are_told_with_the_path_in_the_document() -> None:
    _, payload = cut(enveloped(message(block(transfer(amount="1e3"))).getvalue()), "Document")
    with pytest.raises(Faulty) as refused:
        load_pain001(payload)
    (finding,) = refused.value.findings
    assert finding.field == ("/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt")


def test_threads_never_see_each_others_faults() -> None:
    leaks: list[str] = []

    def read_faulty(mark: str) -> None:
        for _ in range(60):
            source = message(block(*(transfer(amount=f"{mark}{i}") for i in range(5))), count=5)
            try:
                load_pain001(source)
            except Faulty as refused:
                leaks.extend(strangers(refused, mark))

    def strangers(refused: Faulty, mark: str) -> Iterator[str]:
        if len(refused.findings) != 5:
            yield f"{mark}: {len(refused.findings)} findings"
        yield from (f.text.en for f in refused.findings if f"“{mark}" not in f.text.en)

    threads = [threading.Thread(target=read_faulty, args=(f"x{mark}x",)) for mark in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert leaks == []

"""What is wrong with a pain.001 is told at once, with the element and the figures, and stops it."""

from collections.abc import Iterable
from io import BytesIO

import pytest

from kernel.errors import Faulty, Finding
from kernel.iso20022.pain001 import load_pain001, read_pain001
from kernel.iso20022.pain001_model import CreditTransfer, Item
from tests.kernel.iso20022.messages import NAMESPACE, block, message, transfer

MESSAGE = "/Document/CstmrCdtTrfInitn"


def findings(source: BytesIO) -> list[Finding]:
    with pytest.raises(Faulty) as refused:
        load_pain001(source)
    return list(refused.value.findings)


def faults(source: BytesIO) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in findings(source)]


def in_english(found: Iterable[Finding]) -> list[str]:
    return [finding.text.en for finding in found]


def test_names_of_rare_characters_survive() -> None:
    names = [
        "广西柳州市𬭚石有限公司",
        "㛃",
        "阿卜杜热西提·买买提",
        "O&apos;Neil &amp; Söhne &lt;Nord&gt;",
    ]
    rows = [transfer(str(number), name=name) for number, name in enumerate(names)]
    read = load_pain001(message(block(*rows), count=4)).batches[0].transfers
    assert [row.creditor.name for row in read] == [*names[:3], "O'Neil & Söhne <Nord>"]


def test_a_comment_or_instruction_inside_a_name_does_not_cut_it() -> None:
    name = "温州<!-- x -->瓯江<?x y?>测试<![CDATA[<贸易>]]>有限公司"
    (row,) = load_pain001(message(block(transfer(name=name)))).batches[0].transfers
    assert row.creditor.name == "温州瓯江测试<贸易>有限公司"


def test_a_gb18030_file_is_read() -> None:
    text = message(block(transfer(name="广西柳州市𬭚石有限公司"))).getvalue().decode()
    data = ('<?xml version="1.0" encoding="GBK"?>' + text).encode("gb18030")
    (row,) = load_pain001(BytesIO(data)).batches[0].transfers
    assert row.creditor.name == "广西柳州市𬭚石有限公司"


def test_end_to_end_ids_may_repeat() -> None:
    read = load_pain001(message(block(transfer("7"), transfer("7")), count=2))
    assert [(row.end_to_end_id, row.index) for row in read.batches[0].transfers] == [
        ("7", 1),
        ("7", 2),
    ]


def test_a_wrong_count_names_both_figures() -> None:
    totals = "<NbOfTxs>3</NbOfTxs>"
    found = findings(message(block(transfer(), transfer(), totals=totals), count=4))
    assert [(f.code, f.field) for f in found] == [
        ("iso.count_differs", f"{MESSAGE}/PmtInf[1]/NbOfTxs"),
        ("iso.count_differs", f"{MESSAGE}/GrpHdr/NbOfTxs"),
    ]
    assert found[0].text.en == "NbOfTxs declares 3 transactions; there are 2"
    assert found[1].text.zh == "声明的笔数 NbOfTxs 为 4，实际为 2"


def test_a_wrong_control_sum_names_both_figures() -> None:
    totals = "<CtrlSum>3.01</CtrlSum>"
    rows = transfer(amount="1.10"), transfer(amount="1.90")
    found = findings(message(block(*rows, totals=totals), count=2, control_sum="2.99"))
    assert [(f.code, f.field) for f in found] == [
        ("iso.sum_differs", f"{MESSAGE}/PmtInf[1]/CtrlSum"),
        ("iso.sum_differs", f"{MESSAGE}/GrpHdr/CtrlSum"),
    ]
    assert found[0].text.en == "CtrlSum declares 3.01; the amounts add up to 3.00"
    assert found[1].text.zh == "声明的金额合计 CtrlSum 为 2.99，实际为 3.00"


@pytest.mark.parametrize("control_sum", ["2", "2.0", "2.00", "+2.00", "02.000", "2."])
def test_a_control_sum_is_compared_by_value(control_sum: str) -> None:
    rows = transfer(amount="1.10"), transfer(amount="0.90")
    source = message(block(*rows), count=2, control_sum=control_sum)
    assert load_pain001(source).header.count == 2


@pytest.mark.parametrize("control_sum", ["3", "3.", ".2", "+2.01", "-2.00", "0"])
def test_a_wrong_control_sum_is_refused_however_it_is_written(control_sum: str) -> None:
    rows = transfer(amount="1.10"), transfer(amount="0.90")
    source = message(block(*rows), count=2, control_sum=control_sum)
    assert faults(source) == [("iso.sum_differs", f"{MESSAGE}/GrpHdr/CtrlSum")]


def test_a_sum_is_not_compared_when_an_amount_cannot_be_read() -> None:
    source = message(block(transfer(amount="1.001")), control_sum="1.00")
    assert faults(source) == [
        ("kernel.amount_too_precise", f"{MESSAGE}/PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt")
    ]


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1.10", "CNY", 110),
        ("007.5", "CNY", 750),
        ("5.000", "CNY", 500),
        ("5.", "CNY", 500),
        (".5", "CNY", 50),
        ("+1", "CNY", 100),
        (" 12.30\n", "CNY", 1230),
        ("100.00", "JPY", 100),
        ("999999999999999.99", "CNY", 99_999_999_999_999_999),
    ],
)
def test_amounts_of_one_value_are_read(amount: str, currency: str, minor: int) -> None:
    source = message(block(transfer(amount=amount, currency=currency)))
    assert load_pain001(source).batches[0].transfers[0].amount_minor == minor


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("1e3", "CNY", "xml.not_a_number"),
        ("１２.00", "CNY", "xml.not_a_number"),
        ("NaN", "CNY", "xml.not_a_number"),
        ("1,000.00", "CNY", "xml.not_a_number"),
        ("", "CNY", "xml.not_a_number"),
        ("-1.00", "CNY", "xml.too_small"),
        ("1.123456", "CNY", "xml.too_many_decimals"),
        ("1234567890123456789", "CNY", "xml.too_many_digits"),
        ("1.234", "CNY", "kernel.amount_too_precise"),
        ("100.50", "JPY", "kernel.amount_too_precise"),
        ("1234567890123456", "CNY", "kernel.amount_too_large"),
        ("1.00", "XXX", "kernel.unknown_currency"),
    ],
)
def test_doubtful_amounts_are_refused(amount: str, currency: str, code: str) -> None:
    source = message(block(transfer(amount=amount, currency=currency)))
    place = f"{MESSAGE}/PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt"
    assert faults(source) == [(code, place)]


def test_an_equivalent_amount_is_refused() -> None:
    row = transfer().replace(
        '<InstdAmt Ccy="CNY">1.00</InstdAmt>',
        '<EqvtAmt><Amt Ccy="EUR">1.00</Amt><CcyOfTrf>CNY</CcyOfTrf></EqvtAmt>',
    )
    assert faults(message(block(row))) == [
        ("iso.equivalent_amount", f"{MESSAGE}/PmtInf[1]/CdtTrfTxInf[1]/Amt")
    ]


def test_a_block_id_stands_once_in_a_message() -> None:
    source = message(block(transfer(), name="B"), block(transfer(), name="B"), count=2)
    assert faults(source) == [("iso.duplicate_pmt_inf_id", f"{MESSAGE}/PmtInf[2]/PmtInfId")]


@pytest.mark.parametrize(
    ("method", "code"), [("CHK", "iso.payment_method"), ("XXX", "xml.not_listed")]
)
def test_only_transfers_are_taken(method: str, code: str) -> None:
    source = message(block(transfer(), method=method))
    assert faults(source) == [(code, f"{MESSAGE}/PmtInf[1]/PmtMtd")]


@pytest.mark.parametrize(
    ("day", "code", "place"),
    [
        ("<Dt>2026-02-30</Dt>", "xml.not_a_date", "/Dt"),
        ("<Dt>20261123</Dt>", "xml.not_a_date", "/Dt"),
        ("<DtTm>2026-11-23</DtTm>", "xml.not_a_time", "/DtTm"),
        ("<Dt>12026-11-23</Dt>", "xml.not_a_date", ""),
        ("", "xml.missing", ""),
        ("2026-11-23", "xml.text_not_allowed", ""),
    ],
)
def test_days_that_cannot_be_read_are_refused(day: str, code: str, place: str) -> None:
    source = message(block(transfer(), day=day))
    assert faults(source)[0] == (code, f"{MESSAGE}/PmtInf[1]/ReqdExctnDt{place}")


def test_a_time_of_execution_keeps_what_follows_the_day() -> None:
    source = message(block(transfer(), day="<DtTm>2026-11-23T14:30:00+08:00</DtTm>"))
    read = load_pain001(source).batches[0].block
    assert (read.requested_on.isoformat(), read.requested_time) == ("2026-11-23", "14:30:00+08:00")


@pytest.mark.parametrize(
    "element", ["GrpHdr/MsgId", "PmtInf[1]/PmtInfId", "PmtInf[1]/CdtTrfTxInf[1]/PmtId/EndToEndId"]
)
def test_an_identifier_of_blanks_is_refused(element: str) -> None:
    name = element.rpartition("/")[2]
    text = message(block(transfer())).getvalue().decode()
    value = {"MsgId": "M1", "PmtInfId": "B1", "EndToEndId": "1"}[name]
    blank = text.replace(f"<{name}>{value}</{name}>", f"<{name}>  </{name}>")
    assert blank != text
    assert faults(BytesIO(blank.encode())) == [("xml.too_short", f"{MESSAGE}/{element}")]


def test_names_written_as_code_points_are_refused_in_supported_versions_too() -> None:
    found = findings(message(block(transfer(name="771171151161011143272109988472"))))
    assert [(f.code, f.field) for f in found] == [
        ("iso.names_as_code_points", f"{MESSAGE}/PmtInf[1]/CdtTrfTxInf[1]/Cdtr/Nm")
    ]


def test_all_faults_of_a_file_are_told_in_its_order() -> None:
    source = message(
        block(transfer(name=""), transfer(amount="1e3"), name="A"),
        block(transfer(), method="CHK", name="B"),
        count=9,
    )
    assert faults(source) == [
        ("xml.too_short", f"{MESSAGE}/PmtInf[1]/CdtTrfTxInf[1]/Cdtr/Nm"),
        ("xml.not_a_number", f"{MESSAGE}/PmtInf[1]/CdtTrfTxInf[2]/Amt/InstdAmt"),
        ("iso.payment_method", f"{MESSAGE}/PmtInf[2]/PmtMtd"),
        ("iso.count_differs", f"{MESSAGE}/GrpHdr/NbOfTxs"),
    ]


def test_a_fault_in_the_last_line_refuses_the_whole_file() -> None:
    rows = [transfer(str(number)) for number in range(500)]
    source = message(block(*rows, transfer(currency="cny")), count=501)
    taken: list[Item] = []
    with pytest.raises(Faulty) as refused:
        taken.extend(read_pain001(source))
    assert len([item for item in taken if isinstance(item, CreditTransfer)]) == 500
    (finding,) = refused.value.findings
    assert finding.field == f"{MESSAGE}/PmtInf[1]/CdtTrfTxInf[501]/Amt/InstdAmt"
    assert "InstdAmt/@Ccy" in finding.text.en


def test_at_most_a_hundred_faults_are_listed_and_all_are_counted() -> None:
    rows = [transfer(amount="1e3") for _ in range(250)]
    found = findings(message(block(*rows), count=250))
    assert len(found) == 101
    assert found[-1].code == "kernel.more_findings"
    assert found[-1].text.en == "250 faults were found; only the first 100 are listed"


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("<PmtInf>", "<Junk/><PmtInf>", "xml.unexpected", "/Junk"),
        ("</CdtTrfTxInf>", "</CdtTrfTxInf><Junk/>", "xml.unexpected", "/PmtInf[1]/Junk"),
        ("</PmtInf>", "</PmtInf><Junk/>", "xml.unexpected", "/Junk"),
        ("<CdtrAcct>", "<Junk/><CdtrAcct>", "xml.unexpected", "/PmtInf[1]/CdtTrfTxInf[1]/Junk"),
        ("<Dbtr>", '<Dbtr a="1">', "xml.unknown_attribute", "/PmtInf[1]/Dbtr"),
        ("<PmtInf>", '<PmtInf a="1">', "xml.unknown_attribute", "/PmtInf[1]"),
        ("<PmtMtd>TRF</PmtMtd>", "", "xml.unexpected", "/PmtInf[1]/ReqdExctnDt"),
        ("<Cdtr>", "text<Cdtr>", "xml.text_not_allowed", "/PmtInf[1]/CdtTrfTxInf[1]"),
        ("<Nm>", "<Nm><b/>", "xml.children_not_allowed", "/GrpHdr/InitgPty/Nm"),
    ],
)
def test_whatever_the_schema_refuses_is_refused(old: str, new: str, code: str, place: str) -> None:
    text = message(block(transfer())).getvalue().decode().replace(old, new, 1)
    assert (code, MESSAGE + place) in faults(BytesIO(text.encode()))


def test_a_block_without_payments_is_refused() -> None:
    found = findings(message(block()))
    assert (found[0].code, found[0].field) == ("xml.missing", f"{MESSAGE}/PmtInf[1]")
    assert "CdtTrfTxInf" in found[0].text.en


def test_a_message_without_blocks_is_refused() -> None:
    assert ("xml.missing", f"{MESSAGE}/PmtInf") in faults(message())


def test_strangers_between_payments_are_refused() -> None:
    source = message(block(transfer(), "<Junk/>", transfer()), count=2)
    found = findings(source)
    assert [(f.code, f.field) for f in found] == [("xml.unexpected", f"{MESSAGE}/PmtInf[1]")]
    assert found[0].text.en == "Element Junk is not expected here"


def test_a_second_header_is_refused() -> None:
    text = message(block(transfer()), block(transfer(), name="B2"), count=2).getvalue().decode()
    header = text[text.index("<GrpHdr>") : text.index("</GrpHdr>") + len("</GrpHdr>")]
    twice = text.replace("</PmtInf><PmtInf>", f"</PmtInf>{header}<PmtInf>")
    assert ("iso.second_header", f"{MESSAGE}/GrpHdr") in faults(BytesIO(twice.encode()))


def test_payments_before_the_header_are_refused_and_never_handed_out() -> None:
    text = message(block(transfer())).getvalue().decode()
    start, end = text.index("<PmtInf>"), text.index("</PmtInf>") + len("</PmtInf>")
    moved = text[:start] + text[end:]
    first = moved.replace("<GrpHdr>", text[start:end] + "<GrpHdr>")
    taken: list[Item] = []
    with pytest.raises(Faulty) as refused:
        taken.extend(read_pain001(BytesIO(first.encode())))
    assert [type(item).__name__ for item in taken] == ["Pain001Header"]
    assert [finding.code for finding in refused.value.findings] == ["xml.unexpected"]


def test_an_undeclared_prefix_anywhere_is_refused() -> None:
    text = message(block(transfer())).getvalue().decode()
    prefixed = text.replace("<CdtrAcct>", "<x:CdtrAcct>").replace("</CdtrAcct>", "</x:CdtrAcct>")
    (found,) = findings(BytesIO(prefixed.encode()))
    assert (found.code, found.field) == ("xml.malformed", f"{MESSAGE}/PmtInf/CdtTrfTxInf")
    assert "a namespace prefix that is not declared" in found.text.en


@pytest.mark.parametrize("element", ["CdtrAcct", "CstmrCdtTrfInitn"])
def test_a_namespace_that_is_no_uri_is_refused_wherever_it_stands(element: str) -> None:
    text = message(block(*(transfer() for _ in range(2_000))), count=2_000).getvalue().decode()
    head, tail = text.rsplit(f"<{element}>", 1)
    odd = f'{head}<{element} xmlns:x="urn:&lt;">{tail}'
    assert faults(BytesIO(odd.encode())) == [("xml.malformed", "")]


def test_a_payment_hidden_in_supplementary_data_is_no_payment() -> None:
    hidden = f"<SplmtryData><Envlp>{transfer('hidden', '999.00')}</Envlp></SplmtryData>"
    read = load_pain001(message(block(transfer(extra=hidden))))
    assert [row.amount_minor for row in read.batches[0].transfers] == [100]


def test_too_many_payments_are_refused_by_the_header_alone() -> None:
    assert faults(message(block(transfer()), count=100_001)) == [
        ("iso.too_many_transactions", MESSAGE)
    ]


@pytest.mark.parametrize(
    ("cut", "code"),
    [(0.2, "xml.malformed"), (0.5, "xml.bytes"), (0.9, "xml.malformed"), (0.999, "xml.malformed")],
)
def test_a_truncated_file_is_refused(cut: float, code: str) -> None:
    data = message(block(*(transfer(str(number)) for number in range(200))), count=200).getvalue()
    taken: list[Item] = []
    with pytest.raises(Faulty) as refused:
        taken.extend(read_pain001(BytesIO(data[: int(len(data) * cut)])))
    assert taken == []
    assert [finding.code for finding in refused.value.findings] == [code]


@pytest.mark.parametrize(
    ("namespace", "code", "words"),
    [
        (f"{NAMESPACE}pain.001.001.11", "iso.unsupported_version", "pain.001.001.11"),
        (f"{NAMESPACE}pain.001.002.03", "iso.german_variant", "German national variant"),
        (f"{NAMESPACE}pain.008.001.02", "iso.not_pain_001", "pain.008.001.02"),
        ("urn:other", "iso.not_pain_001", "urn:other"),
    ],
)
def test_other_messages_are_refused_with_what_is_supported(
    namespace: str, code: str, words: str
) -> None:
    source = BytesIO(f'<Document xmlns="{namespace}"><a/></Document>'.encode())
    (finding,) = findings(source)
    assert finding.code == code
    assert words in finding.text.en
    assert "pain.001.001.03, pain.001.001.05, pain.001.001.09" in finding.text.en
    assert "pain.001.001.03, pain.001.001.05, pain.001.001.09" in finding.text.zh


def test_another_root_is_refused() -> None:
    (finding,) = findings(BytesIO(b"<Invoice/>"))
    assert finding.code == "iso.not_pain_001"
    assert "Invoice" in finding.text.en

"""The direct link without a line of our client: curl sends, the OpenSSL command line signs and verifies."""

from __future__ import annotations

import base64
import dataclasses
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from corporate import serving
from corporate import settings as configuration
from corporate.demo import stage
from corporate.demo.people import MUSTER, YUNGANG
from corporate.demo.stage import Stage

pytestmark = pytest.mark.interop

DISTID = "distid:1234567812345678"
REQUEST = """<?xml version="1.0" encoding="UTF-8"?>
<Request xmlns="urn:yinqi:link:1"><Head><Operation>{operation}</Operation><Bank>{bank}</Bank>\
<Enterprise>{enterprise}</Enterprise><Operator>erp</Operator><Certificate>{certificate}</Certificate>\
<Timestamp>{at}</Timestamp><Nonce>{nonce}</Nonce></Head><Body>{body}</Body></Request>"""
PAYMENT = """<SubmitPayment><ClientSerial>CURL-0001</ClientSerial><PayerAccount>1001234509012345678</PayerAccount>\
<PayeeAccount>3250612000181470</PayeeAccount><PayeeName>苏州恒锐特钢有限公司</PayeeName><Amount>1286.40</Amount>\
<Currency>CNY</Currency><Purpose>货款</Purpose></SubmitPayment>"""


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The demo's bank, running, with the ERP's key registered."""
    found = configuration.read({"YINQI_DATA": str(tmp_path_factory.mktemp("interop"))})
    with stage.raised(dataclasses.replace(found, port=serving.free_port())) as raised:
        yield raised


def ask(bank: Stage, folder: Path, operation: str, body: str) -> tuple[str, bytes]:
    """Sign with openssl, send with curl, verify the bank's answer with openssl."""
    said = REQUEST.format(
        operation=operation,
        bank=YUNGANG.slug,
        enterprise=MUSTER.number,
        certificate=stage.CERTIFICATE,
        at=bank.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        nonce=uuid4().hex,
        body=body,
    )
    request, answer, head = folder / "request.xml", folder / "answer.xml", folder / "head.txt"
    request.write_text(said, encoding="utf-8")
    key = str(bank.out / "erp-key.pem")
    signed = run("openssl", "dgst", "-sm3", "-sign", key, "-sigopt", DISTID, str(request))
    signature = base64.b64encode(signed).decode()
    url = f"{bank.origin}/b/{YUNGANG.slug}/link/v1"
    run(
        "curl", "-sS", "-D", str(head), "-o", str(answer), "-H", "Content-Type: application/xml",
        "-H", f"Yinqi-Signature: {signature}", "--data-binary", f"@{request}", url,
    )  # fmt: skip
    headers = dict(
        line.split(": ", 1) for line in head.read_text().lower().splitlines() if ": " in line
    )
    original = dict(line.split(": ", 1) for line in head.read_text().splitlines() if ": " in line)
    names = {name.lower(): value for name, value in original.items()}
    assert "yinqi-signature" in headers
    (folder / "answer.der").write_bytes(base64.b64decode(names["yinqi-signature"]))
    verified = run(
        "openssl", "dgst", "-sm3", "-verify", str(bank.out / "bank-key.pem"), "-signature",
        str(folder / "answer.der"), "-sigopt", DISTID, str(answer),
    )  # fmt: skip
    assert b"Verified OK" in verified
    return head.read_text().splitlines()[0], answer.read_bytes()


def run(*words: str) -> bytes:
    return subprocess.run(words, check=True, capture_output=True).stdout


def test_balances_are_asked_and_believed(bank: Stage, tmp_path: Path) -> None:
    status, answer = ask(bank, tmp_path, "accounts.list", "<ListAccounts/>")
    assert " 200" in status
    assert b"<Code>0000</Code>" in answer
    assert b"<AccountNumber>1001234509012345678</AccountNumber>" in answer


def test_the_same_payment_twice_is_one_payment(bank: Stage, tmp_path: Path) -> None:
    first = ask(bank, tmp_path, "payments.submit", PAYMENT)[1]
    again = ask(bank, tmp_path, "payments.submit", PAYMENT)[1]
    assert b"<Duplicate>false</Duplicate>" in first
    assert b"<Duplicate>true</Duplicate>" in again
    number = first.split(b"<Number>")[1].split(b"</Number>")[0]
    assert number in again


def test_a_byte_changed_after_signing_is_refused(bank: Stage, tmp_path: Path) -> None:
    broken = PAYMENT.replace("1286.40", "9286.40").replace("CURL-0001", "CURL-0002")
    request = tmp_path / "request.xml"
    ask(bank, tmp_path, "payments.submit", PAYMENT)
    signature = "MEUCIQ" + "A" * 90
    request.write_text(request.read_text().replace(PAYMENT, broken), encoding="utf-8")
    url = f"{bank.origin}/b/{YUNGANG.slug}/link/v1"
    said = run(
        "curl", "-sS", "-H", f"Yinqi-Signature: {signature}", "--data-binary", f"@{request}", url
    )
    assert b"<Code>0000</Code>" not in said
    status, answer = ask(
        bank,
        tmp_path,
        "payments.find",
        "<FindPayment><ClientSerial>CURL-0002</ClientSerial></FindPayment>",
    )
    assert " 404" in status or b"<Code>0000</Code>" not in answer

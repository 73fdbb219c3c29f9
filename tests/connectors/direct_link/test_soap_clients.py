"""Clients of SOAP that others wrote, fed with our description: zeep and suds submit, ask, and hear a fault."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from suds.client import Client as SudsClient
from suds.transport import Reply as SudsReply
from suds.transport import Transport as SudsTransport
from suds.transport import TransportError
from zeep import Client as ZeepClient
from zeep import Settings
from zeep.exceptions import Fault
from zeep.transports import Transport as ZeepTransport

from tests.connectors.direct_link.erp import Erp, payment
from tests.world import HouseWorld

WSDL = "http://localhost/b/yungang/link/v1/soap?wsdl"


class Signing(ZeepTransport):
    """Signs what zeep writes, and sends it to the application of the test."""

    def __init__(self, erp: Erp) -> None:
        super().__init__(session=requests.Session())  # type: ignore[no-untyped-call]  # zeep types half of itself
        self._erp = erp

    def load(self, url: str) -> bytes:
        return bytes(self._erp.app.test_client().get(url).data)

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> requests.Response:
        return self.sent(address, message, {**headers, "Yinqi-Signature": self._erp.sign(message)})

    def sent(self, address: str, message: bytes, headers: dict[str, str]) -> requests.Response:
        """What the bank answers, as zeep wants to have it."""
        found = self._erp.app.test_client().post(
            urlsplit(address).path, data=message, headers=headers
        )
        answer = requests.Response()
        answer.status_code, answer.raw = found.status_code, BytesIO(found.data)
        answer.headers.update(dict(found.headers))
        return answer


class SigningToo(SudsTransport):  # type: ignore[misc]  # suds has no types
    """The same for suds."""

    def __init__(self, erp: Erp) -> None:
        super().__init__()
        self._erp = erp

    def open(self, asked: Any) -> BytesIO:
        return BytesIO(self._erp.app.test_client().get(asked.url).data)

    def send(self, asked: Any) -> SudsReply:
        signed = {**asked.headers, "Yinqi-Signature": self._erp.sign(asked.message)}
        found = self._erp.app.test_client().post(
            urlsplit(asked.url).path, data=asked.message, headers=signed
        )
        if found.status_code != 200:
            raise TransportError(found.status, found.status_code, BytesIO(found.data))
        return SudsReply(found.status_code, dict(found.headers), found.data)


@pytest.mark.parametrize("port", ["DirectLinkSoap11", "DirectLinkSoap12"])
def test_zeep_submits_asks_and_hears_a_typed_fault(erp: Erp, world: HouseWorld, port: str) -> None:
    strict = Settings(strict=True, forbid_dtd=True, forbid_entities=True)
    client = ZeepClient(WSDL, transport=Signing(erp), settings=strict)
    service = client.bind("DirectLinkService", port)
    made = service.PaymentsSubmit(Head=erp.head("payments.submit"), Body=payment())
    assert (made.Head.Code, made.Body.Amount) == ("0000", "1286.40")
    assert [text._value_1 for text in made.Head.Text] == ["报文已受理", "The message was accepted"]
    found = service.PaymentsFind(
        Head=erp.head("payments.find"), Body={"ClientSerial": made.Body.ClientSerial}
    )
    assert found.Body.Number == made.Body.Number
    with pytest.raises(Fault) as caught:
        service.PaymentsSubmit(
            Head=erp.head("payments.submit"), Body=payment(ClientSerial="F-1", Amount="1e3")
        )
    refusal = client.get_element("{urn:yinqi:link:1}Refusal")
    (detail,) = caught.value.detail
    told = refusal.parse(detail, client.wsdl.types)
    assert told.Head.Code == "I001"
    assert told.Faults.Fault[0].Code == "kernel.amount_scientific"
    assert world.count("payment") == 1


def test_zeep_lists_accounts(erp: Erp) -> None:
    client = ZeepClient(WSDL, transport=Signing(erp))
    found = client.service.AccountsList(Head=erp.head("accounts.list"), Body={})
    assert {account.Currency for account in found.Body.Accounts} >= {"CNY"}


def test_suds_submits_asks_and_hears_a_fault(erp: Erp, world: HouseWorld) -> None:
    client = SudsClient(WSDL, transport=SigningToo(erp), cache=None)
    service = client.service["DirectLinkSoap11"]
    made = service.PaymentsSubmit(erp.head("payments.submit"), payment())
    assert (made.Head.Code, made.Body.Amount) == ("0000", "1286.40")
    found = service.PaymentsFind(erp.head("payments.find"), {"ClientSerial": "ERP-0001"})
    assert found.Body.Number == made.Body.Number
    with pytest.raises(Exception, match="I001") as caught:
        service.PaymentsSubmit(erp.head("payments.submit"), payment(Amount="1e3"))
    refusal = caught.value.fault.detail.Refusal  # type: ignore[attr-defined]  # suds' own
    assert (refusal.Head.Code, refusal.Faults.Fault.Code) == ("I001", "kernel.amount_scientific")
    assert world.count("payment") == 1

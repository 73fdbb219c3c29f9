"""zeep and suds against the direct link: submit, query, a typed fault, over real HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from suds import WebFault
from suds.client import Client as SudsClient
from zeep import Client as ZeepClient
from zeep import Settings
from zeep.exceptions import Fault


def by_zeep(told: dict[str, str]) -> str:
    """Both versions, by the two ports of the service; leniently, as the manual says, what is newer than the WSDL."""
    settings = Settings(strict="LATER" not in told, forbid_dtd=True, forbid_entities=True)
    client = ZeepClient(told["WSDL"], settings=settings)
    said = []
    for place, port in enumerate(("DirectLinkSoap11", "DirectLinkSoap12"), start=1):
        service, serial = client.bind("DirectLinkService", port), f"{told['SERIAL']}-{place}"
        said += _asked(service, told, serial)
        try:
            _submit(service, told, f"{serial}-F", "1e3")
        except Fault as fault:
            (detail,) = fault.detail
            refusal = client.get_element(detail.tag).parse(detail, client.wsdl.types)
            said.append(f"fault {refusal.Head.Code} {refusal.Faults.Fault[0].Code}")
    return "\n".join(said)


def by_suds(told: dict[str, str]) -> str:
    """SOAP 1.1, which is what suds speaks."""
    service = SudsClient(told["WSDL"], cache=None).service["DirectLinkSoap11"]
    said = _asked(service, told, told["SERIAL"])
    try:
        _submit(service, told, f"{told['SERIAL']}-F", "1e3")
    except WebFault as fault:
        refusal = fault.fault.detail.Refusal
        said.append(f"fault {refusal.Head.Code} {refusal.Faults.Fault.Code}")
    return "\n".join(said)


def _asked(service: Any, told: dict[str, str], serial: str) -> list[str]:
    made = _submit(service, told, serial, "1286.40")
    head = _head(told, "payments.find")
    found = service.PaymentsFind(Head=head, Body={"ClientSerial": serial})
    return [
        f"{word} {answer.Head.Code} {answer.Body.Amount} {answer.Body.ClientSerial}"
        for word, answer in (("submit", made), ("find", found))
    ]


def _submit(service: Any, told: dict[str, str], serial: str, amount: str) -> Any:
    body = {
        "ClientSerial": serial, "PayerAccount": told["PAYER"], "PayeeAccount": told["PAYEE"],
        "PayeeName": told["PAYEE_NAME"], "Amount": amount, "Currency": "CNY", "Purpose": "货款",
        "RequestedOn": told["DAY"],
    }  # fmt: skip
    return service.PaymentsSubmit(Head=_head(told, "payments.submit"), Body=body)


def _head(told: dict[str, str], operation: str) -> dict[str, str]:
    return {
        "Operation": operation, "Bank": told["BANK"], "Enterprise": told["ENTERPRISE"],
        "Operator": told["OPERATOR"], "Certificate": told["CERTIFICATE"],
        "Timestamp": told["TIMESTAMP"], "Nonce": uuid4().hex,
    }  # fmt: skip

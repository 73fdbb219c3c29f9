"""The platform's door: WSDL by GET, SOAP 1.1 by POST, checked against the schema the WSDL holds."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Final

from lxml import etree

from connectors.tax_invoice.simulator.bureau import Answer, Behaviour, Bureau

_SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_OURS: Final = "urn:yinqi:tax-invoice:1"
_XS: Final = "http://www.w3.org/2001/XMLSchema"
_BYTES_MAX: Final = 1 << 20


class Broken(Exception):
    """The line is to be cut."""


@cache
def wsdl() -> bytes:
    """The contract both sides read."""
    return (files("connectors.tax_invoice") / "tax_invoice.wsdl").read_bytes()


class Door:
    """Answers requests by what the bureau is told to do; `hanging` holds those that never get one."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.hanging = threading.Event()
        (schema,) = etree.fromstring(wsdl()).iter(f"{{{_XS}}}schema")
        self._schema = etree.XMLSchema(etree.fromstring(etree.tostring(schema)))
        self._checking = threading.Lock()

    def soap(self, body: bytes) -> tuple[int, bytes]:
        """One request; raises Broken."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            (inside,) = etree.fromstring(body, parser).iter(f"{{{_SOAP}}}Body")
            (asked,) = inside
        except (etree.LxmlError, ValueError):
            return _fault("not a SOAP message")
        with self._checking:
            if not self._schema.validate(asked):
                return _fault("the message does not fit the schema")
        operation = etree.QName(asked).localname
        return self._answer(operation, asked)

    def _answer(self, operation: str, asked: etree._Element) -> tuple[int, bytes]:
        behaviour = self.bureau.next_behaviour(operation)
        if behaviour is Behaviour.FAULT:
            return _fault("the platform is being serviced")
        if behaviour is Behaviour.LOST:
            raise Broken
        said = {etree.QName(child).localname: child.text or "" for child in asked}
        answer = self._done(operation, said, behaviour)
        if behaviour is Behaviour.TWICE:
            answer = self._done(operation, said, behaviour)
        if behaviour is Behaviour.SILENT:
            raise Broken
        if behaviour is Behaviour.HANG:
            self.hanging.wait()
            raise Broken
        if behaviour is Behaviour.GARBAGE:
            return 200, b"<html>gateway</html>"
        return 200, _envelope(answer)

    def _done(self, operation: str, said: dict[str, str], behaviour: Behaviour | None) -> Answer:
        if operation == "EnquireInvoice":
            return self.bureau.enquire(said["Serial"])
        refuse, late = behaviour is Behaviour.REFUSE, behaviour is Behaviour.LATE
        return self.bureau.issue(said, refuse=refuse, late=late)


def _envelope(answer: Answer) -> bytes:
    envelope = etree.Element(f"{{{_SOAP}}}Envelope", nsmap={"s": _SOAP, "t": _OURS})
    body = etree.SubElement(envelope, f"{{{_SOAP}}}Body")
    told = etree.SubElement(body, f"{{{_OURS}}}InvoiceAnswer")
    for name in _ORDER:
        if name in answer:
            etree.SubElement(told, f"{{{_OURS}}}{name}").text = answer[name]
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


_ORDER: Final = (
    "Serial", "Outcome", "Number", "IssuedAt", "Check", "Bureau", "Confirmation", "Code", "Reason",
)  # fmt: skip


def _fault(why: str) -> tuple[int, bytes]:
    envelope = etree.Element(f"{{{_SOAP}}}Envelope", nsmap={"s": _SOAP})
    fault = etree.SubElement(etree.SubElement(envelope, f"{{{_SOAP}}}Body"), f"{{{_SOAP}}}Fault")
    etree.SubElement(fault, "faultcode").text = "s:Server"
    etree.SubElement(fault, "faultstring").text = why
    return 500, etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def make_server(bureau: Bureau, port: int = 0) -> tuple[ThreadingHTTPServer, Door]:
    """A server on this machine; port 0 finds a free one."""
    door = Door(bureau)

    class Handler(BaseHTTPRequestHandler):
        """HTTP around the door, and `/control/behaviours` to tell it what to do."""

        def do_GET(self) -> None:
            """The WSDL, whatever is asked for."""
            self._reply(200, wsdl(), "text/xml; charset=utf-8")

        def do_POST(self) -> None:
            """A request, or what to do to the next ones."""
            body = self.rfile.read(min(int(self.headers["Content-Length"]), _BYTES_MAX))
            if self.path == "/control/behaviours":
                bureau.behaviours.extend(Behaviour(word) for word in json.loads(body))
                self._reply(200, b"{}", "application/json")
                return
            try:
                status, answer = door.soap(body)
            except Broken:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self._reply(status, answer, "text/xml; charset=utf-8")

        def _reply(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing; the bureau remembers."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a caller that hung up
    return server, door


@contextmanager
def simulated(bureau: Bureau) -> Iterator[str]:
    """Serve in a thread; yields the address."""
    server, door = make_server(bureau)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        door.hanging.set()
        server.shutdown()
        server.server_close()
        thread.join()

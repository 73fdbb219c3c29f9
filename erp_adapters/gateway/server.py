"""The gateway on this machine: programs hand in payments here, people look at the status page.

    POST /orders[?name=a.csv&folder=kingdee&wait=10]   a payment, a list, a pain.001, a file an adapter reads
    GET  /payments/<serial>    GET /documents/<MsgId>    GET /documents/<MsgId>/report
    GET  /    the status page    GET /health

Answered 202 only when the store has it. A browser's page from elsewhere is kept out by its own headers,
and names that point at this machine (DNS rebinding) by the Host.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, Response, jsonify, render_template, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from erp_adapters.gateway.binding import is_loopback, tls_context
from erp_adapters.gateway.config import GatewayConfig
from erp_adapters.gateway.intake import orders_in
from erp_adapters.gateway.items import Item, ItemKind, Order
from erp_adapters.gateway.keys import token_of
from erp_adapters.gateway.service import Gateway
from erp_adapters.gateway.states import ItemState
from erp_adapters.gateway.status import status_of
from erp_adapters.gateway.telling import answer_of
from kernel.errors import Conflict, Faulty, NotFound, YinqiError
from kernel.failpoints import fp
from kernel.limits import XML_FILE_BYTES_MAX

OPEN_PATHS: Final = frozenset({"/", "/health", "/assets/page.css"})
WAIT_S_MAX: Final = 60.0
_LOOK_EVERY_S: Final = 0.05
_UNSETTLED: Final = frozenset({ItemState.QUEUED, ItemState.SENDING, ItemState.DOUBT})
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
Handler = TypeVar("Handler", bound=Callable[..., Any])


def make_app(gateway: Gateway) -> Flask:
    """The application; nothing of it is reachable before `serving` has checked the address."""
    app = Flask(__name__, template_folder="page", static_folder="page", static_url_path="/assets")
    app.config["MAX_CONTENT_LENGTH"] = XML_FILE_BYTES_MAX
    app.json = _readable(app)
    token = token_of(gateway.config)
    _guard(app, gateway.config, token)
    _intake(app, gateway)
    _questions(app, gateway)
    return app


def _readable(app: Flask) -> DefaultJSONProvider:
    """JSON as the answer files have it: in its own order, Chinese as Chinese."""
    written = DefaultJSONProvider(app)
    written.ensure_ascii = False
    written.sort_keys = False
    return written


def serving(gateway: Gateway) -> BaseWSGIServer:
    """Bind; raises BindingRefused for an open address without mutual TLS."""
    config = gateway.config
    context = tls_context(config)
    app = make_app(gateway)
    return make_server(
        config.host, config.port, app, threaded=True, request_handler=_Plain, ssl_context=context
    )


class _Plain(WSGIRequestHandler):
    """Logs requests in words alone: a journal is no terminal, and keeps no colours."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del size
        self.log("info", "%s %s", ascii(self.requestline), code)


def start(server: BaseWSGIServer) -> threading.Thread:
    """Answer beside the loop."""
    thread = threading.Thread(target=server.serve_forever, name="server", daemon=True)
    thread.start()
    return thread


def _guard(app: Flask, config: GatewayConfig, token: str) -> None:
    @app.before_request
    def only_who_may() -> Response | None:
        if config.tls is None and not is_loopback(_host(request.host)):
            return Response("此地址只服务本机 This address serves this machine only\n", 421)
        if request.method != "GET" and _from_a_page():
            return Response("不接受网页提交 Pages may not post here\n", 403)
        if not token or request.path in OPEN_PATHS:
            return None
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if hmac.compare_digest(shown.encode(), token.encode()):
            return None
        return Response("缺少令牌 Authorization: Bearer <token> is needed\n", 401)

    @app.after_request
    def sealed(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.errorhandler(YinqiError)
    def refused(error: YinqiError) -> tuple[Response, int]:
        status = 404 if isinstance(error, NotFound) else 409 if isinstance(error, Conflict) else 400
        found = error.findings if isinstance(error, Faulty) else ()
        faults = [{"field": one.field, "zh": one.text.zh, "en": one.text.en} for one in found]
        said = {"code": error.code, "zh": error.message.zh, "en": error.message.en}
        return jsonify(said | {"faults": faults}), status


def _intake(app: Flask, gateway: Gateway) -> None:
    @app.post("/orders")
    def orders() -> tuple[Response, int]:
        folder, name = request.args.get("folder", ""), request.args.get("name", "request")
        adapter = gateway.kit.adapters.get(folder)
        if folder and adapter is None:
            return jsonify({"zh": f"没有配置 {folder}", "en": f"{folder} is not configured"}), 404
        found = orders_in(request.get_data(), name, adapter)
        new = gateway.kit.store.take(found, folder, gateway.kit.clock.now())
        fp("gateway.order_stored")
        gateway.wake()
        items = _settled(gateway, found, _wait_s(request.args.get("wait", "0")))
        said = {"taken": len(found), "new": new, "items": [answer_of(item) for item in items]}
        return jsonify(said), 202


def _questions(app: Flask, gateway: Gateway) -> None:
    store = gateway.kit.store

    @app.get("/payments/<path:serial>")
    def payment(serial: str) -> Response:
        return jsonify(answer_of(store.find(ItemKind.PAYMENT, serial)))

    @app.get("/documents/<path:serial>/report")
    def report(serial: str) -> Response:
        item = store.find(ItemKind.DOCUMENT, serial)
        return Response(item.news.report, content_type="application/xml")

    @app.get("/documents/<path:serial>")
    def document(serial: str) -> Response:
        return jsonify(answer_of(store.find(ItemKind.DOCUMENT, serial)))

    @app.get("/health")
    def health() -> Response:
        return jsonify({"ok": True})

    @app.get("/")
    def page() -> str:
        return render_template("status.html", status=status_of(gateway))


def _settled(gateway: Gateway, orders: list[Order], wait_s: float) -> list[Item]:
    """The items as they stand, or as they stand when the bank has answered, if that is soon enough."""
    until = time.monotonic() + wait_s
    while True:
        items = [gateway.kit.store.find(order.kind, order.serial) for order in orders]
        if time.monotonic() >= until or not any(item.state in _UNSETTLED for item in items):
            return items
        time.sleep(_LOOK_EVERY_S)


def _wait_s(said: str) -> float:
    return min(float(said), WAIT_S_MAX) if said.isascii() and said.isdigit() else 0.0


def _host(host: str) -> str:
    return host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]


def _from_a_page() -> bool:
    """Browsers say so themselves; programs send neither header."""
    site = request.headers.get("Sec-Fetch-Site", "")
    return bool(request.headers.get("Origin")) or site not in {"", "none"}

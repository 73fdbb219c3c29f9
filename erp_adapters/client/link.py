"""One connection to one bank: signs, sends, proves the answer, and asks when nobody knows.

A payment is never sent under a new serial by this class; `retry.py` says when it is sent again. After an
unknown outcome it asks by the same serial (or MsgId); what the bank does not know then may still be on
its way, so that is said too.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from erp_adapters.client.answers import Answer, AnswerReader, Expected, Values
from erp_adapters.client.config import LinkConfig, load_config
from erp_adapters.client.errors import ConfigWrong
from erp_adapters.client.following import Follower
from erp_adapters.client.keys import load_key
from erp_adapters.client.messages import Document, Fields, Stamp, carrier, read_document, record
from erp_adapters.client.pins import Pins
from erp_adapters.client.records import Payment, PaymentState, Renewal, rows
from erp_adapters.client.retry import ONCE, Patience, repeat, resolve
from erp_adapters.client.sealing import Bare, Coat, Sealed
from erp_adapters.client.transport import HttpTransport, Transport
from kernel.clock import Clock, FileClock, SystemClock
from kernel.crypto import CryptoProvider, MessageSigner, select_provider, signed
from kernel.crypto.sealed_message import can_open
from kernel.ids import Ids, Randomness, SystemRandomness
from kernel.text import Text

_NONCE_BYTES: Final = 18
_CONTENT_TYPE: Final = "application/xml"
_SIGNS_ONLY: Final = Text(
    "该密钥只签名，不能解开加密的应答，不能与 seal_key_file 同用",
    "this key only signs and cannot open sealed answers: it does not go with seal_key_file",
)


class BankLink:
    """Operations of the direct link."""

    def __init__(
        self,
        config: LinkConfig,
        *,
        passphrase: bytes | None = None,
        transport: Transport | None = None,
        clock: Clock | None = None,
        randomness: Randomness | None = None,
        crypto: CryptoProvider | None = None,
        signer: MessageSigner | None = None,
        patience: Patience = ONCE,
        rest: Callable[[float], None] = time.sleep,
    ) -> None:
        """Load the keys; raises ConfigWrong, KeyMalformed, PassphraseWrong, KeyFileExposed.

        A `signer` stands in place of the key file: a key in a token, for instance.
        """
        self.config = config
        self.ahead_s: float | None = None  # the bank's clock before ours, at the last proven answer
        self._patience, self._rest = patience, rest
        self._crypto = crypto or select_provider(profile="production")
        self._clock = clock or _clock_of(config)
        self._ids = Ids(self._clock, randomness or SystemRandomness())
        self._transport = transport or HttpTransport(config)
        self._key = signer or load_key(config.key_file, self._crypto, passphrase)
        source = randomness or SystemRandomness()
        pins = Pins(config.bank_key_file, self._crypto, source)
        seals = Pins(config.seal_key_file, self._crypto, source) if config.seal_key_file else None
        self._reader = AnswerReader(pins)
        self._follower = Follower(config, self._transport, self._key.public.algorithm, pins, seals)
        self._coat = self._coat_of(seals, source)

    def pay(self, payment: Payment) -> PaymentState:
        """Pay, or ask those who must agree. Raises Refused, BankBusy, NotSent, OutcomeUnknown."""
        asked = self._resolving(
            lambda: self._record("payments.submit", "SubmitPayment", payment.values()),
            lambda: self._record("payments.find", "FindPayment", {"ClientSerial": payment.serial}),
        )
        return PaymentState.of(asked.values, duplicate=asked.duplicate)

    def find(self, *, serial: str = "", number: str = "") -> PaymentState:
        """One payment by our serial or the bank's number; raises Refused (`not_found`)."""
        values = {"ClientSerial": serial, "Number": number}
        return PaymentState.of(self.ask("payments.find", "FindPayment", values).values)

    def send(self, path: Path) -> bytes:
        """Send a pain.001 as it is; the pain.002 that answers it."""
        return self.send_document(read_document(path))

    def send_document(self, document: Document) -> bytes:
        """The same, of a document that has been read."""
        answer = self._resolving(
            lambda: self._document("payments.import", document),
            lambda: self._record(
                "payments.report", "ReportMessage", {"MessageId": document.message_id}
            ),
        )
        return answer.document

    def report(self, message_id: str) -> bytes:
        """The pain.002 about a message as it stands now."""
        return self._report(message_id).document

    def accounts(self) -> list[Values]:
        """Accounts with their balances."""
        return rows(self.ask("accounts.list", "ListAccounts", {}).values, "Accounts")

    def lines(self, account: str, *, after: int = 0, limit: int = 100) -> list[Values]:
        """Lines of an account after a line number, oldest first."""
        values = {"AccountNumber": account, "After": str(after), "Limit": str(limit)}
        return rows(self.ask("accounts.lines", "ListLines", values).values, "Lines")

    def statement(self, account: str, day: str) -> bytes:
        """The statement of a closed day as camt.053."""
        values = {"AccountNumber": account, "On": day}
        return self.ask("accounts.statement_file", "GetStatement", values).document

    def export(self, account: str, from_on: str, to_on: str, form: str) -> bytes:
        """Lines of an account between two days as a file: PDF, XLSX, CSV, camt.053, MT940 or OFX."""
        asked = {"AccountNumber": account, "FromOn": from_on, "ToOn": to_on, "Format": form}
        return _content(self.ask("accounts.export", "ExportStatement", asked))

    def receipt(self, **by: str) -> bytes:
        """The receipt of a payment as PDF, by `ClientSerial`, `BusinessSerial` or its own `Number`."""
        return _content(self.ask("documents.receipt_file", "GetReceiptFile", by))

    def voucher(self, number: str) -> bytes:
        """The accounting voucher of a receipt as XML; raises Refused (`not_found`) where nothing was booked."""
        return _content(self.ask("documents.voucher", "GetVoucher", {"Number": number}))

    def ask(self, operation: str, name: str, values: Mapping[str, str]) -> Answer:
        """Any question of the manual, which may be put again: `ask("limits.left", "AskLeft", {…})`.

        Not for what changes something: that goes by a method of its own, which knows its serial.
        """
        return repeat(lambda: self._record(operation, name, values), self._patience, self._rest)

    def send_batch(self, part: Fields) -> Values:
        """A part of a batch, the last one submits it: `batches.send_part` of the manual; safe to send again."""
        answer = self._resolving(
            lambda: self._record("batches.send_part", "SendPart", part),
            lambda: self._record("batches.send_part", "SendPart", part),
        )
        return answer.values

    def renew(self, request: bytes) -> Renewal:
        """A certificate for the key of a PKCS#10 request (DER); the same request brings the same one."""
        values = {"Request": base64.b64encode(request).decode("ascii")}
        answer = self._resolving(
            lambda: self._record("certificates.renew", "RenewCertificate", values),
            lambda: self._record("certificates.renew", "RenewCertificate", values),
        )
        return Renewal.of(answer.values)

    def _report(self, message_id: str) -> Answer:
        return self.ask("payments.report", "ReportMessage", {"MessageId": message_id})

    def _resolving(self, act: Callable[[], Answer], ask: Callable[[], Answer]) -> Answer:
        return resolve(act, ask, self._patience, self._rest)

    def _record(self, operation: str, name: str, values: Fields) -> Answer:
        stamp = self._stamp()
        return self._call(operation, stamp, record(self.config, stamp, operation, name, values))

    def _document(self, operation: str, document: Document) -> Answer:
        stamp = self._stamp()
        return self._call(operation, stamp, carrier(self.config, stamp, operation, document))

    def _call(self, operation: str, stamp: Stamp, message: bytes) -> Answer:
        body, headers = self._coat.put_on(message, signed(self._key, message))
        sent = {"Content-Type": _CONTENT_TYPE, **headers}
        reply = self._coat.take_off(self._transport.post(self.config.url, body, sent))
        config = self.config
        expected = Expected(
            operation, config.bank, config.enterprise, config.certificate, stamp.nonce
        )
        now = self._clock.now()
        self._follower.follow(reply.headers, now)
        answer = self._reader.read(reply, expected, now)
        self._compare_clocks(answer.bank_time)
        return answer

    def _coat_of(self, seals: Pins | None, randomness: Randomness) -> Coat:
        if seals is None:
            return Bare()
        if not can_open(self._key):
            raise ConfigWrong(reason=_SIGNS_ONLY)
        return Sealed(lambda: seals.current(self._clock.now()), self._key, self._crypto, randomness)

    def _compare_clocks(self, bank_time: str) -> None:
        try:
            said = datetime.fromisoformat(bank_time)
        except ValueError:
            return
        if said.tzinfo is not None:
            self.ahead_s = (said - self._clock.now()).total_seconds()

    def _stamp(self) -> Stamp:
        return Stamp(self._clock.now(), self._ids.token(_NONCE_BYTES))


def _content(answer: Answer) -> bytes:
    """The file an answer carries."""
    return base64.b64decode(str(answer.values.get("Content", "")))


def connect(
    config_file: Path | str, *, passphrase: bytes | None = None, patience: Patience | None = None
) -> BankLink:
    """Open the connection a configuration file describes, with the patience of a batch job."""
    return BankLink(
        load_config(Path(config_file)), passphrase=passphrase, patience=patience or Patience()
    )


def _clock_of(config: LinkConfig) -> Clock:
    return FileClock(config.clock_file) if config.clock_file else SystemClock()

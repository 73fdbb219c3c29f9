"""What goes around a signed message on its way: nothing, or a seal that only the bank opens.

Who seals expects sealed answers: one that comes without a seal is not believed, whoever signed it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from erp_adapters.client.errors import Untrusted
from erp_adapters.client.transport import Reply
from kernel.crypto import CryptoProvider, MessageSigner, MessageVerifier
from kernel.crypto.errors import CiphertextRefused
from kernel.crypto.sealed_message import seal, unseal
from kernel.ids import Randomness
from kernel.text import Text

SIGNATURE: Final = "Yinqi-Signature"
ENCODING: Final = "yinqi-sealed"
_CONTENT_ENCODING: Final = "Content-Encoding"
_LENGTH_BYTES: Final = 2
_NOTHING: Final = Text("—", "—")


class Coat(Protocol):
    """How a message and its signature travel."""

    def put_on(self, message: bytes, signature: bytes) -> tuple[bytes, Mapping[str, str]]:
        """The body to send, and the headers that belong to it."""
        ...

    def take_off(self, reply: Reply) -> Reply:
        """The answer as it would have come without; raises Untrusted."""
        ...


class Bare:
    """The message as it is, its signature in a header."""

    @staticmethod
    def put_on(message: bytes, signature: bytes) -> tuple[bytes, Mapping[str, str]]:
        """Put the signature into its header."""
        return message, {SIGNATURE: base64.b64encode(signature).decode("ascii")}

    @staticmethod
    def take_off(reply: Reply) -> Reply:
        """The answer itself."""
        return reply


class Sealed:
    """Sealed to the bank's published key; answers are sealed to ours."""

    def __init__(
        self,
        bank: Callable[[], MessageVerifier],
        own: MessageSigner,
        crypto: CryptoProvider,
        randomness: Randomness,
    ) -> None:
        """`bank` tells the key of the bank that it is time for."""
        self._bank = bank
        self._own = own
        self._crypto = crypto
        self._randomness = randomness

    def put_on(self, message: bytes, signature: bytes) -> tuple[bytes, Mapping[str, str]]:
        """Seal the signature with the message."""
        inside = b"".join((len(signature).to_bytes(_LENGTH_BYTES), signature, message))
        body = seal(self._bank(), inside, self._crypto, self._randomness)
        return body, {_CONTENT_ENCODING: ENCODING}

    def take_off(self, reply: Reply) -> Reply:
        """Open the seal. What came without one proves nothing, so it loses its signature."""
        headers = {name.lower(): value for name, value in reply.headers.items()}
        if headers.get(_CONTENT_ENCODING.lower(), "") != ENCODING:
            headers.pop(SIGNATURE.lower(), None)
            return Reply(reply.status, headers, reply.body)
        try:
            inside = unseal(self._own, reply.body, self._crypto, self._randomness)
        except CiphertextRefused:
            reason = Text("应答无法解密", "the sealed answer cannot be opened")
            raise Untrusted(reason=reason, said=_NOTHING) from None
        end = _LENGTH_BYTES + int.from_bytes(inside[:_LENGTH_BYTES])
        shown = base64.b64encode(inside[_LENGTH_BYTES:end]).decode("ascii")
        return Reply(reply.status, {**headers, SIGNATURE.lower(): shown}, inside[end:])

"""Verify an evidence file (签名证据) without the product: Python and `cryptography` are enough.

    python verify_evidence.py FILE [--bank-key PUBLIC_KEY]

Refuses any changed byte: the bank's seal covers the whole file, and each passkey's signature covers
the text its owner saw, the decision and the person. Without `--bank-key` the seal proves only that
nobody changed the file since some key sealed it: compare the key it prints with the bank's own.
Exit status 0 when everything holds, 1 when not.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SM3, Hash
from cryptography.hazmat.primitives.serialization import load_der_public_key

FORMAT: Final = "yinqi-evidence/1"
LIST: Final = "approval-list/1"
PRESENT, VERIFIED = 0x01, 0x04
AUTHENTICATOR_DATA_MIN: Final = 37
POINT_BYTES: Final = 65

# GB/T 32918.5: the recommended curve of SM2.
P: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A: Final = P - 3
B: Final = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
GX: Final = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY: Final = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
USER: Final = b"1234567812345678"

Point = tuple[int, int] | None


class Refused(Exception):
    """The file does not prove what it says."""


def require(holds: object, what: str) -> None:
    """Raise Refused, and say what does not hold."""
    if not holds:
        raise Refused(what)


def sm3(data: bytes) -> bytes:
    """SM3, GB/T 32905."""
    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize()


def written(told: Any) -> bytes:
    """The one spelling of a JSON value."""
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def unpadded(text: str) -> bytes:
    """Base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def add(one: Point, other: Point) -> Point:
    """Add two points of the curve."""
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    if one == other:
        slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) % P
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P) % P
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def times(count: int, point: Point) -> Point:
    """Add a point to itself."""
    total: Point = None
    while count:
        total = add(total, point) if count & 1 else total
        point, count = add(point, point), count >> 1
    return total


def sm2_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an SM2 signature (DER) over a message is right, GB/T 32918.2 §7."""
    x, y = int.from_bytes(key[1:33], "big"), int.from_bytes(key[33:], "big")
    if len(key) != POINT_BYTES or key[0] != 4 or (y * y - x**3 - A * x - B) % P:  # noqa: PLR2004
        return False
    numbers = b"".join(number.to_bytes(32, "big") for number in (A, B, GX, GY, x, y))
    identity = sm3((len(USER) * 8).to_bytes(2, "big") + USER + numbers)
    e = int.from_bytes(sm3(identity + message), "big")
    r, s = decode_dss_signature(signature)
    t = (r + s) % N
    if not (0 < r < N and 0 < s < N and t):
        return False
    found = add(times(s, (GX, GY)), times(t, (x, y)))
    return found is not None and (e + found[0]) % N == r


def check_seal(document: dict[str, Any], bank_key: str) -> str:
    """Check the bank's seal over the whole; the key it was made with."""
    seal = document["seal"]
    key = bytes.fromhex(seal["public_key"])
    require(document.keys() == {"evidence", "seal"}, "the file holds more than it should")
    require(set(seal) == {"algorithm", "key_id", "public_key", "signature"}, "the seal's parts")
    require(seal["algorithm"] == "SM2-SM3", "the seal's algorithm")
    if bank_key:
        require(bank_key.lower() == key.hex(), "the seal is not by the bank's key")
    signature = base64.b64decode(seal["signature"], validate=True)
    spelled = (key.hex(), base64.b64encode(signature).decode("ascii"))
    require(spelled == (seal["public_key"], seal["signature"]), "the seal's spelling")
    sealed = written(document["evidence"] | {"key_id": seal["key_id"]})
    require(sm2_holds(key, sealed, signature), "the bank's seal")
    return key.hex()


def check_list(text: str, digest: str) -> None:
    """Check that a list that was signed as a whole is one, and names this item once."""
    lines = text.split("\n")
    require(lines[:2] == [f"版本: {LIST}", "意见: 同意"], "the list's form")
    count = len(lines) - 3 - sum(line.startswith("合计: ") for line in lines)
    require(lines[2] == f"笔数: {count}", "the list's count")
    items = [line.split(" ") for line in lines[-count:]]
    places = [f"{place}:" for place in range(1, count + 1)]
    require([item[0] for item in items] == places, "the list's places")
    require([item[3:] for item in items].count([digest]) == 1, "the list does not name this item")


def check_passkey(evidence: dict[str, Any], decision: dict[str, Any]) -> None:
    """Check an authenticator's signature, and that it is about this text, decision and person."""
    statement, digest = evidence["statement"], bytes.fromhex(decision["digest"])
    said = decision["action"]
    if evidence.get("list_text"):
        digest, said = sm3(evidence["list_text"].encode()), f"{said}_list"
    require(statement == said, "the decision is not what was signed")
    person = UUID(decision["person_id"]).bytes
    bound = unpadded(evidence["nonce"]) + digest + person
    challenge = hashlib.sha256(f"{statement}-v1\0".encode() + bound).digest()
    require(challenge == unpadded(evidence["challenge"]), "the challenge is not of this text")
    client_bytes = unpadded(evidence["client_data_json"])
    client = json.loads(client_bytes)
    require(client["type"] == "webauthn.get", "the authenticator's answer is no signature")
    require(unpadded(client["challenge"]) == challenge, "another challenge was signed")
    require(not client.get("crossOrigin"), "signed inside another site's page")
    data = unpadded(evidence["authenticator_data"])
    require(len(data) >= AUTHENTICATOR_DATA_MIN, "the authenticator's data")
    name = urlsplit(client["origin"]).hostname or ""
    require(data[:32] == hashlib.sha256(name.encode()).digest(), "the site's name")
    require(data[32] & PRESENT, "nobody was present")
    require(data[32] & VERIFIED, "the user was not verified")
    signed = data + hashlib.sha256(client_bytes).digest()
    verify = signature_check(evidence)
    try:
        verify(unpadded(evidence["signature"]), signed)
    except InvalidSignature:
        message = "the authenticator's signature"
        raise Refused(message) from None


def signature_check(evidence: dict[str, Any]) -> Callable[[bytes, bytes], None]:
    """How a signature of that algorithm is checked: ES256, EdDSA or RS256."""
    key = load_der_public_key(unpadded(evidence["public_key"]))
    algorithm = evidence["algorithm"]
    if algorithm == "-7" and isinstance(key, ec.EllipticCurvePublicKey):
        return lambda signature, signed: key.verify(signature, signed, ec.ECDSA(SHA256()))
    if algorithm == "-8" and isinstance(key, ed25519.Ed25519PublicKey):
        return key.verify
    if algorithm == "-257" and isinstance(key, rsa.RSAPublicKey):
        return lambda signature, signed: key.verify(signature, signed, padding.PKCS1v15(), SHA256())
    message = "the authenticator's algorithm"
    raise Refused(message)


def check_round(one: dict[str, Any]) -> Iterator[str]:
    """Check a round and its decisions; a line about each."""
    digest = sm3(one["canonical_text"].encode()).hex()
    require(digest == one["digest"], "the fingerprint is not of this text")
    for decision in one["decisions"]:
        evidence = decision["evidence"]
        require(decision["canonical_text"] == one["canonical_text"], "another text was decided on")
        require(decision["digest"] == digest == evidence["digest"], "another fingerprint")
        require(evidence["person_id"] == decision["person_id"], "somebody else's evidence")
        if evidence.get("list_text"):
            check_list(evidence["list_text"], digest)
        by_passkey = evidence["method"] == "passkey"
        if by_passkey:
            check_passkey(evidence, decision)
        proof = "signature verified" if by_passkey else "by the bank's record"
        yield f"{decision['decided_at']} {decision['name']} {decision['action']} · {evidence['method']} · {proof}"


def verify(content: bytes, bank_key: str = "") -> list[str]:
    """What the file proves, line by line; raises Refused."""
    try:
        document = json.loads(content)
        require(written(document) == content, "the file's spelling")
        key = check_seal(document, bank_key)
        told = document["evidence"]
        require(told["format"] == FORMAT, "the format")
        lines = [line for one in told["rounds"] for line in check_round(one)]
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        message = f"the file is damaged: {type(fault).__name__}"
        raise Refused(message) from fault
    return [f"{told['number']} · {told['bank']['name']} · sealed by {key}", *lines]


def main() -> int:
    """Verify the file that is named."""
    parser = argparse.ArgumentParser(description="Verify an evidence file.")
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--bank-key", default="", help="the bank's public key, 04‖x‖y in hexadecimal"
    )
    arguments = parser.parse_args()
    try:
        lines = verify(arguments.file.read_bytes(), arguments.bank_key)
    except Refused as refused:
        sys.stdout.write(f"REFUSED: {refused}\n")
        return 1
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

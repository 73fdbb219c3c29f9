"""A push reaches the browser it is meant for, can be read there alone, and every refusal is called by its name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.messaging.push import PushKey, PushKeyDamaged, PushMessages
from connectors.messaging.push_simulator import PushService, Refusal, push_service
from corporate.notices import addresses
from corporate.notices.delivery import Undeliverable
from corporate.notices.kinds import ChannelKind
from kernel import limits
from kernel.clock import FixedClock
from kernel.crypto.key_folder import KeyFolder
from kernel.ids import SystemRandomness
from tests.connectors.messaging.test_ways_out import BANK, KEY, WORDS, letter
from tests.world import MONDAY, make_world


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as found:
        yield found


def push_key(folder: Path) -> PushKey:
    return PushKey(lambda: KeyFolder(folder / "keys", SystemRandomness()))


@pytest.fixture
def push(tmp_path: Path) -> PushMessages:
    world = make_world(FixedClock(MONDAY), "push", tmp_path / "files")
    return PushMessages(push_key(tmp_path), BANK, "mailto:ops@bank.example", world)


def address(service: PushService) -> str:
    return addresses.spelled(ChannelKind.PUSH, service.subscription(), (service.place,))


def test_the_browser_reads_what_the_service_cannot(
    push: PushMessages, service: PushService
) -> None:
    push.send(letter(address(service)))
    assert service.messages == [
        {
            "title": ["云港银行", "Yungang Bank"],
            "text": [WORDS.zh, WORDS.en],
            "path": "/b/yungang/m/approvals/1",
            "tag": KEY.hex,
        }
    ]
    [claims], [headers] = service.claims, service.headers
    assert claims["aud"] == service.address
    assert claims["sub"] == "mailto:ops@bank.example"
    assert claims["exp"] - MONDAY.timestamp() == limits.PUSH_PROOF_S
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Topic"] == KEY.hex


def test_another_browsers_keys_do_not_open_it(push: PushMessages, service: PushService) -> None:
    with push_service() as other:
        given = json.loads(address(service))
        given["p256dh"] = json.loads(other.subscription())["keys"]["p256dh"]
        with pytest.raises(Undeliverable, match="400"):
            push.send(letter(json.dumps(given)))
    assert service.messages == []


@pytest.mark.parametrize(
    ("refusal", "final", "gone", "wait_s"),
    [
        (Refusal(404), True, True, 0),
        (Refusal(410), True, True, 0),
        (Refusal(429, "120"), False, False, 120),
        (Refusal(429, "999999"), False, False, limits.DELIVERY_WAIT_MAX_S),
        (Refusal(429, "Wed, 21 Oct 2026 07:28:00 GMT"), False, False, 0),
        (Refusal(413), True, False, 0),
        (Refusal(403), True, False, 0),
        (Refusal(503, "120"), False, False, 0),
        (Refusal(307), False, False, 0),
    ],
)
def test_each_refusal_has_its_consequence(
    push: PushMessages,
    service: PushService,
    refusal: Refusal,
    *,
    final: bool,
    gone: bool,
    wait_s: int,
) -> None:
    service.refusals.append(refusal)
    with pytest.raises(Undeliverable, match=str(refusal.status)) as refused:
        push.send(letter(address(service)))
    assert (refused.value.final, refused.value.gone, refused.value.wait_s) == (final, gone, wait_s)
    assert service.messages == []


def test_who_is_away_is_tried_again_and_the_fault_tells_no_address(push: PushMessages) -> None:
    with push_service() as service:
        kept = address(service)
    with pytest.raises(Undeliverable) as away:
        push.send(letter(kept))
    assert not away.value.final
    assert "/send/" not in str(away.value)
    assert away.value.__cause__ is None


def test_the_key_is_made_once_and_found_by_every_process(tmp_path: Path) -> None:
    assert push_key(tmp_path).public == push_key(tmp_path).public
    file = tmp_path / "keys" / "web-push.pem"
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(b"nothing")
    with pytest.raises(PushKeyDamaged):
        assert push_key(tmp_path).public

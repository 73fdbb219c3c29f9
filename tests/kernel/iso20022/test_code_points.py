"""Names written as decimal character numbers are recognised, and ordinary numbers are not."""

import pytest

from kernel.iso20022.code_points import decoded


@pytest.mark.parametrize(
    ("digits", "text"),
    [
        ("7711711511610111432729711010010110811532711099872", "Muster Handels GmbH"),
        ("6869", "DE"),
        ("63636363636363", "???????"),
        (
            "83116114974310111098971173260781111141006232711099872",
            "Stra+enbau <Nord> GmbH",
        ),
    ],
)
def test_code_points_are_deciphered(digits: str, text: str) -> None:
    assert decoded(digits) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "65",
        "上海测试供应商有限公司",
        "Muster Handels GmbH",
        "1001234509012345678",
        "6222020000000000000",
        "１２３４５６",
        "0123456789",
        "3333",
        "7711711511",
        "771171151161011143",
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert decoded(text) is None

"""Only listed algorithms sign for a purpose."""

from __future__ import annotations

import pytest

from kernel.crypto import SignatureAlgorithm, SignaturePurpose, allowed, require_allowed
from kernel.crypto.errors import AlgorithmNotAllowed


@pytest.mark.parametrize("purpose", [SignaturePurpose.APPROVAL, SignaturePurpose.RECEIPT])
def test_people_and_receipts_sign_with_sm2_and_sm3_and_nothing_else(
    purpose: SignaturePurpose,
) -> None:
    assert allowed(purpose) == {SignatureAlgorithm.SM2_SM3}
    assert require_allowed(purpose, "sm2-sm3") is SignatureAlgorithm.SM2_SM3
    with pytest.raises(AlgorithmNotAllowed):
        require_allowed(purpose, "rsa-sha256")


def test_messages_of_the_direct_link_may_be_signed_three_ways() -> None:
    for purpose in (SignaturePurpose.DIRECT_LINK_REQUEST, SignaturePurpose.DIRECT_LINK_ANSWER):
        assert allowed(purpose) == {"sm2-sm3", "rsa-sha256", "ecdsa-p256-sha256"}
    assert [one.family for one in SignatureAlgorithm] == ["sm2", "rsa", "ecdsa"]


@pytest.mark.parametrize("name", ["", "none", "SM2-SM3", "sm2-sm3 ", "ecdsa-p384-sha384", "rsa"])
def test_any_other_name_is_denied_by_name(name: str) -> None:
    with pytest.raises(AlgorithmNotAllowed) as denied:
        require_allowed(SignaturePurpose.DIRECT_LINK_REQUEST, name)
    assert denied.value.code == "crypto.algorithm_not_allowed"
    assert denied.value.message.zh == f"此处不允许使用签名算法 {name}"

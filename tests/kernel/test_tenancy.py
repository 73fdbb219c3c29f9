"""The scope of a transaction: any two of its opening texts name what they were made of, and nothing else."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.tenancy import Scope

PLACES = st.none() | st.uuids()
OPENING = re.compile(
    r"BEGIN;SET LOCAL yinqi\.tenant='([0-9a-f-]{36})?';SET LOCAL yinqi\.enterprise='([0-9a-f-]{36})?'"
)


@given(tenant=PLACES, enterprise=PLACES)
def test_an_opening_sets_both_variables_to_exactly_what_the_scope_is(
    tenant: UUID | None, enterprise: UUID | None
) -> None:
    found = OPENING.fullmatch(";".join(Scope(tenant, enterprise).opening()))
    assert found is not None
    assert tuple(UUID(it) if it else None for it in found.groups()) == (tenant, enterprise)


@given(tenant=st.uuids(), one=st.uuids(), other=st.uuids())
def test_an_enterprise_is_entered_from_the_bank_and_never_left_for_another(
    tenant: UUID, one: UUID, other: UUID
) -> None:
    sets = f"SET LOCAL yinqi.enterprise='{one}'"
    assert Scope(tenant).narrow(one) == Scope(tenant, one).narrow(one) == sets
    if one != other:
        with pytest.raises(ValueError, match="never changes"):
            Scope(tenant, one).narrow(other)


@given(text=st.text())
def test_no_text_ever_becomes_part_of_it(text: str) -> None:
    with pytest.raises((TypeError, AttributeError)):
        Scope(text).opening()  # type: ignore[arg-type]
    with pytest.raises((TypeError, AttributeError)):
        Scope().narrow(text)  # type: ignore[arg-type]


def test_what_a_scope_lacks_is_a_fault_of_ours() -> None:
    with pytest.raises(LookupError, match="no bank"):
        Scope().bank()
    with pytest.raises(LookupError, match="no enterprise"):
        Scope(UUID(int=1)).enterprise()

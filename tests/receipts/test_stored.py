"""What is stored comes back exactly, through JSON."""

import json
from dataclasses import replace

import pytest

from receipts.facts import ReceiptFacts
from receipts.stored import from_stored, to_stored
from tests.receipts.samples import each_fact_changed, returned, sample_facts


@pytest.mark.parametrize("facts", [sample_facts(), returned(rail=None)], ids=["full", "sparse"])
def test_facts_survive_json(facts: ReceiptFacts) -> None:
    assert from_stored(json.loads(json.dumps(to_stored(facts)))) == facts


@pytest.mark.parametrize("path", [path for path, _ in each_fact_changed(sample_facts())])
def test_every_single_fact_is_stored(path: str) -> None:
    changed = dict(each_fact_changed(sample_facts()))[path]
    assert from_stored(to_stored(changed)) == changed != sample_facts()


def test_an_optional_fact_that_was_never_stored_is_absent() -> None:
    stored = to_stored(sample_facts())
    for key in ("client_serial", "purpose", "remark", "channel", "rail", "refunded_of"):
        del stored[key]
    sparse = replace(
        sample_facts(), client_serial="", purpose="", remark="", channel=None, rail=None
    )
    assert from_stored(stored) == sparse


@pytest.mark.parametrize("key", ["number", "kind", "bank", "payer", "amount", "booked_at"])
def test_a_needed_fact_that_is_gone_is_an_error(key: str) -> None:
    stored = to_stored(sample_facts())
    del stored[key]
    with pytest.raises(KeyError, match=key):
        from_stored(stored)

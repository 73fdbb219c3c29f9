"""Even what slips through the gate is refused before a tree is built."""

import pytest

from kernel.errors import Faulty
from kernel.xml.survey import Survey


def test_a_doctype_behind_the_gate_is_refused() -> None:
    with pytest.raises(Faulty) as refused:
        Survey(10).walk([b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"])
    assert [finding.code for finding in refused.value.findings] == ["xml.doctype"]


def test_names_already_met_may_come_again_in_any_number() -> None:
    data = b"<a>" + b'<b x="1" y="2"/>' * 5_000 + b"</a>"
    assert Survey(5_001).walk([data]) == len(data)


def test_many_known_attributes_on_one_element_are_still_too_many() -> None:
    learned = b"".join(b'<b x%d=""/>' % number for number in range(65))
    reused = b"<b " + b" ".join(b'x%d=""' % number for number in range(65)) + b"/>"
    with pytest.raises(Faulty) as refused:
        Survey(1_000).walk([b"<a>" + learned + reused + b"</a>"])
    assert [finding.code for finding in refused.value.findings] == ["xml.too_many_attributes"]

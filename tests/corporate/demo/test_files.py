"""The files of the demo's story: sent as a browser sends them, and read as the bank reads any."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from werkzeug.formparser import parse_form_data

from corporate.demo.browser import _in_parts
from corporate.demo.more_acts import payroll_file
from corporate.demo.staff import EMPLOYEES
from kernel.intake.opening import lines_of


def test_a_form_with_a_file_arrives_as_it_was_filled_in(tmp_path: Path) -> None:
    file = tmp_path / "工资.csv"
    file.write_bytes("姓名\r\n顾清扬\r\n--not a boundary\r\n".encode())
    body, kind = _in_parts(
        {"month": "2026-11", "remark": "十一月\r\n工资", "file": ""}, {"file": file}
    )
    environ = {
        "REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body),
    }  # fmt: skip
    _, fields, files = parse_form_data(environ)
    assert fields.to_dict() == {"month": "2026-11", "remark": "十一月\r\n工资"}
    with files["file"].stream as sent:
        assert (files["file"].filename, sent.read()) == ("工资.csv", file.read_bytes())


def test_the_payroll_file_names_everybody_once_with_what_they_are_paid(tmp_path: Path) -> None:
    heads, *rows = [line.cells for line in lines_of(payroll_file(tmp_path).read_bytes())]
    assert list(heads[:4]) == ["工号", "姓名", "账号", "金额"]
    assert [tuple(row[:3]) for row in rows] == [(e.number, e.name, e.account) for e in EMPLOYEES]
    assert [row[3] for row in rows] == ["9383.00", "9833.00", "10283.00", "10733.00", "11183.00"]

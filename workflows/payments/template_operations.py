"""Templates of payments in the catalogue. People's doors only: a program has the payee's data itself."""

from __future__ import annotations

from typing import Final

from kernel.operation import changing, reading
from kernel.text import Text
from workflows.payments import template_commands as c

_RIGHT: Final = "payments.submit"

OPERATIONS: Final = (
    reading("payments.templates", Text("付款模板", "Templates of payments"), c.ListTemplates, c.Templates, right_of=_RIGHT),
    reading("payments.template", Text("使用付款模板", "Use a template"), c.NameTemplate, c.TemplateLine, right_of=_RIGHT),
    changing("payments.keep_template", Text("存为付款模板", "Keep a payment as a template"), c.KeepTemplate, c.TemplateLine, right_of=_RIGHT),
    changing("payments.drop_template", Text("删除付款模板", "Drop a template"), c.NameTemplate, c.TemplateLine, right_of=_RIGHT),
)  # fmt: skip

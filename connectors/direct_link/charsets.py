"""Answers in the encoding an ERP asks for: UTF-8 unless it says GB18030, and then the edition of 2022.

It asks with the header Accept-Charset. XML says in its first line how it is written; JSON is UTF-8 always.
"""

from __future__ import annotations

import re
from typing import Final

from kernel import gb18030
from kernel.charset import Encoding

_ASKED: Final = re.compile(r"\s*gb18030\s*", re.IGNORECASE)
_DECLARED: Final = re.compile(r"""(<\?xml\s[^>]*encoding=['"])UTF-8(['"])""")
_UTF8_TYPE: Final = "charset=utf-8"
_LABEL: Final = Encoding.GB18030.upper()


def asked(accept_charset: str) -> Encoding:
    """The encoding an answer is wanted in; what is not understood asks for nothing."""
    return Encoding.GB18030 if _ASKED.fullmatch(accept_charset) else Encoding.UTF8


def written(document: bytes, content_type: str, encoding: Encoding) -> tuple[bytes, str]:
    """An answer and its Content-Type in that encoding; JSON stays as it is."""
    if encoding is Encoding.UTF8 or "xml" not in content_type:
        return document, content_type
    text = _DECLARED.sub(rf"\g<1>{_LABEL}\g<2>", document.decode("utf-8"), count=1)
    return gb18030.encode(text), content_type.replace(_UTF8_TYPE, f"charset={_LABEL}")

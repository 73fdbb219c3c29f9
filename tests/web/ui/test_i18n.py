"""Two languages, complete: Chinese in the source, English in the catalogue."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from jinja2 import nodes

from corporate.web import translations
from corporate.web.assets import STATIC
from corporate.web.gallery import create_gallery
from corporate.web.gallery.pages import PAGES
from corporate.web.preferences import Preferences
from corporate.web.switches import safe_return

TEMPLATES = STATIC.parent / "templates"
CHINESE = re.compile("[\u4e00-\u9fff\uff01-\uff5e\u3000-\u303f]")
OWN_NAMES = {"中文", "青墨 Qingmo"}
"""What is said the same in every language."""


def test_english_catalogue_is_complete() -> None:
    assert translations.faults() == []


def test_english_catalogue_holds_no_chinese() -> None:
    said = [str(message.string) for message in translations.load() if message.id]
    assert len(said) > 150
    assert [text for text in said if CHINESE.search(text)] == []


def test_catalogue_keeps_the_places_of_its_source() -> None:
    for message in translations.load():
        if isinstance(message.id, str) and message.id:
            places = re.findall(r"%\(\w+\)s|\{\w\}|<[^>]+>", message.id)
            assert sorted(places) == sorted(
                re.findall(r"%\(\w+\)s|\{\w\}|<[^>]+>", str(message.string))
            )


def _untold(template: nodes.Template) -> list[str]:
    """Return Chinese in a template that no gettext call stands around."""
    told = {
        id(constant)
        for call in template.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}
        for constant in call.find_all(nodes.Const)
    }
    plain = [data.data for data in template.find_all(nodes.TemplateData)]
    constants = [c for c in template.find_all(nodes.Const) if id(c) not in told]
    plain += [c.value for c in constants if isinstance(c.value, str)]
    return [text for text in plain if CHINESE.search(re.sub("|".join(OWN_NAMES), "", text))]


def test_no_template_says_anything_past_the_catalogue() -> None:
    env = create_gallery().jinja_env
    for path in TEMPLATES.rglob("*.html"):
        name = str(path.relative_to(TEMPLATES))
        assert _untold(env.parse(path.read_text(encoding="utf-8"))) == [], name


@pytest.mark.parametrize(
    ("headers", "lang"),
    [
        ({}, "zh-CN"),
        ({"Accept-Language": "en-GB,en;q=0.8"}, "en"),
        ({"Accept-Language": "zh-TW,en;q=0.8"}, "zh-CN"),
        ({"Accept-Language": "de"}, "zh-CN"),
        ({"Accept-Language": "en", "Cookie": "ui=lang:zh"}, "zh-CN"),
        ({"Cookie": "ui=lang:en"}, "en"),
        ({"Cookie": "ui=lang:xx"}, "zh-CN"),
    ],
)
def test_language_is_chosen_by_cookie_then_browser(
    headers: dict[str, str], lang: str, client: FlaskClient
) -> None:
    client = client.application.test_client(use_cookies=False)
    assert f'<html lang="{lang}"' in client.get("/gallery/home", headers=headers).text


@pytest.mark.parametrize("name", PAGES)
def test_chinese_in_an_english_page_is_marked_as_chinese(name: str, client: FlaskClient) -> None:
    client = client.application.test_client(use_cookies=False)
    page = client.get(f"/gallery/{name}", headers={"Cookie": "ui=lang:en"}).text
    unmarked = re.sub(r'<(\w+)[^>]*lang="zh-CN"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    labels = re.findall(r"<label[^>]*>([^<]*)|<button[^>]*>([^<]*)|<h[12][^>]*>([^<]*)", unmarked)
    assert [said for found in labels for said in found if CHINESE.search(said)] == []


def test_cookie_keeps_only_known_choices() -> None:
    read = Preferences.parse("theme:dark.size:huge.lang:en.admin:yes.:.theme")
    assert read == Preferences(theme="dark", lang="en")
    assert Preferences.parse(read.encode()) == read
    assert read.choose("size", "large").size == "large"
    assert read.choose("size", "huge") is read
    assert read.choose("admin", "yes") is read


def test_switches_write_one_cookie_and_come_back(client: FlaskClient) -> None:
    client = client.application.test_client(use_cookies=False)
    data = {"theme": "dark", "next": "/gallery/home?span=7"}
    refused = client.post("/preferences", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert "Set-Cookie" not in refused.headers
    token = re.findall(r'name="csrf" value="([^"]+)"', client.get("/gallery/home").text)[0]
    answer = client.post(
        "/preferences", data=data | {"csrf": token}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/gallery/home?span=7"
    assert answer.headers["Set-Cookie"].startswith(
        "ui=theme:dark.size:normal.density:normal.lang:.keys:on;"
    )
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "target",
    [
        "",
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "javascript:alert(1)",
        "/a\nb",
        "evil",
    ],
)
def test_nobody_is_sent_to_another_site(target: str) -> None:
    assert safe_return(target) == "/"

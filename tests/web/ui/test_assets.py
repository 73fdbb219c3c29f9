"""Assets: hashed, immutable, compressed, on an allow-list, and light."""

from __future__ import annotations

import gzip
import hashlib
import re

import brotli  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient

from corporate.web.assets import STATIC, Assets, build_assets, palette_url
from corporate.web.icons import ICONS, build_sprite
from corporate.web.parts import Palette
from kernel.assets import MissingAsset

TEMPLATES = STATIC.parent / "templates"


@pytest.fixture(scope="module")
def assets() -> Assets:
    return build_assets()


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("app.css", 10_240),
        ("app.js", 6_144),
        ("sign.js", 4_096),
        ("icons.svg", 6_144),
        ("htmx.js", 16_384),
    ],
)
def test_asset_stays_within_its_weight(name: str, limit: int, assets: Assets) -> None:
    asset = assets.at(assets.url(name))
    assert asset is not None
    assert len(asset.bodies["gzip"]) <= limit


def test_first_visit_is_light(assets: Assets, client: FlaskClient) -> None:
    names = ("app.css", "app.js", "sign.js", "icons.svg", "htmx.js", "inter.woff2")
    bodies = [assets.at(assets.url(name)) for name in names]
    weight = sum(len(asset.best_for(["gzip"])[1]) for asset in bodies if asset)
    page = len(gzip.compress(client.get("/gallery/home").data))
    assert page <= 10_240
    assert weight + page <= 120_000


def test_asset_is_named_by_its_hash_and_immutable(assets: Assets, client: FlaskClient) -> None:
    url = assets.url("app.css")
    answer = client.get(url)
    assert url == f"/assets/app.{hashlib.sha256(answer.data).hexdigest()[:12]}.css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None), ("zstd", None)],
)
def test_best_accepted_coding_is_served(
    accepted: str, coding: str | None, assets: Assets, client: FlaskClient
) -> None:
    url = assets.url("app.js")
    answer = client.get(url, headers={"Accept-Encoding": accepted})
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert answer.headers.get("Content-Encoding") == coding
    assert unpack(answer.data) == client.get(url).data


@pytest.mark.parametrize(
    "path",
    [
        "app.css",
        "../../setup.cfg",
        "..%2f..%2fsetup.cfg",
        "htmx.org/package.json",
        "app.000000000000.css",
    ],
)
def test_nothing_off_the_list_is_served(path: str, client: FlaskClient) -> None:
    assert client.get(f"/assets/{path}").status_code == 404


def test_every_icon_of_the_templates_is_in_the_sprite() -> None:
    used = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r'icon\("([a-z0-9-]+)"', template.read_text(encoding="utf-8"))
    }
    assert used <= set(ICONS)
    assert build_sprite().count(b"<symbol ") == len(ICONS) == len(set(ICONS))


def test_an_icon_the_package_has_not_stops_the_boot() -> None:
    with pytest.raises(MissingAsset):
        build_sprite(("no-such-icon",))


def test_a_banks_colours_are_a_sheet_that_its_name_tells(client: FlaskClient) -> None:
    palette = Palette(
        ("0a5c4b", "7fd4be"), ("074538", "a5e5d4"), ("e3f3ef", "12352d"), ("ffffff", "06231c")
    )
    url = palette_url(palette)
    assert client.get(url).text == (
        "@layer base{:root:root{--brand:light-dark(#0a5c4b,#7fd4be);--brand-strong:light-dark(#074538,#a5e5d4);"
        "--brand-soft:light-dark(#e3f3ef,#12352d);--on-brand:light-dark(#ffffff,#06231c)}}"
    )
    assert client.get(url.replace("0a5c4b", "0a5c4}")).status_code == 404


def test_no_template_holds_a_style_or_a_handler_or_a_bare_htmx_attribute() -> None:
    for template in TEMPLATES.rglob("*.html"):
        markup = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.findall(r"\sstyle=|\son[a-z]+=|\shx-|<style|javascript:", markup), (
            template.name
        )


def test_every_class_of_the_templates_has_a_style() -> None:
    css = "".join(sheet.read_text(encoding="utf-8") for sheet in (STATIC / "css").glob("*.css"))
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", css))
    for template in TEMPLATES.rglob("*.html"):
        markup = re.sub(
            r"\{[{%#].*?[}%#]\}", " ", template.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        used = {name for names in re.findall(r'class="([^"]*)"', markup) for name in names.split()}
        assert {name for name in used if not name.endswith("-")} <= known, template.name

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from tests.web.fake_service import fake_app

CLIENT = fake_app().test_client()


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", ["/docs"])
def test_a_page_needs_no_script_and_nothing_from_elsewhere(path: str) -> None:
    answer = CLIENT.get(path)
    tags = Tags(answer.text).found
    names = {name for name, _ in tags}
    assert "script" not in names
    assert "img" not in names
    assert not any("style" in attrs or any(one.startswith("on") for one in attrs) for _, attrs in tags)
    assert all((attrs.get("href") or "/").startswith(("/", "#")) for _, attrs in tags)
    assert dict(tags)["html"] == {"lang": "id"}
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in tags
    style = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = b64encode(sha256(style[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]


def test_links_within_the_pages_lead_somewhere() -> None:
    for path in ("/docs",):
        tags = Tags(CLIENT.get(path).text).found
        ids = {attrs.get("id") for _, attrs in tags}
        for _, attrs in tags:
            href = attrs.get("href")
            if href:
                assert href[1:] in ids if href.startswith("#") else CLIENT.get(href).status_code == 200


def test_a_hostile_host_is_only_text() -> None:
    answer = CLIENT.get("/docs", headers={"Host": 'x"><script>alert(1)</script>'})
    assert "<script" not in answer.text


def test_every_answer_carries_the_careful_headers() -> None:
    for path in ("/", "/health/live", "/nowhere", "/v1/model"):
        headers = CLIENT.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]

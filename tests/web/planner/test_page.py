from __future__ import annotations

from urllib.parse import urljoin

import pytest

from recommender.web.planner.field_names import FIELD_NAMES
from recommender.web.planner.page import Fields
from tests.web.fake_service import fake_services, form_token, signed_in
from tests.web.planner.pages import pages_app, words
from tests.web.small_plans import PLAN
from tests.web.test_pages import Tags

PAGES = [
    "/masuk", "/", "/akun", "/kebutuhan", "/kebutuhan/kompetensi/M.05", "/asn", "/asn/A1", "/kursus",
    "/kursus/C1", "/rencana", "/rencana/baru", f"/rencana/{PLAN}", f"/rencana/{PLAN}/angkatan/S1?asn=A3",
    f"/rencana/bandingkan?a={PLAN}&b={PLAN}", "/asn/A9",
]  # fmt: skip
APP = pages_app()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_script_and_nothing_from_elsewhere(path: str) -> None:
    answer = signed_in(APP).get(path)
    tags = Tags(answer.text).found
    assert not {"script", "img", "iframe"} & {name for name, _ in tags}
    assert not any("style" in attrs or any(one.startswith("on") for one in attrs) for _, attrs in tags)
    addresses = [attrs[name] or "" for _, attrs in tags for name in ("href", "action") if name in attrs]
    assert all(one.startswith(("/", "#", "?")) and not one.startswith("//") for one in addresses)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "script-src" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert [name for name, _ in tags].count("h1") == 1


@pytest.mark.parametrize("path", PAGES)
def test_every_form_that_posts_carries_the_token_and_every_field_a_label(path: str) -> None:
    tags = Tags(signed_in(APP).get(path).text).found
    posting = sum(name == "form" and attrs.get("method") == "post" for name, attrs in tags)
    assert sum(attrs.get("name") == "csrf_token" for _, attrs in tags) == posting
    labels = {attrs.get("for") for name, attrs in tags if name == "label"}
    fields = [attrs for name, attrs in tags if name in {"input", "select", "textarea"}]
    assert {one.get("id") for one in fields if one.get("type") != "hidden"} <= labels
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_links_of_a_page_lead_somewhere() -> None:
    client = signed_in(APP)
    seen = {path: client.get(path).text for path in PAGES[:-1]}
    for path, text in seen.items():
        tags = Tags(text).found
        ids = {attrs.get("id") for _, attrs in tags}
        for href in {attrs.get("href") or "/" for _, attrs in tags}:
            if href.startswith("#"):
                assert href[1:] in ids
            else:
                target = urljoin(path, href)
                assert client.get(target).status_code == 200, target


def test_every_field_of_a_page_has_its_name() -> None:
    def below(model: type[Fields]) -> set[str]:
        return set(model.model_fields).union(*map(below, model.__subclasses__()))

    assert below(Fields) <= set(FIELD_NAMES)


def test_a_failure_names_the_fields_in_the_words_of_the_page() -> None:
    text = words(signed_in(APP).get("/asn?hal=0&unit=U1&zz=1").text)
    assert "Halaman : paling kecil 1" in text and "Isian : tidak dikenal" in text


def test_what_people_wrote_is_only_text() -> None:
    text = signed_in(APP).get("/asn/A1").text
    assert "Siti &lt;b&gt;Aminah&lt;/b&gt;" in text
    assert "<b>Aminah" not in text


def test_a_form_of_another_site_changes_nothing() -> None:
    app = pages_app()
    client, other = signed_in(app), signed_in(app, "approver-key")
    form = {"pelatihan": "C1", "alasan": "tidak setuju"}
    for token in (None, "", form_token(other.get("/asn/A1").text)):
        answer = client.post(
            "/asn/A1/keberatan", data=form if token is None else {**form, "csrf_token": token}
        )
        assert answer.status_code == 400
        assert "FORM_EXPIRED" in answer.text
    assert "Keberatan sudah dicatat" not in client.get("/asn/A1").text


def test_a_failure_is_a_page_with_what_to_do() -> None:
    client = signed_in(APP)
    for path, status, code in (
        ("/asn/A9", 404, "ASN_UNKNOWN"), ("/kursus/C9", 404, "COURSE_UNKNOWN"),
        ("/asn?hal=0", 422, "FIELDS_INVALID"), ("/asn?umur=3", 422, "FIELDS_INVALID"),
        ("/gaya/api.py", 404, "ROUTE_UNKNOWN"), ("/kebutuhan/kompetensi/X", 404, "ROUTE_UNKNOWN"),
    ):  # fmt: skip
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (status, "text/html")
        assert code in words(answer.text)


def test_an_address_that_is_not_there_is_a_page_for_browsers_alone() -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    client = signed_in(APP)
    assert "Halaman ini tidak ada." in client.get("/rencana-lama", headers=browser).text
    for path, headers in (("/rencana-lama", {}), ("/v1/nowhere", browser)):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_without_a_version_the_page_says_so() -> None:
    models = fake_services().models
    models.served = None
    answer = signed_in(pages_app(models=models)).get("/")
    assert answer.status_code == 503
    assert "Belum ada versi model yang melayani." in words(answer.text)
    assert "Belum ada versi model yang melayani." in words(
        pages_app(models=models).test_client().get("/masuk").text
    )


def test_a_broken_storage_is_a_page_too() -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("row 17 of Siti Aminah")

    answer = signed_in(pages_app(objectors=fail)).get("/asn/A1")
    assert answer.status_code == 500
    assert "Siti" not in answer.text

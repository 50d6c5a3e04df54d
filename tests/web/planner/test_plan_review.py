from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask

from recommender.store import plans
from recommender.store.plan_jobs import claim, fail, propose
from recommender.web import plan_figures
from recommender.web.context import services
from recommender.web.plan_export import plan_file
from recommender.web.planner import plan_review
from tests.store.plan_world import content
from tests.web.fake_service import CALLERS, form_token, signed_in
from tests.web.planner.pages import pages_app, table_rows, words
from tests.web.small_plans import PLAN, REQUEST, small_plans

COHORT = f"/rencana/{PLAN}/angkatan/S1"


def post(app: Flask, path: str = "putusan", key: str = "planner-key", **form: str) -> Any:
    return Hand(app, key).post(path, **form)


class Hand:
    """Somebody who is signed in and decides."""

    def __init__(self, app: Flask, key: str = "planner-key") -> None:
        self.client = signed_in(app, key)
        self.token = form_token(self.client.get("/rencana").text)

    def post(self, path: str = "putusan", **form: str) -> Any:
        data = {"csrf_token": self.token, **form}
        return self.client.post(f"/rencana/{PLAN}/{path}", data=data)

    def page(self) -> str:
        return self.client.get(f"/rencana/{PLAN}").text

    def said(self, sent: Any) -> str:
        """What the page after a decision says in its role of status."""
        assert sent.status_code == 303, words(sent.text)
        page = self.client.get(sent.headers["Location"].partition("#")[0]).text
        found = re.search(r'<p class="done" role="status"[^>]*>(.*?)</p>', page)
        return "" if found is None else words(found[1])


def swap(app: Flask, **changes: str) -> Any:
    known = {
        "action": "SWAP", "revision": "1", "session_id": "S1", "asn_id": "A3", "replacement": "A4",
        "reason": "TUGAS",
    }  # fmt: skip
    return post(app, **{**known, **changes})


def test_the_plan_tells_its_figures_units_price_and_history() -> None:
    page = signed_in(pages_app()).get(f"/rencana/{PLAN}").text
    text = words(page)
    assert "2 pegawai di 2 angkatan" in text
    assert "Biaya Rp 2.500.000 Tidak ada pagu atas seluruh rencana." in text
    assert "6,2%" in text  # 1 - 1.5 / 1.6 = 0.0625, half to even
    assert "Satu kursi lagi pada Pelatihan S1 (S1, mulai 3 Agustus 2026) membeli sekitar 0,200 poin." in text
    assert "Semua unit yang mendapat kursi: 2." in text
    rows = table_rows(page)
    assert ["Dinas Kominfo", "2", "66,7%", "Rp 2.000.000"] in rows
    assert rows[0] == ["Pelatihan S1", "S1", "3 Agustus 2026", "2 / 30", "0 / 2", "2", "1,00", "Rp 1.500.000"]
    assert rows[-1][3] == "Diusulkan layanan"


def test_mandatory_places_are_told_beside_the_most_there_can_be() -> None:
    kept = small_plans(CALLERS)
    figures = {**content()["figures"], "mandatory": 1, "mandatory_most": 2}
    mine = kept.create(CALLERS["planner-key"], title="R", request=REQUEST)
    job = claim(kept.database)
    assert job is not None and propose(kept.database, job, content(figures=figures))
    client = signed_in(pages_app(plans=kept))
    assert "Tempat pelatihan wajib 1 dari paling banyak 2" in words(client.get(f"/rencana/{mine}").text)
    assert "Tempat pelatihan wajib" not in client.get(f"/rencana/{PLAN}").text
    rows = summary_rows(plan_file(kept.view(mine), kept.view(mine).content or {}, known=None))
    assert ("Tempat pelatihan wajib", "1 dari paling banyak 2", "1 2") in rows


def summary_rows(file: bytes) -> set[tuple[Any, ...]]:
    return set(openpyxl.load_workbook(BytesIO(file))["ringkasan"].iter_rows(values_only=True))


def test_the_balance_of_units_says_how_many_it_shows_and_shows_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_review, "UNITS_SHOWN", 1)
    client = signed_in(pages_app())
    page = client.get(f"/rencana/{PLAN}").text
    assert "1 dari 2 unit, yang terbanyak kursinya." in words(page)
    assert "Seksi Layanan" not in words(page)
    assert 'href="?unit=semua#unit"' in page
    whole = words(client.get(f"/rencana/{PLAN}?unit=semua").text)
    assert "Seksi Layanan" in whole and "Semua unit yang mendapat kursi: 2." in whole


def test_a_session_names_people_with_their_reasons() -> None:
    rows = table_rows(signed_in(pages_app()).get(COHORT).text)
    assert [row[0] for row in rows] == [
        "Siti &lt;b&gt;Aminah&lt;/b&gt; A1",
        "Budi Santoso A3",
        "A4 A4",
        "A6 A6",
    ]
    assert rows[0][1] == "Belum Putuskan"
    assert rows[0][4:] == ["Menutup kesenjangan Komunikasi.", "0,500"]
    assert signed_in(pages_app()).get(f"/rencana/{PLAN}/angkatan/S9").status_code == 404


def test_a_large_session_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_review, "ON_A_PAGE", 1)
    app = pages_app()
    client = signed_in(app)
    page = client.get(f"{COHORT}?urut=unit&arah=turun").text
    assert table_rows(page)[0][0].endswith("A1")  # Seksi Layanan
    assert "2 peserta, halaman 1 dari 2" in words(page)
    post(app, action="ACCEPT", revision="1", session_id="S1", asn_id="A1")
    page = client.get(f"{COHORT}?urut=telaah").text
    assert table_rows(page)[0][0] == "Budi Santoso A3"  # whom nobody has reviewed yet
    second = client.get(f"{COHORT}?hal=2&asn=A3").text
    assert table_rows(second)[0][0] == "Budi Santoso A3"
    assert "Putuskan: Budi Santoso" in words(client.get(f"{COHORT}?hal=1&asn=A3").text)
    link = re.search(r'href="(\?[^"#]*)#putuskan"', second)
    assert link is not None and "hal=2" in link[1] and "asn=A3" in link[1]
    where = dict(re.findall(r'<input type="hidden" name="(urut|arah|hal)" value="([^"]*)"', second))
    done = post(app, action="LOCK", revision="2", session_id="S1", asn_id="A3", **where)
    assert done.headers["Location"] == f"{COHORT}?urut=manfaat&arah=turun&hal=2&sesudah=3#hasil"


def test_figures_of_a_plan_are_added_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    client, added = signed_in(pages_app()), []
    adding = plan_figures.totals
    monkeypatch.setattr(plan_figures, "totals", lambda content: added.append(1) or adding(content))
    paths = (f"/rencana/{PLAN}", f"/rencana/bandingkan?a={PLAN}&b={PLAN}", f"/rencana/{PLAN}", COHORT)
    assert [client.get(path).status_code for path in paths] == [200] * 4
    assert len(added) == 1


def test_a_swap_is_made_from_the_form_of_one_person() -> None:
    app = pages_app()
    form = signed_in(app).get(f"{COHORT}?asn=A3").text
    assert "Putuskan: Budi Santoso" in words(form)
    assert re.search(r'<option value="A4">A4 \(Dinas Kominfo, manfaat 0,500\)', form)
    done = swap(app)
    assert (done.status_code, done.headers["Location"]) == (303, f"{COHORT}?sesudah=2#hasil")
    text = words(signed_in(app).get(COHORT).text)
    assert "Tukar Budi Santoso dengan A4 (angkatan S1). Tugas tidak dapat ditinggalkan" in text


def test_the_page_after_a_decision_says_what_was_done() -> None:
    app = pages_app()
    planner = Hand(app)
    siti, budi = "Siti &lt;b&gt;Aminah&lt;/b&gt; (A1)", "Budi Santoso (A3)"
    here = {"session_id": "S1", "asn_id": "A1"}
    locked = planner.post(action="LOCK", revision="1", **here)
    left = "1 peserta angkatan ini belum ditelaah."
    assert planner.said(locked) == f"{siti} dikunci di angkatan S1. {left}"
    assert Hand(app, "approver-key").said(locked) == ""  # who opens the same address has not decided
    accepted = planner.post(action="ACCEPT", revision="2", **here)
    assert planner.said(accepted) == f"{siti} diterima di angkatan S1. {left}"
    over = "Angkatan ini selesai ditelaah. Kembali ke rencana"
    asked = {"session_id": "S1", "asn_id": "A3", "replacement": "A4", "reason": "TUGAS"}
    swapped = planner.post(action="SWAP", revision="3", **asked)
    assert planner.said(swapped) == f"{budi} diganti A4 di angkatan S1. {over}"
    declined = planner.post(action="DECLINE", revision="4", reason="TUGAS", **here)
    assert planner.said(declined) == f"{siti} ditolak dari angkatan S1. {over}"
    rest = planner.post(action="ACCEPT", revision="5", session_id="S2")
    assert planner.said(rest) == f"Semua peserta angkatan S2 yang belum ditelaah diterima. {over}"
    submitted = planner.post(action="SUBMIT", revision="6")
    assert planner.said(submitted) == "Rencana diajukan dan menunggu persetujuan orang lain."


def history(app: Flask) -> list[tuple[str, str]]:
    """Decisions and their notes."""
    with app.app_context():
        return [(one.action, one.note) for one in services().plans.view(PLAN).history]


def test_nobody_submits_or_approves_what_nobody_reviewed_without_saying_so() -> None:
    app = pages_app()
    planner, approver = Hand(app), Hand(app, "approver-key")
    unread = "2 peserta di 1 angkatan belum ditelaah siapa pun"
    planner.post(action="ACCEPT", revision="1", session_id="S2")
    assert f"{unread}: belum diterima" in words(planner.page())
    assert "Pelatihan S1 S1: 2 dari 2 peserta" in words(planner.page())
    bare = planner.post(action="SUBMIT", revision="2")
    assert bare.status_code == 422
    assert "Rencana belum diajukan. Nyatakan bahwa Anda mengetahui" in words(bare.text)
    assert [one for one, _ in history(app)] == ["PROPOSE", "ACCEPT"]
    assert planner.post(action="SUBMIT", revision="2", mengetahui="1").status_code == 303
    page = approver.page()
    assert unread in words(page)
    digest = re.findall(r'name="digest" value="([0-9a-f]{64})"', page)[0]
    approved = {"action": "APPROVE", "revision": "3", "digest": digest}
    bare = approver.post(**approved)
    assert (bare.status_code, "Rencana belum disetujui." in words(bare.text)) == (422, True)
    # Who may not decide, or is too late, is told that and not asked for a tick.
    assert planner.post(**approved).status_code == 403
    assert approver.post(**{**approved, "revision": "2"}).status_code == 409
    assert approver.post(**approved, mengetahui="1").status_code == 303
    note = "Dengan 2 peserta di 1 angkatan yang belum ditelaah."
    assert history(app)[2:] == [("SUBMIT", note), ("APPROVE", note)]


def test_what_is_reviewed_whole_is_submitted_and_approved_without_a_tick() -> None:
    app = pages_app()
    planner, approver = Hand(app), Hand(app, "approver-key")
    planner.post(action="ACCEPT", revision="1", session_id="S1")
    planner.post(action="ACCEPT", revision="2", session_id="S2")
    assert "mengetahui" not in planner.page()
    assert planner.post(action="SUBMIT", revision="3").status_code == 303
    page = approver.page()
    assert "mengetahui" not in page
    digest = re.findall(r'name="digest" value="([0-9a-f]{64})"', page)[0]
    assert approver.post(action="APPROVE", revision="4", digest=digest).status_code == 303
    assert history(app)[3:] == [("SUBMIT", ""), ("APPROVE", "")]


def test_the_second_editor_reads_what_changed_and_may_still_decide() -> None:
    app = pages_app()
    swap(app)
    mine = {"action": "DECLINE", "session_id": "S1", "asn_id": "A1", "reason": "CUTI_SAKIT", "note": "Opname"}
    late = post(app, revision="1", **mine)
    assert late.status_code == 409
    text = words(late.text)
    assert "akun 2 sudah memutuskan. Keputusan Anda belum disimpan, tetapi tidak hilang." in text
    assert "Tukar Budi Santoso dengan A4 (angkatan S1). Tugas tidak dapat ditinggalkan." in text
    assert "Tolak Siti &lt;b&gt;Aminah&lt;/b&gt; (angkatan S1). Cuti atau sakit. Opname." in text
    form = late.text.partition("/putusan")[2]
    again = dict(re.findall(r'<input type="hidden" name="(?!csrf)(\w+)" value="([^"]*)"', form))
    assert again == {**{name: text for name, text in mine.items() if name != "action"}, "revision": "2"}
    assert post(app, action="DECLINE", **again).status_code == 303


def test_a_refused_swap_is_told_beside_its_form_with_what_was_filled_in() -> None:
    answer = swap(pages_app(), replacement="A6", note="Mohon segera")
    assert answer.status_code == 422
    assert "Keputusan belum disimpan. Pagu U1 tidak cukup untuk cadangan ini." in words(answer.text)
    assert 'value="Mohon segera"' in answer.text
    assert re.search(r'<option value="A6" selected>', answer.text)
    assert re.search(r'<option value="TUGAS" selected>', answer.text)


def test_what_was_submitted_is_approved_by_another_who_sees_its_digest() -> None:
    app = pages_app()
    assert "Setujui" not in signed_in(app, "approver-key").get(f"/rencana/{PLAN}").text
    assert post(app, action="SUBMIT", revision="1", mengetahui="1").status_code == 303
    own = signed_in(app).get(f"/rencana/{PLAN}").text
    assert "orang lain yang menyetujuinya" in own and "Setujui isi ini" not in own
    page = signed_in(app, "approver-key").get(f"/rencana/{PLAN}").text
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert digest is not None and page.count(digest[1]) == 2
    assert post(app, action="APPROVE", revision="2", digest=digest[1]).status_code == 403
    wrong = post(app, key="approver-key", action="APPROVE", revision="2", digest="0" * 64, mengetahui="1")
    assert (wrong.status_code, "PLAN_CHANGED" in wrong.text) == (409, True)
    signed = {"action": "APPROVE", "revision": "2", "digest": digest[1], "mengetahui": "1"}
    assert post(app, key="approver-key", **signed).status_code == 303
    assert "Disetujui" in signed_in(app).get(f"/rencana/{PLAN}").text


def test_the_export_is_opened() -> None:
    app = pages_app()
    for form, named in (({"nama": "1"}, True), ({}, False)):
        answer = post(app, "rencana.xlsx", **form)
        head = [cell.value for cell in openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0][1]]
        assert ("Nama" in head) == named


def test_the_yearly_document_is_a_button_beside_it() -> None:
    app = pages_app()
    assert 'name="isi" value="renbangkom"' in signed_in(app).get(f"/rencana/{PLAN}").text
    answer = post(app, "rencana.xlsx", isi="renbangkom", nama="1")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="renbangkom-2026-{PLAN}.xlsx"'
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["renbangkom", "sumber dana", "jp pegawai", "ringkasan"]
    assert "Nama" in [cell.value for cell in book["jp pegawai"][1]]


def test_a_plan_is_read_once_for_a_decision_and_plans_once_for_the_first_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = pages_app()
    client = signed_in(app)
    token = form_token(client.get("/rencana").text)
    read: list[str] = []

    def counted(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            read.append(name)
            return work(*given, **named)

        return call

    monkeypatch.setattr(plans, "_view", counted("view", plans._view))
    monkeypatch.setattr(plans.Plans, "recent", counted("list", plans.Plans.recent))
    form = {"csrf_token": token, "action": "ACCEPT", "revision": "1", "session_id": "S1"}
    assert client.post(f"/rencana/{PLAN}/putusan", data=form).status_code == 303
    assert read == ["view"]
    read.clear()
    assert client.get(f"/rencana/{PLAN}").status_code == 200
    assert read == ["view"]
    read.clear()
    assert client.get("/").status_code == 200
    assert read == ["list"]


def test_a_failure_says_what_contradicts_and_a_waiting_plan_is_cancelled() -> None:
    kept = small_plans(CALLERS)
    client = signed_in(pages_app(plans=kept))
    caller = CALLERS["planner-key"]
    failed = kept.create(caller, title="R", request={**REQUEST, "lock": [["A1", "S1"]]})
    job = claim(kept.database)
    assert job is not None
    told = {
        "code": "PLAN_INFEASIBLE",
        "text": "Tidak ada rencana.",
        "fix": "Longgarkan.",
        "conflict": ["MAX_COURSES_PER_PERSON: 2", "LOCK A1:S1"],
    }
    assert fail(kept.database, job, told)
    text = words(client.get(f"/rencana/{failed}").text)
    said = "Seorang pegawai mendapat paling banyak 2 pelatihan. A1 dikunci pada angkatan S1."
    assert f"Yang saling bertentangan: {said} Kode: PLAN_INFEASIBLE" in text
    waits = kept.create(caller, title="R", request=REQUEST)
    token = form_token(client.get("/rencana").text)
    client.post(f"/rencana/{waits}/putusan", data={"csrf_token": token, "action": "CANCEL"})
    assert "Dibatalkan" in client.get(f"/rencana/{waits}").text

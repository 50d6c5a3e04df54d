from __future__ import annotations

from typing import Any

from recommender.errors import Conflict
from recommender.store.objections import Objection
from tests.web.fake_service import form_token, signed_in
from tests.web.planner.pages import pages_app, words

OPEN = (
    Objection(1, "A3", "C1", "Salah <jabatan>", "2026-06-01T02:00:00.000000Z"),
    Objection(2, "A1", "C-GONE", "", "2026-06-02T02:00:00.000000Z"),
)


def ended(client: Any, asn_id: str, **form: str) -> Any:
    data = {"hasil": "RESOLVED", "catatan": "Dibahas 3 Juni.", **form}
    token = form_token(client.get("/keberatan").text)
    return client.post(f"/asn/{asn_id}/keberatan/akhir", data={"csrf_token": token, **data})


def test_who_waits_longest_comes_first_with_her_own_words() -> None:
    page = signed_in(pages_app(open_objections=lambda: OPEN)).get("/keberatan").text
    text = words(page)
    assert text.index("Budi Santoso A3") < text.index("Siti")
    assert "Sejak 1 Juni 2026 09.00 WIB, tentang Pelatihan Komunikasi Efektif." in text
    assert "Salah &lt;jabatan&gt;" in page and "tentang C-GONE." in text


def test_nobody_outside_ones_own_units_is_seen_or_ended() -> None:
    told: list[Any] = []
    app = pages_app(open_objections=lambda: OPEN, end_objection=lambda *one, **kind: told.append(one))
    client = signed_in(app, "planner-u2-key")  # A1 is in U2, A3 is not
    assert "A3" not in words(client.get("/keberatan").text)
    assert ended(client, "A3").status_code == 404 and told == []


def test_an_end_is_written_down_with_its_note() -> None:
    told: list[Any] = []
    app = pages_app(
        open_objections=lambda: OPEN, end_objection=lambda asn_id, **kind: told.append((asn_id, kind))
    )
    answer = ended(signed_in(app), "A1", hasil="WITHDRAWN")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/keberatan")
    ((asn_id, kind),) = told
    assert (asn_id, kind["outcome"], kind["note"]) == ("A1", "WITHDRAWN", "Dibahas 3 Juni.")
    for wrong in ({"hasil": "GONE"}, {"catatan": "  "}):
        assert ended(signed_in(app), "A1", **wrong).status_code == 422


def test_who_was_a_moment_late_sees_the_list_as_it_is() -> None:
    def late(asn_id: str, **told: Any) -> None:
        raise Conflict("OBJECTION_NONE", "sudah")

    assert (
        ended(signed_in(pages_app(open_objections=lambda: OPEN, end_objection=late)), "A1").status_code == 303
    )


def test_without_any_it_says_so() -> None:
    assert "Tidak ada keberatan yang berlaku." in words(signed_in(pages_app()).get("/keberatan").text)

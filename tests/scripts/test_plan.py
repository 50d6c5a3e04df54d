import json
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from click.testing import CliRunner

from recommender.domain.days import format_date
from recommender.planning.check import check_plan
from training_scripts import plan
from training_scripts.plan import command

HEADER = ["asn_id", "session_id", "course_id", "status", "benefit", "cost", "reason"]


@pytest.fixture
def run(province_snapshot, province_trained, tmp_path, monkeypatch):
    """The command on the small province, its version opened from memory."""
    monkeypatch.setattr(plan, "open_version", lambda settings, *, version: ("V", province_trained.bundle))

    def call(*options, code=0):
        out = tmp_path / "plan.xlsx"
        arguments = ["--snapshot", str(province_snapshot.path), "--year", "2027", "--out", str(out), *options]
        done = CliRunner().invoke(command, arguments)
        assert done.exit_code == code, done.output
        return json.loads(done.stdout.splitlines()[-1]), out

    return call


def rows(out):
    page = openpyxl.load_workbook(BytesIO(out.read_bytes()))["peserta"]
    header, *lines = page.iter_rows(values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_the_plan_is_written_with_its_proof(run):
    answer, out = run("--set", "RESERVES=1")
    places = rows(out)
    assert list(places[0])[:7] == HEADER
    seats = [one for one in places if one["status"] == "PESERTA"]
    assert (len(seats), len(places) - len(seats)) == (answer["seats"], answer["reserves"])
    assert sum(one["benefit"] for one in seats) == pytest.approx(answer["benefit"])
    assert sum(one["cost"] for one in seats) == pytest.approx(answer["cost"])
    assert 0 <= answer["gap"] < 0.05
    assert answer["value"] <= answer["bound"] + 1e-9
    assert out.stat().st_mode & 0o077 == 0


def test_a_budget_is_kept_and_compared(run):
    answer, _ = run("--budget", "20000000", "--what-if", "budget:+100%", "--what-if", "off:WHOLE_BUDGET")
    assert answer["cost"] <= 20_000_000
    assert "WHOLE_BUDGET" in {one["rule"] for one in answer["binding"]}
    kept, doubled, free = (one["value"] for one in answer["what_if"])
    assert kept <= doubled <= free


def test_a_lock_is_kept_a_ban_too_and_a_contradiction_is_named(run):
    _, out = run()
    first = rows(out)[0]
    pair = f"{first['asn_id']}:{first['session_id']}"
    assert pair not in {f"{one['asn_id']}:{one['session_id']}" for one in rows(run("--ban", pair)[1])}
    assert pair in {f"{one['asn_id']}:{one['session_id']}" for one in rows(run("--lock", pair)[1])}
    answer, _ = run("--lock", pair, "--set", "MAX_JP_PER_DAY=0", code=1)
    assert [one.split(":")[0].split()[0] for one in answer["conflict"]] == ["LOCK", "MAX_JP_PER_DAY"]


@pytest.mark.parametrize(("options", "error"), [
    (("--lock", "X"), "PLAN_WISH_FORM"), (("--lock", "X:Y"), "PLAN_WISH_UNKNOWN"),
    (("--set", "NOPE=1"), "PLAN_RULE_UNKNOWN"), (("--year", "2040"), "PLAN_NO_SESSIONS"),
    (("--what-if", "x"), "PLAN_SCENARIO_UNKNOWN"),
])  # fmt: skip
def test_bad_requests_end_with_their_code(run, options, error):
    assert run(*options, code=2)[0]["error"] == error


def test_a_draw_keeps_every_rule_and_the_number_of_seats(run):
    plain, _ = run()
    drawn, _ = run("--lottery", "3")
    assert (drawn["seats"], drawn["cost"]) == (plain["seats"], plain["cost"])
    assert drawn["value"] <= plain["value"] + 1e-9


def test_the_checker_finds_what_was_changed_in_the_sheet(run, province_snapshot):
    _, out = run("--budget", "20000000")
    assert check_plan(out.read_bytes(), snapshot=province_snapshot) == []
    book = openpyxl.load_workbook(out)
    told = {row[0]: row[1:] for row in book["ringkasan"].iter_rows(values_only=True)}
    assert told["Pagu tambahan"][0] == "Rp 20.000.000"
    day = date.fromisoformat(told["Data per"][1])
    assert told["Data per"][0] == format_date(day) != told["Data per"][1]
    page = book["peserta"]
    first = [cell.value for cell in page[2]]
    for _ in range(60):  # the same place over and over: too many seats, one course twice, too much money
        page.append(first)
    stream = BytesIO()
    book.save(stream)
    found = {one.rule for one in check_plan(stream.getvalue(), snapshot=province_snapshot)}
    assert {"SEATS", "OVERLAP", "ONE_PER_COURSE", "MAX_COURSES_PER_PERSON"} <= found


def test_the_checker_judges_eligibility_itself(run, province_snapshot):
    """Everybody in the place of the first participant: some may not go, and the checker says why."""
    _, out = run()
    book = openpyxl.load_workbook(out)
    page = book["peserta"]
    row = [cell.value for cell in page[2]]
    for asn_id in province_snapshot.frame("asn")["asn_id"]:
        page.append([asn_id, *row[1:]])
    stream = BytesIO()
    book.save(stream)
    found = {one.rule for one in check_plan(stream.getvalue(), snapshot=province_snapshot)}
    assert found & {"LEGAL_STATUS", "ALREADY_TAKEN", "POSITION_CLASS_IN", "COOLDOWN_MONTHS"}

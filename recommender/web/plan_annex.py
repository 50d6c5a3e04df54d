"""The annex of an exported plan: how it came about, for those who check it later.

Draws, what-ifs, ceilings, rules with their values and what binds are those of the proposal; money and
draws also say where decisions have led since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from recommender.domain.numerals import number
from recommender.domain.plan_rules import FIXED_RULES, PLAN_FIELDS
from recommender.domain.plan_sentences import PLAN_RULE_NAMES, rule_value
from recommender.needs.workbook import Sheet
from recommender.planning.renbangkom import WHOLE, sources_of
from recommender.store.plan_content import Content, participants


def annex_sheets(content: Content, *, request: Mapping[str, Any]) -> list[Sheet]:
    """Its sheets; ``request`` is what was asked for, with locks and refusals."""
    return [
        Sheet("aturan", _rules(content, request)), Sheet("pagu", _ceilings(content)),
        Sheet("yang membatasi", _bindings(content)), Sheet("pengandaian", _outcomes(content)),
        Sheet("undian", _draws(content)),
    ]  # fmt: skip


def _rules(content: Content, request: Mapping[str, Any]) -> dict[str, Any]:
    """Every rule with its value, in force or not; then the planner's own wishes."""
    values: Mapping[str, float] = content["settings"]
    off = request.get("off", ())
    lines = [(code, label, "selalu berlaku", "") for code, label in FIXED_RULES.items()]
    for one in PLAN_FIELDS:
        state = "dimatikan" if one.code in off else "tidak dipakai"
        value = rule_value(one, values[one.code]) if one.code in values else state
        lines.append((one.code, one.label, value, one.text))
    extra = content["budget"]
    lines.append((
        "BUDGET", "Pagu tambahan seluruh rencana", "tidak ada" if extra is None else f"Rp {number(extra)}", ""
    ))  # fmt: skip
    for code, label in (("lock", "Dikunci sejak awal"), ("ban", "Dilarang sejak awal")):
        lines += [
            (code.upper(), label, f"{asn_id} pada {session}", "") for asn_id, session in request.get(code, ())
        ]
    lines += [("DROP", "Angkatan tidak diselenggarakan", one, "") for one in request.get("drop", ())]
    return dict(zip(("Kode", "Aturan", "Nilai", "Arti"), map(list, zip(*lines, strict=True)), strict=True))


def _ceilings(content: Content) -> dict[str, Any]:
    """What each ceiling allows and what of it is used now; the lowest of the whole stands last."""
    spent: dict[str, float] = defaultdict(float)
    for one in participants(content):
        spent[one["account"]] += one["cost"]
    caps: dict[str, float] = content["ceilings"]
    whole = content["whole"]
    units = {one["account"]: one["unit"] for one in content.get("sources", ())}
    source = sources_of(content)
    names = [*caps, *([] if whole is None else [""])]
    allowed = [*caps.values(), *([] if whole is None else [whole])]
    used = [*(spent[one] for one in caps), *([] if whole is None else [sum(spent.values())])]
    return {
        "Akun pagu": [one or WHOLE for one in names], "Unit": [units.get(one, "") for one in names],
        "Sumber dana": [source.get(one, "") for one in names], "Pagu (Rp)": allowed, "Terpakai (Rp)": used,
        "Sisa (Rp)": [cap - held for cap, held in zip(allowed, used, strict=True)],
    }  # fmt: skip


def _bindings(content: Content) -> dict[str, Any]:
    rows = content["bindings"]
    return {
        "Kode": [one["rule"] for one in rows],
        "Aturan": [PLAN_RULE_NAMES.get(one["rule"], one["rule"]) for one in rows],
        "Pada": [one["subject"] for one in rows], "Harga (poin)": [one["price"] for one in rows],
        "Penjelasan": [one["text"] for one in rows],
    }  # fmt: skip


def _outcomes(content: Content) -> dict[str, Any]:
    """The proposal and its what-ifs; figures are empty where there is no plan."""
    rows = content.get("outcomes", [])

    def column(name: str, *, beside: bool = False) -> list[float | None]:
        return [one[name] - (rows[0][name] if beside else 0) if one["feasible"] else None for one in rows]

    return {
        "Keadaan": [scenario_name(one["name"]) for one in rows],
        "Dapat disusun": ["ya" if one["feasible"] else "tidak" for one in rows],
        "Kursi": column("seats"), "Pegawai": column("people"), "Manfaat (poin)": column("benefit"),
        "Beda manfaat": column("benefit", beside=True), "Biaya (Rp)": column("cost"),
        "Beda biaya (Rp)": column("cost", beside=True), "Nilai": column("value"),
        "Batas atas": column("bound"),
        "Selisih dari batas (%)": [
            100 * (1 - one["value"] / one["bound"]) if one["feasible"] and one["bound"] > 0 else None
            for one in rows
        ],
    }  # fmt: skip


def scenario_name(scenario: str) -> str:
    """A what-if as Indonesians say it: ``budget:-10%`` is ``Pagu −10%``."""
    kind, _, what = scenario.partition(":")
    if kind == "budget":
        return f"Pagu {what.replace('-', '−').replace('.', ',')}"
    if kind == "session":
        return f"Tanpa angkatan {what}"
    return f"Tanpa aturan: {PLAN_RULE_NAMES.get(what, what)}" if kind == "off" else "Rencana ini"


def _draws(content: Content) -> dict[str, Any]:
    """One row a person of each draw: odds, seed, how it fell, and where she stands now."""
    now = {(one["asn_id"], one["session_id"]): one["status"] for one in content["places"]}
    held = [(one, asn_id) for one in content.get("draws", ()) for asn_id in one["eligible"]]
    return {
        "Angkatan": [one["session_id"] for one, _ in held], "ASN ID": [asn_id for _, asn_id in held],
        "Kursi diundi": [len(one["drawn"]) for one, _ in held],
        "Peserta undian": [len(one["eligible"]) for one, _ in held],
        "Peluang": [one["odds"] for one, _ in held], "Benih": [one["seed"] for one, _ in held],
        "Terpilih": ["ya" if asn_id in one["drawn"] else "tidak" for one, asn_id in held],
        "Keadaan sekarang": [now.get((asn_id, one["session_id"]), "-") for one, asn_id in held],
    }  # fmt: skip

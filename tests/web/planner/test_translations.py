"""Every text of the pages has its English one, and the catalogue holds nothing else.

``python -m tests.web.planner.test_translations`` renews the catalogue: new texts come in without a
translation, old ones go; it is compiled once every text has its translation.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from recommender.domain import codes, days, plan_codes, plan_rules, plan_sentences, rules
from recommender.impact.words import REASONS
from recommender.needs import entitlement
from recommender.planning.task import infeasible
from recommender.programme import words
from recommender.web import reference
from recommender.web.planner import field_names, formats, home, impact_words, needs, page, plan_reading
from recommender.web.problems import PROBLEMS

WEB = Path(__file__).resolve().parents[3] / "recommender" / "web"
FOLDER = WEB / "translations" / "en" / "LC_MESSAGES"
METHODS = [("planner/**.py", "python"), ("templates/planner/**.html", "jinja2")]
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
NAMED = re.compile(r"%\((\w+)\)")


def texts_of_tables() -> Iterator[str]:
    """What pages show of tables that lower layers keep."""
    yield from (*plan_codes.STATES.values(), *plan_codes.ACTIONS.values(), *plan_codes.REASONS.values())
    for field in plan_rules.PLAN_FIELDS:
        yield from (field.label, field.text, field.unit)
    yield from plan_rules.FIXED_RULES.values()
    yield from (*plan_sentences.DEMANDS.values(), plan_sentences.LOCKED)
    yield from (infeasible().text, infeasible().fix)
    for problem in PROBLEMS.values():
        yield from (problem.title, problem.fix)
    for title, fix in page.SAID_TO_PEOPLE.values():
        yield from (title, fix)
    yield from (*field_names.FIELD_NAMES.values(), *rules.RULE_NAMES.values(), *home.SWITCHED_OFF.values())
    yield from (name for name, _ in needs.KINDS.values())
    yield from (*entitlement.ITEM_NAMES.values(), *entitlement.UNITS.values())
    yield from (*days.MONTHS, plan_reading.BILLION, *reference.EXCLUSION_CODES.values())
    yield from (*codes.LEGAL_STATUS.values(), *codes.OBJECTION_OUTCOMES.values(), words.CENTRE_NAME)
    for why, remedy in words.REASON_WORDS.values():
        yield from (why, remedy)
    yield from (*impact_words.texts(), *REASONS.values())
    for table in (
        codes.METHODS, codes.FORMS, codes.DELIVERIES, codes.EMPLOYMENT, codes.POSITION_CLASSES,
        codes.SESSION_STATUSES, codes.RECORD_STATUSES,
    ):  # fmt: skip
        yield from (formats.code(one) for one in table if len(one) > 4)


def extracted() -> Catalog:
    """Every text of templates, views and tables."""
    found = Catalog(
        locale="en", project="asn-recommender", version="1", creation_date=_NEVER, revision_date=_NEVER,
        header_comment="# English of the planner pages.", fuzzy=False,
        msgid_bugs_address="-", last_translator="-", language_team="-",
    )  # fmt: skip
    for _, _, message, _, context in extract_from_dir(WEB, METHODS):
        found.add(message, context=context)
    for text in texts_of_tables():
        if text and text not in found:
            found.add(text)
    return found


def kept() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def compiled(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def test_the_catalogue_holds_every_text_and_no_other() -> None:
    sources, translated = ({one.id for one in each if one.id} for each in (extracted(), kept()))
    assert sorted(map(str, sources ^ translated)) == []
    assert not kept().obsolete


def test_every_text_has_an_english_one() -> None:
    bare = [one.id for one in kept() if one.id and (one.fuzzy or not all(forms(one.string)))]
    assert bare == []


def test_a_translation_fills_in_what_the_text_fills_in() -> None:
    for one in kept():
        if one.id:
            known = {name for text in forms(one.id) for name in NAMED.findall(text)}
            for text in forms(one.string):
                assert set(NAMED.findall(text)) <= known, text
            assert {name for text in forms(one.string) for name in NAMED.findall(text)} == known, one.id


def test_the_compiled_catalogue_is_that_of_the_texts() -> None:
    assert (FOLDER / "messages.mo").read_bytes() == compiled(kept())


def renew() -> list[str]:
    """Write the catalogue anew; the texts that lack a translation."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    old, fresh = kept(), extracted()
    for one in fresh:
        known = old.get(one.id) if one.id else None
        one.string = known.string if known else ""
    write(fresh)
    return [str(one.id) for one in fresh if one.id and not all(forms(one.string or ""))]


def write(catalog: Catalog) -> None:
    """Texts and their compiled form, with a header that does not change by itself."""
    with (FOLDER / "messages.po").open("wb") as file:
        write_po(file, catalog, width=0, sort_output=True, no_location=True)
    (FOLDER / "messages.mo").write_bytes(compiled(kept()))


if __name__ == "__main__":
    print("\n".join(renew()))  # noqa: T201  # the texts still to be translated

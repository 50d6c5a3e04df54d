"""docs/method.md against the code: every reason code and every rule of the rule book, and the reverse."""

import re
from pathlib import Path

from recommender.needs.rulebook import IDS
from recommender.programme.unserved import REASONS
from recommender.ranking.eligibility import REASON_CODES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "method.md").read_text(encoding="utf-8")


def test_every_exclusion_rule_and_reason_of_a_design_has_its_line_in_order():
    # the rules of a plan have a table and a test of their own
    text = re.sub(r"^## Rules of a plan.*?(?=^## )", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE) == [*REASON_CODES, *IDS, *REASONS]

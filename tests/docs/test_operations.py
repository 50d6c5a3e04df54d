"""docs/operations.md against the code: every setting and command has its line, and the reverse."""

import re
from pathlib import Path

from recommender.config import setting_table
from training_scripts.__main__ import COMMANDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section is not None
    lines = [line for line in section[1].splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def test_the_settings_are_those_of_the_code():
    assert rows("Settings") == [list(row) for row in setting_table()]


def test_the_commands_are_those_of_the_code():
    assert rows("Commands") == [[name, text] for name, text in COMMANDS.items()]

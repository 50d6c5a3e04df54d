"""The project's own habits, as failing checks: sizes, mirrors, commands, nothing of one machine."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from training_scripts.__main__ import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
CODE = [ROOT / "api.py", *(ROOT / "recommender").rglob("*.py"), *(ROOT / "training_scripts").glob("*.py")]
NOT_COMMANDS = {"__init__", "__main__", "command", "state", "serving_version", "quickstart"}
SUFFIXES = {".py", ".md", ".cfg", ".toml", ".html", ".css", ".lock"}


def test_modules_stay_under_four_hundred_lines():
    long = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}


def test_the_composition_root_stays_a_list():
    assert len((ROOT / "api.py").read_text(encoding="utf-8").splitlines()) <= 80


def test_functions_stay_under_sixty_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.body[0].lineno + 1 > 60
    ]
    assert long == []


def test_tests_mirror_the_package():
    """A test that is no module's own (a fuzz, a crash) says in its docstring what it states."""
    layers = {path.name for path in (ROOT / "recommender").iterdir() if (path / "__init__.py").exists()}
    strangers = [
        str(test.relative_to(ROOT))
        for layer in layers
        for test in (ROOT / "tests" / layer).glob("test_*.py")
        if not (ROOT / "recommender" / layer / f"{test.stem.removeprefix('test_')}.py").exists()
        and not ast.get_docstring(ast.parse(test.read_text(encoding="utf-8")))
    ]
    assert strangers == []
    assert layers <= {path.name for path in (ROOT / "tests").iterdir()}


def test_no_module_is_a_drawer_for_everything():
    assert [path for path in CODE if re.fullmatch(r"utils?|helpers?|common|misc", path.stem)] == []


def test_every_script_is_a_command_and_every_command_a_script():
    scripts = {path.stem for path in (ROOT / "training_scripts").glob("*.py")} - NOT_COMMANDS
    assert {name.replace("-", "_") for name in COMMANDS} == scripts


@pytest.mark.parametrize("name", [name.replace("-", "_") for name in COMMANDS])
def test_a_command_runs_by_its_module_and_explains_itself(name):
    module = import_module(f"training_scripts.{name}")
    assert module.command.help
    assert (
        Path(module.__file__)
        .read_text(encoding="utf-8")
        .endswith('if __name__ == "__main__":\n    command()\n')
    )


def test_nothing_names_a_machine():
    paths = re.compile(r"(?<![\w.])/(work|home|root|Users)/")
    found = [path for path in _texts() if paths.search(path.read_text(encoding="utf-8"))]
    assert found == []


def _texts():
    """Every text file of the project but this one; nothing hidden, nothing that commands made."""
    made = {"var", "build", "models"}
    for path in ROOT.rglob("*"):
        folders = path.relative_to(ROOT).parts[:-1]
        hidden = any(part.startswith(".") or part in made for part in folders)
        if path.suffix in SUFFIXES and path != Path(__file__) and not hidden:
            yield path

"""What import-linter cannot say: which libraries the serving process holds in the end."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_IN_THE_SERVER = ("pandas", "sklearn", "scipy", "lightfm", "pyarrow", "matplotlib", "xlsxwriter")


def test_the_server_imports_nothing_that_only_training_needs():
    code = (
        "import sys, api; "
        f"print([name for name in {NOT_IN_THE_SERVER!r} if name in sys.modules])"
    )  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

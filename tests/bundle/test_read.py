from __future__ import annotations

import json
import pickle
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

from recommender.bundle.layout import to_plain
from recommender.bundle.read import open_bundle
from recommender.bundle.signature import sign
from recommender.errors import BundleRefused
from tests.small_bundle import PUBLIC_KEY, SIGNING_KEY, small_bundle

ROOT = Path(__file__).resolve().parents[2]


def code_of(path: Path) -> str:
    with pytest.raises(BundleRefused) as refusal:
        open_bundle(path, public_key=PUBLIC_KEY)
    return refusal.value.code


def sign_again(path: Path) -> None:
    """Fit manifest and signature to what lies in ``path``: a faulty training, not an attacker."""
    facts = json.loads((path / "manifest.json").read_bytes())
    facts["files"] = {
        str(one.relative_to(path)): {
            "size": one.stat().st_size,
            "sha256": sha256(one.read_bytes()).hexdigest(),
        }
        for one in path.rglob("*")
        if one.is_file() and not one.name.startswith("manifest.")
    }
    content = json.dumps(facts, sort_keys=True).encode()
    (path / "manifest.json").write_bytes(content)
    (path / "manifest.sig").write_bytes(sign(content, signing_key=SIGNING_KEY))


def test_what_was_written_is_read_back(pristine: Path) -> None:
    written, read = to_plain(small_bundle()), to_plain(open_bundle(pristine, public_key=PUBLIC_KEY))
    assert read.document == written.document
    assert read.arrays.keys() == written.arrays.keys()
    for name, array in written.arrays.items():
        np.testing.assert_array_equal(read.arrays[name], array)


def test_arrays_are_mapped_and_cannot_be_written(pristine: Path) -> None:
    level = open_bundle(pristine, public_key=PUBLIC_KEY).people.level
    assert type(level) is np.ndarray
    assert isinstance(level.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        level[0, 0] = 1


def test_the_first_bit_that_differs_refuses_the_version(copied: Path) -> None:
    path = copied / "catalogue" / "jp.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    assert code_of(copied) == "BUNDLE_ALTERED"


def test_contents_that_are_not_what_is_declared_are_invalid(copied: Path) -> None:
    for content in (b"", b"{}", b"[]", b"null", b'{"agreement": ["popular"]}', b"\xff\xfe"):
        (copied / "contents.json").write_bytes(content)
        sign_again(copied)
        assert code_of(copied) == "BUNDLE_INVALID", content


def test_an_unknown_scorer_is_refused(copied: Path) -> None:
    contents = json.loads((copied / "contents.json").read_bytes())
    for name, code in (("os.system", "SCORER_UNKNOWN"), ([], "BUNDLE_INVALID"), (None, "SCORER_UNKNOWN")):
        (copied / "contents.json").write_text(json.dumps({**contents, "agreement": name}))
        sign_again(copied)
        assert code_of(copied) == code


def test_files_that_are_no_arrays_are_invalid_even_if_signed(copied: Path) -> None:
    path = copied / "people" / "level.npy"
    good = path.read_bytes()
    for content in (
        b"",
        b"\x93NUMPY",
        good[:100],
        good[:-1],
        b"\x93NUMPY\x01\x00\x10\x00{'descr': '|O'}  \n",
    ):
        path.write_bytes(content)
        sign_again(copied)
        assert code_of(copied) == "BUNDLE_INVALID", content


# -- an evil corpus: nothing in a version is ever unpickled, signed or not -------------------------


class Call:
    """Pickles to a call of ``function(*arguments)`` on loading."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> Any:
        return self.call


def evil_corpus(canary: Path) -> dict[str, bytes]:
    import os

    command, program = f"touch {canary}", f"open({str(canary)!r}, 'w')"
    text = str(canary).encode()
    calls = {
        "os.system": Call(os.system, command),
        "subprocess": Call(subprocess.check_call, command.split()),
        "eval": Call(eval, program),
        "exec": Call(exec, program),
        "open": Call(open, str(canary), "w"),
        "nested": [{"weights": [1, Call(os.system, command)]}],
        "path": Call(Path.touch, canary),
        "popen": Call(os.popen, command),
        "mkdir": Call(os.mkdir, str(canary)),
    }
    corpus = {
        f"{name}-{protocol}": pickle.dumps(one, protocol)
        for name, one in calls.items()
        for protocol in (0, 2, 4)
    }
    corpus |= {
        "raw system": b"cos\nsystem\n(S'touch " + text + b"'\ntR.",
        "numpy runstring": b"cnumpy.testing._private.utils\nrunstring\n(Vopen('" + text + b"','w')\n(dtR.",
        "f2py": b"cnumpy.f2py.diagnose\nrun_command\n(S'touch " + text + b"'\ntR.",
        "builtins": b"cbuiltins\nexec\n(Vopen('" + text + b"','w')\ntR.",
        "build": b"cos\nsystem\nq\x00(S'touch " + text + b"'\ntR0.",
        "inst": b"(S'touch " + text + b"'\nios\nsystem\n.",
        "obj": b"(cos\nsystem\nS'touch " + text + b"'\no.",
    }
    corpus["object array"] = _saved(np.array([calls["os.system"]], object))
    corpus["nested object array"] = _saved(np.array([np.array([calls["exec"]], object), 1], object))
    corpus["joblib"] = _dumped(calls["os.system"], compress=0)
    corpus["joblib compressed"] = _dumped(calls["os.system"], compress=3)
    return corpus


def _saved(array: np.ndarray[Any, Any]) -> bytes:
    import io

    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


def _dumped(value: Any, *, compress: int) -> bytes:
    import io

    stream = io.BytesIO()
    joblib.dump(value, stream, compress=compress)
    return stream.getvalue()


def test_no_pickle_is_ever_loaded(copied: Path, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    corpus = evil_corpus(canary)
    assert len(corpus) >= 30
    places = [
        copied / "people" / "level.npy",
        copied / "contents.json",
        copied / "manifest.json",
        copied / "new.npy",
    ]
    for name, content in corpus.items():
        for path in places:
            before = path.read_bytes() if path.exists() else None
            path.write_bytes(content)
            assert code_of(copied) in ("BUNDLE_ALTERED", "BUNDLE_FOREIGN"), name
            if before is None:
                path.unlink()
            else:
                path.write_bytes(before)
    assert not canary.exists()


def test_no_pickle_is_loaded_even_where_the_signer_was_fooled(copied: Path, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    path = copied / "people" / "level.npy"
    for name, content in evil_corpus(canary).items():
        path.write_bytes(content)
        sign_again(copied)
        assert code_of(copied) == "BUNDLE_INVALID", name
    assert not canary.exists()


def test_the_canary_sings_where_a_pickle_is_loaded(tmp_path: Path) -> None:
    """The control: the corpus does harm where it is loaded, so silence above means something."""
    canary = tmp_path / "canary"
    pickle.loads(evil_corpus(canary)["os.system-2"])
    assert canary.exists()


def test_reading_loads_neither_frames_nor_fitting_libraries(pristine: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from recommender.bundle.read import open_bundle\n"
        "from tests.small_bundle import PUBLIC_KEY\n"
        f"open_bundle(Path({str(pristine)!r}), public_key=PUBLIC_KEY)\n"
        "print(sorted({'pandas', 'sklearn', 'scipy', 'lightfm', 'joblib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

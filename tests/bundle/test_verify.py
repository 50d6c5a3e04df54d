"""The tamper corpus: whatever is changed in a written version, it is refused before it is parsed."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recommender.bundle.manifest import FORMAT, FileFacts, Manifest
from recommender.bundle.signature import sign
from recommender.bundle.verify import verify_folder
from recommender.errors import BundleRefused
from tests.small_bundle import PUBLIC_KEY, SIGNING_KEY

STRATA = 4
"""Offsets per file of the whole version, where not every byte is tried."""


def code_of(path: Path) -> str:
    with pytest.raises(BundleRefused) as refusal:
        verify_folder(path, public_key=PUBLIC_KEY)
    return refusal.value.code


def seal(path: Path, *, key: Ed25519PrivateKey = SIGNING_KEY, **changes: object) -> None:
    """Write manifest and signature that fit the files of ``path``, as only a key holder can."""
    files = {
        str(one.relative_to(path)): FileFacts(one.stat().st_size, sha256(one.read_bytes()).hexdigest())
        for one in sorted(path.rglob("*"))
        if one.is_file() and not one.name.startswith("manifest.")
    }
    manifest = Manifest(
        version=path.name, format=FORMAT, as_of="2026-06-30", snapshot="0", code_version="t", created="now",
        seeds={}, metrics={}, files=files,
    )  # fmt: skip
    content = replace(manifest, **changes).to_bytes()
    (path / "manifest.json").write_bytes(content)
    (path / "manifest.sig").write_bytes(sign(content, signing_key=key))


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A sealed folder of two small files, so that every byte of it can be tried."""
    path = tmp_path / "2026Q2-00000000"
    (path / "people").mkdir(parents=True)
    (path / "contents.json").write_bytes(b'{"dial": 0.5}')
    (path / "people" / "level.npy").write_bytes(bytes(range(256)) * 2)
    seal(path)
    return path


def test_an_intact_version_passes(pristine: Path, tiny: Path) -> None:
    assert verify_folder(pristine, public_key=PUBLIC_KEY).version == pristine.name
    assert verify_folder(tiny, public_key=PUBLIC_KEY).version == tiny.name


def test_every_byte_of_every_file_counts(tiny: Path) -> None:
    trials = 0
    for path in [one for one in tiny.rglob("*") if one.is_file()]:
        content = path.read_bytes()
        for place in range(len(content)):
            for bit in (place % 8, 5):  # bit 5 turns a letter of a digest into a capital
                changed = bytearray(content)
                changed[place] ^= 1 << bit
                path.write_bytes(changed)
                assert code_of(tiny) in ("BUNDLE_ALTERED", "BUNDLE_FOREIGN")
                trials += 1
        path.write_bytes(content)
    assert trials > 1500
    verify_folder(tiny, public_key=PUBLIC_KEY)


def damages(content: bytes, chance: random.Random) -> Iterator[bytes]:
    """Damaged forms of a file, at offsets spread over it."""
    for part in range(STRATA):
        low, high = part * len(content) // STRATA, max((part + 1) * len(content) // STRATA, 1)
        place = chance.randrange(low, max(high, low + 1))
        flipped = bytearray(content)
        flipped[place] ^= 1 << chance.randrange(8)
        yield bytes(flipped)
        yield content[:place]
        yield content[:place] + bytes(64) + content[place + 64 :]
    half = len(content) // 2
    yield content[half:] + content[:half]
    yield content + b"\0"
    yield content + content
    yield b""


def test_every_damage_to_every_file_of_a_whole_version_is_refused(copied: Path) -> None:
    chance, trials = random.Random(1), 0
    for path in sorted(one for one in copied.rglob("*") if one.is_file()):
        content = path.read_bytes()
        for damaged in damages(content, chance):
            if damaged == content:
                continue
            path.write_bytes(damaged)
            assert code_of(copied) in ("BUNDLE_ALTERED", "BUNDLE_FOREIGN", "BUNDLE_UNSIGNED")
            trials += 1
        path.write_bytes(content)
    assert trials > 1200
    verify_folder(copied, public_key=PUBLIC_KEY)


REPLACEMENTS: dict[str, Callable[[Path, Path], object]] = {
    "missing": lambda path, kept: None,
    "folder": lambda path, kept: path.mkdir(),
    "link": lambda path, kept: path.symlink_to(kept),
    "pipe": lambda path, kept: os.mkfifo(path),
    "dangling link": lambda path, kept: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("kind", REPLACEMENTS)
def test_links_pipes_and_folders_in_place_of_a_file_are_refused(
    copied: Path, tmp_path: Path, kind: str
) -> None:
    for path in sorted(one for one in copied.rglob("*") if one.is_file()):
        kept = path.rename(tmp_path / "kept")
        REPLACEMENTS[kind](path, kept)
        expected = "BUNDLE_ALTERED"
        if kind == "missing":
            expected = "BUNDLE_UNSIGNED" if path.name == "manifest.sig" else "BUNDLE_INCOMPLETE"
        assert code_of(copied) == expected, path
        if kind == "folder":
            path.rmdir()
        elif kind != "missing":
            path.unlink()
        kept.rename(path)
    verify_folder(copied, public_key=PUBLIC_KEY)


@pytest.mark.parametrize(
    "name", ["extra.npy", "people/extra.npy", ".hidden", "manifest.sig~", "estimators/x.joblib"]
)
def test_an_added_file_is_refused(copied: Path, name: str) -> None:
    (copied / name).parent.mkdir(exist_ok=True)
    (copied / name).write_bytes(b"")
    assert code_of(copied) == "BUNDLE_ALTERED"


@pytest.mark.parametrize("add", [Path.mkdir, lambda path: path.symlink_to("/"), os.mkfifo])
def test_an_added_folder_link_or_pipe_is_refused(copied: Path, add: Callable[[Path], object]) -> None:
    add(copied / "extra")
    assert code_of(copied) == "BUNDLE_ALTERED"


def test_a_folder_replaced_by_a_link_to_the_same_files_is_refused(copied: Path, tmp_path: Path) -> None:
    (copied / "people").rename(tmp_path / "people")
    (copied / "people").symlink_to(tmp_path / "people")
    assert code_of(copied) == "BUNDLE_ALTERED"


def test_no_folder_and_a_link_to_a_folder_are_refused(copied: Path, tmp_path: Path) -> None:
    (tmp_path / "link").mkdir()
    link = tmp_path / "link" / copied.name
    link.symlink_to(copied)
    assert code_of(link) == code_of(tmp_path / "nothing") == "BUNDLE_INCOMPLETE"


def test_an_intact_version_under_another_name_is_refused(copied: Path) -> None:
    other = copied.rename(copied.with_name("2026Q2-ffffffff"))
    assert code_of(other) == "BUNDLE_ALTERED"


def test_files_exchanged_between_two_names_are_refused(copied: Path) -> None:
    first, second = copied / "people" / "level.npy", copied / "people" / "level_sd.npy"
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)
    assert code_of(copied) == "BUNDLE_ALTERED"


def test_a_consistent_change_without_the_key_is_refused(copied: Path) -> None:
    """The attacker also writes the right size and digest into the manifest, for each file in turn."""
    manifest = (copied / "manifest.json").read_bytes()
    for path in sorted(one for one in copied.rglob("*.npy")):
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        facts = json.loads(manifest)
        facts["files"][str(path.relative_to(copied))]["sha256"] = sha256(path.read_bytes()).hexdigest()
        (copied / "manifest.json").write_bytes(
            json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()
        )
        assert code_of(copied) == "BUNDLE_ALTERED"
        path.write_bytes(content)


def test_a_consistent_change_signed_with_another_key_is_foreign(copied: Path) -> None:
    (copied / "contents.json").write_bytes(b"{}")
    seal(copied, key=Ed25519PrivateKey.generate())
    assert code_of(copied) == "BUNDLE_FOREIGN"


def test_the_signature_of_another_version_does_not_fit(copied: Path, tiny: Path) -> None:
    shutil.copy(tiny / "manifest.sig", copied / "manifest.sig")
    assert code_of(copied) == "BUNDLE_ALTERED"


@pytest.mark.parametrize("number", [0, FORMAT - 1, FORMAT + 1, 999])
def test_another_format_is_named_as_such(tiny: Path, number: int) -> None:
    seal(tiny, format=number)
    assert code_of(tiny) == "BUNDLE_FORMAT"


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b'{"files": 1}', b"\xff", b"nonsense"])
def test_a_signed_manifest_that_is_none_is_another_format(tiny: Path, content: bytes) -> None:
    (tiny / "manifest.json").write_bytes(content)
    (tiny / "manifest.sig").write_bytes(sign(content, signing_key=SIGNING_KEY))
    assert code_of(tiny) == "BUNDLE_FORMAT"


def test_a_manifest_that_points_out_of_its_folder_is_refused(tiny: Path) -> None:
    outside = tiny.parent / "outside"
    outside.write_bytes(b"x")
    facts = FileFacts(1, sha256(b"x").hexdigest())
    inside = Manifest.from_bytes((tiny / "manifest.json").read_bytes()).files
    for name in ("../outside", str(outside)):
        seal(tiny, files={**inside, name: facts})
        assert code_of(tiny) == "BUNDLE_INCOMPLETE"


def test_large_files_are_checked_too(tiny: Path) -> None:
    for name in ("one.npy", "two.npy", "three.npy"):
        (tiny / name).write_bytes(bytes(3 * 2**20))
    seal(tiny)
    verify_folder(tiny, public_key=PUBLIC_KEY)
    with (tiny / "two.npy").open("r+b") as stream:
        stream.seek(2 * 2**20 + 17)
        stream.write(b"\1")
    assert code_of(tiny) == "BUNDLE_ALTERED"

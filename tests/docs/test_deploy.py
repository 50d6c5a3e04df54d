"""deploy/ against the code: every command, option, setting, port and path that it names is there."""

import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from importlib import import_module
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from recommender.config import setting_table
from training_scripts.__main__ import COMMANDS

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
OWN = {"ASN_SOURCE"}  # the job's own: where the export is


def manifests() -> list[dict]:
    return [
        part
        for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
        for part in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    ]


def pods() -> list[dict]:
    specs = [one["spec"] for one in manifests() if "template" in one["spec"] or "jobTemplate" in one["spec"]]
    return [(spec.get("jobTemplate", {}).get("spec") or spec)["template"]["spec"] for spec in specs]


def containers() -> list[dict]:
    return [one for pod in pods() for one in [*pod.get("initContainers", []), *pod["containers"]]]


def unit(name: str) -> RawConfigParser:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read(DEPLOY / "systemd" / name, encoding="utf-8")
    return parser


def command_lines() -> list[list[str]]:
    lines = [one["args"] for one in containers()]
    for path in (DEPLOY / "systemd").glob("*.service"):
        found = re.findall(r"^ExecStart\w*=\S*/asn-recommender (.*)$", path.read_text(encoding="utf-8"), re.M)
        lines += [line.split() for line in found]
    return lines


def test_every_command_and_option_exists():
    assert len(command_lines()) == 8
    for name, *words in command_lines():
        assert name in COMMANDS
        options = {
            text for one in import_module(f"training_scripts.{name}").command.params for text in one.opts
        }
        assert {word for word in words if word.startswith("--")} <= options


def test_every_setting_exists():
    known = {name for name, _, _ in setting_table()} | OWN
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            assert set(re.findall(r"\bASN_[A-Z_]+\b", path.read_text(encoding="utf-8"))) <= known


@pytest.mark.parametrize("index", range(4))
def test_no_container_may_write_outside_its_volumes_or_become_root(index: int):
    one = containers()[index]
    assert one["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip
    assert all(pod["securityContext"]["runAsNonRoot"] for pod in pods())


def test_job_and_server_share_one_home():
    (job, server) = pods()
    claims = [pod["volumes"][0]["persistentVolumeClaim"]["claimName"] for pod in (job, server)]
    assert claims == ["asn-home", "asn-home"]
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    homes = {mount["mountPath"] for one in containers() for mount in one["volumeMounts"]} - {"/tmp"}
    assert homes == set(re.findall(r"ASN_HOME=(\S+)", image)) == {"/var/lib/asn"}


def test_timer_and_cron_job_run_on_the_same_days():
    (job,) = [one for one in manifests() if one["kind"] == "CronJob"]
    minute, hour, day, months, _ = job["spec"]["schedule"].split()
    calendar = unit("asn-retrain.timer")["Timer"]["OnCalendar"]
    assert (
        calendar
        == f"*-{','.join(f'{int(one):02d}' for one in months.split(','))}-{int(day):02d} 0{hour}:0{minute}:00"
    )


def test_the_image_is_built_without_code_for_one_processor():
    assert "LIGHTFM_NO_CFLAGS=1" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


@pytest.mark.parametrize("release", ["1.31", kubernetes_validate.latest_version()])
def test_the_manifests_are_what_kubernetes_takes(release: str):
    """1.31 is the first release in which all that they use is stable."""
    for one in manifests():
        kubernetes_validate.validate(one, release, strict=True)


def test_a_field_that_kubernetes_does_not_know_is_found():
    (job,) = [one for one in manifests() if one["kind"] == "CronJob"]
    job["spec"]["timezone"] = job["spec"].pop("timeZone")
    with pytest.raises(kubernetes_validate.ValidationError, match="timezone"):
        kubernetes_validate.validate(job, "1.31", strict=True)


def test_the_image_passes_the_linter():
    done = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), "--no-color", DEPLOY / "Dockerfile"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="Debian's package systemd is not here")
def test_the_units_are_what_systemd_takes(tmp_path: Path):
    names = sorted(path.name for path in (DEPLOY / "systemd").iterdir())
    for name in names:
        text = (DEPLOY / "systemd" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/opt/asn/bin/asn-recommender", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / name for name in names)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")

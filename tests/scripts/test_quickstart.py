import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from recommender.errors import Misconfigured
from training_scripts.quickstart import Steps, announce, first_asn_id, is_ready, refuse_taken_port


class _Ready(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health/ready" else 404)
        self.end_headers()

    def log_message(self, *values):
        pass


@pytest.fixture
def ready_port():
    server = HTTPServer(("127.0.0.1", 0), _Ready)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_step_is_done_once_while_its_output_is_there(tmp_path):
    made = []

    def make():
        made.append(1)
        return f"output {len(made)}"

    for _ in range(2):
        assert Steps(tmp_path).once("train", there=lambda text: True, make=make) == "output 1"
    assert Steps(tmp_path).once("train", there=lambda text: False, make=make) == "output 2"
    assert len(made) == 2


def test_what_was_done_is_readable_by_its_owner_alone(tmp_path):
    Steps(tmp_path).once("key", there=lambda text: True, make=lambda: "rahasia")
    assert (tmp_path / "quickstart.json").stat().st_mode & 0o077 == 0


def test_an_asn_id_that_exists_is_shown(tmp_path):
    (tmp_path / "asn.csv").write_text("\ufeffnip,asn_id\n,A7\n,A8\n", encoding="utf-8")
    assert first_asn_id(tmp_path / "asn.csv") == "A7"


def test_a_taken_port_is_refused_before_anything_starts():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Misconfigured) as refusal:
            refuse_taken_port(taken.getsockname()[1])
    assert refusal.value.code == "PORT_TAKEN"


def test_a_free_port_is_not_ready():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert not is_ready(probe.getsockname()[1])


def test_the_key_and_a_request_are_shown_once_the_server_answers(ready_port, capsys):
    announce(port=ready_port, key="k1", asn_id="A7", server=os.getppid())
    key, curl, docs = capsys.readouterr().out.splitlines()
    address = f"http://127.0.0.1:{ready_port}"
    assert key == "KEY=k1"
    assert curl == f'curl -s -H "Authorization: Bearer k1" "{address}/v1/asn/A7/recommendations?n=5"'
    assert docs.endswith(f"{address}/docs")


def test_nothing_is_shown_for_a_server_that_died(ready_port, capsys):
    announce(port=ready_port, key="k1", asn_id="A7", server=-1)
    assert capsys.readouterr().out == ""

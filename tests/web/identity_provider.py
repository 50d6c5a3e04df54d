"""A provider of identities in a process of its own, written after OpenID Connect Core, without our client.

It signs in whoever it was told last (``/tell``), and can be told to lie: ``lie`` names the one thing that is
wrong with what it answers. It checks what a provider must: client, secret, redirect address, PKCE (S256)
and that a code is used once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT = ("asn", "a secret of forty letters, or there about")
KEY = RSAKey.generate_key(2048, parameters={"kid": "k1"})
NEW = RSAKey.generate_key(2048, parameters={"kid": "k2"})
STRANGE = RSAKey.generate_key(2048, parameters={"kid": "k1"})

ODD: list[Any] = [
    {"kty": "EC", "crv": "brainpoolP256r1", "x": "AA", "y": "AA", "kid": "k0"}, {"kty": "RSA", "kid": "k1"},
    {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"}, {"kty": ["EC"]}, {}, "k1",
]  # fmt: skip
"""Keys that a client need not understand."""


class Provider(BaseHTTPRequestHandler):
    """One request."""

    lie = ""
    claims: dict[str, Any] = {"sub": "siti"}  # noqa: RUF012 (the class is the provider)
    codes: dict[str, dict[str, str]] = {}  # noqa: RUF012
    asked: list[dict[str, str]] = []  # noqa: RUF012

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": self.issuer + ("/other" if self.lie == "issuer" else ""),
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                    **({"token_endpoint_auth_methods_supported": None} if self.lie == "null_ways" else {}),
                }
            )
        elif parts.path == "/keys":
            odd = ODD if self.lie == "odd_keys" else []
            known = [KEY, NEW] if self.lie == "new_key" else [KEY]
            self._json({"keys": [*odd, *(one.as_dict(private=False) for one in known)]})
        elif parts.path == "/authorize":
            self._authorize({name: values[0] for name, values in parse_qs(parts.query).items()})
        elif parts.path == "/asked":
            self._json({"asked": self.asked})
        else:
            self._json({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if urlsplit(self.path).path == "/tell":
            told = json.loads(body)
            Provider.lie, Provider.claims = told["lie"], told["claims"]
            return self._json({})
        return self._token({name: values[0] for name, values in parse_qs(body).items()})

    def _authorize(self, query: dict[str, str]) -> None:
        good = (
            query.get("response_type") == "code" and query.get("client_id") == CLIENT[0]
            and "openid" in query.get("scope", "").split() and query.get("code_challenge_method") == "S256"
            and query["redirect_uri"].endswith("/masuk/oidc/kembali")
        )  # fmt: skip
        if not good:
            return self._json({"error": "invalid_request"}, 400)
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        answer = {"code": code, "state": query["state"], "iss": self.issuer, "session_state": "x"}
        if self.lie == "state":
            answer["state"] = "another"
        if self.lie == "other_issuer":
            answer["iss"] = "https://evil.example"
        if self.lie == "denied":
            answer = {"error": "access_denied", "state": query["state"]}
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode(answer)}")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def _token(self, form: dict[str, str]) -> None:
        asked = self.codes.pop(form.get("code", ""), None)
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        client = base64.b64decode(given).decode() if scheme == "Basic" else ""
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        good = (
            asked is not None and form.get("grant_type") == "authorization_code"
            and client == ":".join(CLIENT) and asked["code_challenge"] == challenge
            and form.get("redirect_uri") == asked["redirect_uri"]
        )  # fmt: skip
        if not good or asked is None:
            return self._json({"error": "invalid_grant"}, 400)
        return self._json({"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(asked)})

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": CLIENT[0], "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            **self.claims,
        }  # fmt: skip
        lies: dict[str, dict[str, Any]] = {
            "token_issuer": {"iss": "https://evil.example"}, "audience": {"aud": "another"},
            "audiences": {"aud": [CLIENT[0], "another"]},
            "azp": {"aud": [CLIENT[0], "another"], "azp": "another"},
            "nonce": {"nonce": "another"}, "expired": {"iat": now - 900, "exp": now - 600},
            "not_yet": {"iat": now + 900, "exp": now + 1200, "nbf": now + 900},
        }  # fmt: skip
        claims |= lies.get(self.lie, {})
        for name in ("nonce", "exp"):
            if self.lie == f"no_{name}":
                del claims[name]
        header = {"alg": "RS256", "kid": "k2" if self.lie == "new_key" else "k1"}
        if self.lie == "none":
            parts = [json.dumps(one).encode() for one in ({"alg": "none"}, claims)]
            return ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts) + "."
        if self.lie == "hmac":
            return jwt.encode({"alg": "HS256", "kid": "k1"}, claims, OctKey.import_key(CLIENT[1]))
        return jwt.encode(header, claims, {"signature": STRANGE, "new_key": NEW}.get(self.lie, KEY))

    def _json(self, value: Any, status: int = 200) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Provider)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()

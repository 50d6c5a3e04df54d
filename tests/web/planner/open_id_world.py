"""A provider of identities in a process of its own, and a service that knows it and a planner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import requests
from flask.testing import FlaskClient
from sqlalchemy import select

from api import connect, create_app
from recommender.config import Settings
from recommender.store.database import Database
from recommender.store.keys import create_key
from recommender.store.oidc_links import claim_digest, link_account
from recommender.store.schema import AUDIT
from recommender.store.secret_files import read_nip_key
from tests.web.small_service import SmallService


@dataclass
class World:
    """The provider, a service that knows it, and one planner whose account is linked."""

    provider: str
    service: SmallService
    settings: Settings
    subject: str
    """Whom the provider signs in, unless told otherwise."""
    account: str

    @property
    def database(self) -> Database:
        return self.service.database

    def client(self, **changes: Any) -> FlaskClient:
        settings = replace(self.settings, **changes)
        services = connect(settings)
        services.models.poll()
        return create_app(settings, services=services).test_client()

    def tell(self, lie: str = "", **claims: Any) -> None:
        told = {"lie": lie, "claims": {"sub": self.subject, **claims}}
        assert requests.post(f"{self.provider}/tell", json=told, timeout=5).ok

    def link(self, account: str, value: str, *, claim: str = "sub") -> None:
        key = read_nip_key(self.settings.keys_dir)
        digest = claim_digest(value, issuer=self.provider, claim=claim, key=key)
        link_account(self.database, key_id=account, digest=digest, actor="test")

    def account_of(self, role: str, value: str) -> str:
        record, _ = create_key(self.database, role=role, actor="test")
        self.link(record.key_id, value)
        return record.key_id

    def audited(self, action: str) -> list[tuple[str, str, str]]:
        """What the chain says of the linked account."""
        query = select(AUDIT.c.actor, AUDIT.c.subject, AUDIT.c.details)
        query = query.where(AUDIT.c.action == action, AUDIT.c.subject == self.account)
        with self.database.reading() as connection:
            return [tuple(row) for row in connection.execute(query)]


def at_provider(client: FlaskClient, lanjut: str = "/akun") -> str:
    """Our address that the provider sends the browser back to."""
    gone = client.get(f"/masuk/oidc?lanjut={lanjut}")
    assert gone.status_code == 303, gone.text
    back = requests.get(gone.headers["Location"], timeout=5, allow_redirects=False)
    assert back.status_code == 302, back.text
    assert back.headers["Location"].startswith("http://127.0.0.1:1/masuk/oidc/kembali?")
    return back.headers["Location"].removeprefix("http://127.0.0.1:1")


def signed_in(client: FlaskClient) -> Any:
    return client.get(at_provider(client))

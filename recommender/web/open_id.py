"""Sign-in by a provider of identities: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636, S256).

What the provider says is believed only after all of this: the answer belongs to a flow that this browser
began (state), comes from the issuer we asked (RFC 9207 where it is told), the code was changed for a token
with our secret and the flow's verifier, and the ID token is signed by a key of the issuer, names it and us,
has not ended, and carries the flow's nonce. How the provider is asked, and how long its addresses and keys
are kept, is :mod:`recommender.web.identity_source`'s.

The library is an extra (``pip install .[oidc]``) and imported only where a provider is configured.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from recommender.web.identity_source import IdentitySource, ProviderSilent, SignInRefused, address_of
from recommender.web.rate import RateLimit

RETURN_PATH: Final = "/masuk/oidc/kembali"
"""Register ``ASN_PUBLIC_URL`` + this at the provider."""
FLOW_SECONDS: Final = 600
"""From the first redirect to the provider's answer."""
_LEEWAY: Final = 60
"""Seconds by which the clocks of both may differ."""
_ALGORITHMS: Final = (
    "RS256",
    "PS256",
    "ES256",
    "RS384",
    "RS512",
    "PS384",
    "PS512",
    "ES384",
    "ES512",
    "EdDSA",
)
"""Signatures that only the provider can make; never ``none``, never one by our own secret (HS256)."""


@dataclass(frozen=True)
class Client:
    """What the provider knows us by."""

    issuer: str
    client_id: str
    secret: str
    claim: str
    scope: str
    redirect_uri: str


@dataclass(frozen=True)
class Flow:
    """One sign-in under way, kept in the signed cookie of the browser that began it."""

    state: str
    nonce: str
    verifier: str
    lanjut: str
    begun: int


class OpenId:
    """See the module; make it before the workers fork, so that they share the budget.

    Parameters
    ----------
    digest_of
        Keyed digest of a verified claim value, as :mod:`recommender.store.oidc_links` keeps it.
    """

    def __init__(
        self, client: Client, *, digest_of: Callable[[str], str], clock: Callable[[], float] = time.time
    ) -> None:
        self._client = client
        self._clock = clock
        self._source = IdentitySource(client.issuer)
        self.digest_of = digest_of
        self.rate = RateLimit(per_second=2, burst=60)
        """Of sign-ins begun and ended, by the address that connects: each asks the provider."""

    def begin(self, *, lanjut: str, again: bool) -> tuple[str, dict[str, Any]]:
        """The provider's address to go to, and the flow to keep; ``again`` asks for the password anew.

        Raises
        ------
        SignInRefused
            The provider does not answer (``ProviderSilent``), or not as one.
        """
        flow = Flow(
            secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), lanjut,
            int(self._clock()),
        )  # fmt: skip
        more = {"prompt": "login"} if again else {}
        facts = self._source.facts()
        with self._session(facts) as session:
            url, _ = session.create_authorization_url(
                address_of(facts, "authorization_endpoint"), state=flow.state, nonce=flow.nonce,
                code_verifier=flow.verifier, **more,
            )  # fmt: skip
        return str(url), asdict(flow)

    def check(self, kept: Mapping[str, Any] | None, *, state: str) -> None:
        """Whether an answer belongs to a flow of this browser; asks nobody, so it is free.

        Raises
        ------
        SignInRefused
            It does not, or comes too late.
        """
        self._flow(kept, state)

    def finish(
        self, kept: Mapping[str, Any] | None, *, state: str, code: str, issuer: str
    ) -> tuple[str, str]:
        """The verified value of the claim, and where to go on.

        Raises
        ------
        SignInRefused
            Anything that the module asks for is not so; ``ProviderSilent`` where it does not answer.
        """
        flow = self._flow(kept, state)
        if issuer and issuer != self._client.issuer:
            raise SignInRefused("issuer")
        with self._source.turn():
            claims = self._claims(self._token(flow, code), flow.nonce)
        value = claims.get(self._client.claim)
        if not isinstance(value, str) or not value:
            raise SignInRefused("claim_missing")
        if self._client.claim == "email" and claims.get("email_verified") is not True:
            raise SignInRefused("email_unverified")
        return value, flow.lanjut

    def _flow(self, kept: Mapping[str, Any] | None, state: str) -> Flow:
        if kept is None:
            raise SignInRefused("no_flow")
        flow = Flow(**kept)
        if not hmac.compare_digest(flow.state.encode(), state.encode()):
            raise SignInRefused("state")
        if not 0 <= self._clock() - flow.begun <= FLOW_SECONDS:
            raise SignInRefused("flow_late")
        return flow

    def _token(self, flow: Flow, code: str) -> str:
        from authlib.common.errors import AuthlibBaseError
        from requests import ConnectionError as NoConnection
        from requests import RequestException, Timeout

        facts = self._source.facts()
        try:
            with self._session(facts) as session:
                answer = session.fetch_token(
                    address_of(facts, "token_endpoint"), code=code, code_verifier=flow.verifier,
                    timeout=self._source.timeout(), allow_redirects=False,
                )  # fmt: skip
        except (NoConnection, Timeout):
            raise ProviderSilent("provider_unreachable") from None
        except (AuthlibBaseError, RequestException, ValueError):
            raise SignInRefused("token") from None
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise SignInRefused("token")
        return token

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError

        ours = self._client.client_id
        wanted = jwt.JWTClaimsRegistry(
            now=lambda: int(self._clock()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._client.issuer},
            aud={"essential": True, "value": ours},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = self._signed(token)
            wanted.validate(claims)
        except JoseError as failure:
            raise SignInRefused(f"id_token_{failure.error}") from None
        except (ValueError, TypeError, KeyError):
            raise SignInRefused("id_token") from None
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", ours if not several else None) != ours:
            raise SignInRefused("id_token_azp")
        return dict(claims)

    def _signed(self, token: str) -> dict[str, Any]:
        """The claims of a token that a key of the provider signed; a key that is new there counts at once."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        def claims() -> dict[str, Any]:
            keys = _key_set(self._source.keys())
            return dict(jwt.decode(token, keys, algorithms=list(_ALGORITHMS)).claims)

        try:
            return claims()
        except (JoseError, ValueError):
            if not self._source.forget_keys():
                raise
        return claims()

    def _session(self, facts: Mapping[str, Any]) -> Any:
        from authlib.integrations.requests_client import OAuth2Session

        told = facts.get("token_endpoint_auth_methods_supported")
        ways = told if told and isinstance(told, list) else ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        return OAuth2Session(
            self._client.client_id, self._client.secret, scope=self._client.scope,
            redirect_uri=self._client.redirect_uri, token_endpoint_auth_method=way,
            code_challenge_method="S256",
        )  # fmt: skip


def _key_set(found: Mapping[str, Any]) -> Any:
    """The keys that we understand; others are for other clients (RFC 7517, section 5)."""
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry, KeySet

    usable = []
    for one in found["keys"]:
        try:
            key = JWKRegistry.import_key(one)
            key.ensure_kid()
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        usable.append(key)
    return KeySet(usable)

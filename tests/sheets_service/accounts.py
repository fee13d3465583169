"""Who may ask: service accounts with real keys, persons with refresh tokens, and access tokens that expire.

A service account proves itself as with Google: a token request signed with its private key, whose signature,
audience and times are checked here by other code than that which signed it.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric import rsa

from sheets_service.clock import Clock
from sheets_service.service import DEFAULT_SCOPES
from sheets_service.service import Answer
from sheets_service.service import User

LIFETIME = 3600
SKEW = 300
AUDIENCE = "https://oauth2.googleapis.com/token"  # google-auth always names it, whatever the token address is
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@cache
def private_key(number: int = 0) -> rsa.RSAPrivateKey:
    """A key of this process, by number: making one takes a while. It is short, for it guards nothing."""
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


class NoGrant(Exception):
    """The token request is refused; the text is Google's."""


@dataclass(frozen=True)
class Account:
    """Somebody with a key."""

    email: str
    key_id: str
    key: rsa.RSAPrivateKey


@dataclass(frozen=True)
class Token:
    """What an access token stands for."""

    user: User
    expires: float


@dataclass
class Accounts:
    """All accounts and the tokens given out. Tokens expire by the virtual clock, token requests by the real one.

    ``out_of_order`` makes every token request fail with 503.
    """

    clock: Clock
    token_uri: str = ""
    accounts: dict[str, Account] = field(default_factory=dict)
    refresh_tokens: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    granted: int = 0
    out_of_order: bool = False

    def service_account(self, name: str = "sync") -> dict[str, str]:
        """The JSON of a service account, as Google's console gives it to download."""
        email = name if "@" in name else f"{name}@project.iam.gserviceaccount.com"
        account = self.accounts.setdefault(
            email, Account(email, secrets.token_hex(20), private_key(len(self.accounts)))
        )
        pem = account.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": "project",
            "private_key_id": account.key_id,
            "private_key": pem.decode(),
            "client_email": email,
            "client_id": "1234567890",
            "token_uri": self.token_uri,
        }

    def person(self, email: str) -> dict[str, str]:
        """The JSON of a person who has consented, as gspread keeps it."""
        refresh_token = secrets.token_urlsafe(24)
        self.refresh_tokens[refresh_token] = email
        return {
            "type": "authorized_user",
            "client_id": "client.apps.googleusercontent.com",
            "client_secret": "secret",
            "refresh_token": refresh_token,
            "token_uri": self.token_uri,
        }

    def grant(self, form: bytes) -> Answer:
        """Answers a token request."""
        if self.out_of_order:
            return Answer.of_json(503, {"error": "internal_failure", "error_description": "Backend Error"})
        fields = {name: values[0] for name, values in parse_qs(form.decode()).items()}
        try:
            if fields.get("grant_type") == JWT_GRANT:
                user = self._check_assertion(fields.get("assertion", ""))
            elif fields.get("grant_type") == "refresh_token" and fields.get("refresh_token") in self.refresh_tokens:
                user = User(self.refresh_tokens[fields["refresh_token"]])
            else:
                raise NoGrant("Bad Request")
        except NoGrant as error:
            return Answer.of_json(400, {"error": "invalid_grant", "error_description": str(error)})
        return Answer.of_json(200, {"access_token": self.give(user), "expires_in": LIFETIME, "token_type": "Bearer"})

    def give(self, user: User) -> str:
        """A new access token."""
        token = f"ya29.{secrets.token_urlsafe(32)}"
        self.tokens[token] = Token(user, self.clock.seconds + LIFETIME)
        self.granted += 1
        return token

    def user_of(self, authorization: str) -> User | None:
        """Whose token that is; None for a wrong or an expired one."""
        token = self.tokens.get(authorization.removeprefix("Bearer "))
        return token.user if token and token.expires > self.clock.seconds else None

    def forget_tokens(self) -> None:
        """All access tokens become worthless, as when a key is revoked."""
        self.tokens.clear()

    def _check_assertion(self, assertion: str) -> User:
        try:
            header, claims, signature = (_unpacked(part) for part in assertion.split("."))
            head, body = json.loads(header), json.loads(claims)
        except ValueError:
            raise NoGrant("Invalid JWT: Failed to parse.") from None
        account = self.accounts.get(body.get("iss", ""))
        if account is None:
            raise NoGrant("Invalid grant: account not found")
        if head.get("alg") != "RS256" or head.get("kid") != account.key_id:
            raise NoGrant("Invalid JWT Signature.")
        signed = assertion.rpartition(".")[0].encode()
        try:
            account.key.public_key().verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise NoGrant("Invalid JWT Signature.") from None
        self._check_claims(body)
        return User(account.email, frozenset(body.get("scope", "").split()) or DEFAULT_SCOPES)

    def _check_claims(self, body: dict[str, Any]) -> None:
        now = time.time()
        if body.get("aud") not in (AUDIENCE, self.token_uri):
            raise NoGrant("Invalid JWT: The audience is wrong.")
        issued, expires = body.get("iat", 0), body.get("exp", 0)
        if not issued - SKEW <= now < expires + SKEW or expires - issued > LIFETIME + SKEW:
            raise NoGrant(
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
                "Check your iat and exp values in the JWT claim."
            )


def _unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

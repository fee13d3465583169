"""Google's identity tokens and certificates, made here: real signatures, and a loopback address that gives the keys."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from google.auth import crypt
from google.auth import jwt

AUDIENCE = "1234-script.apps.googleusercontent.com"


@cache
def key(number: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(number: int = 0) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "identity")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key(number).public_key())
        .serial_number(number + 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key(number), hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def identity_token(
    email: str = "lan@vec.example",
    *,
    audience: str = AUDIENCE,
    domain: str | None = None,
    age: int = 0,
    signed_by: int = 0,
    **claims: object,
) -> str:
    """A token as `ScriptApp.getIdentityToken()` gives it; `age` in seconds."""
    private = key(signed_by).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    now = int(time.time()) - age
    said = {
        "iss": "https://accounts.google.com",
        "aud": audience,
        "sub": "1",
        "email": email,
        "email_verified": True,
        "iat": now,
        "exp": now + 3600,
    }
    said |= {"hd": domain} if domain else {}
    signer = crypt.RSASigner.from_string(private, key_id="key-0")
    return jwt.encode(signer, {**said, **claims}).decode()


class _Keys(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"key-0": certificate()}).encode()
        self.server.asked += 1
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=20000")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


class Keys(ThreadingHTTPServer):
    """Gives the certificates, and counts how often it was asked."""

    asked = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serving_keys() -> Iterator[Keys]:
    with Keys(("127.0.0.1", 0), _Keys) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()

"""The real gspread, led to a loopback server instead of Google's two hosts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from gspread.http_client import HTTPClient
from requests import Response

HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class LoopbackHTTPClient(HTTPClient):
    """gspread's own client; only the hosts are others."""

    base = ""

    def request(self, method: str, endpoint: str, *arguments: Any, **options: Any) -> Response:
        """Sends a request to the loopback server."""
        for host in HOSTS:
            if endpoint.startswith(host):
                return super().request(method, self.base + endpoint.removeprefix(host), *arguments, **options)
        raise ValueError(f"{endpoint} is not an address of Google's services")


def http_client(base: str) -> type[LoopbackHTTPClient]:
    """A class of clients for one server. Raises: ValueError for another host, to which tokens would leak."""
    if urlsplit(base).hostname not in LOOPBACK:
        raise ValueError(f"{base} is not a loopback address")
    return type("Client", (LoopbackHTTPClient,), {"base": base})

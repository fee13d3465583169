"""What counts as this machine: tokens, pages without a sign-in and plain http go there and nowhere else."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from sheetcrm.errors import BadRequest


def is_loopback(host: str) -> bool:
    """Say whether a host, a name or an address, is this machine; a name that only points here is not."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_loopback_address(address: str, *schemes: str) -> bool:
    """Say whether an address leads to this machine by one of some schemes."""
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets that do not close
        return False
    return parts.scheme in schemes and is_loopback(parts.hostname or "")


def loopback_base(base: str) -> str:
    """Give the address of a service on this machine. Raises: BadRequest for any other."""
    if not is_loopback_address(base, "http", "https"):
        raise BadRequest(what=base, why="@google_base_not_here")
    return base.rstrip("/")

"""What the Windows registry and file system say about Excel; elsewhere nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from sheetcrm.app.excel_setup.facts import Trust

_EXCEL = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_OFFICE = r"Software\Microsoft\Office\ClickToRun\Configuration"
_SECURITY = r"Software\Microsoft\Office\16.0\Excel\Security"
_POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
_CMD = r"Software\Policies\Microsoft\Windows\System"
_INTERNET_ZONE = "ZoneId=3"


def excel() -> str | None:
    """Give where Excel stands."""
    found = _value("machine", _EXCEL, "")
    return str(found) if found else None


def excel_bits() -> int | None:
    """Say whether Excel is a 32- or 64-bit program; None when Office does not say."""
    said = _value("machine", _OFFICE, "Platform")
    return {"x86": 32, "x64": 64}.get(str(said))


def trust() -> Trust:
    """Give what Excel does with macros, and what administrators forbid."""
    policy = _value("user", _POLICY, "VBAWarnings")
    own = _value("user", _SECURITY, "VBAWarnings")
    setting = policy if policy is not None else own
    return Trust(
        macros=int(str(setting)) if setting is not None else None,
        by_policy=policy is not None,
        blocks_internet=bool(_value("user", _POLICY, "blockcontentexecutionfrominternet")),
        blocks_cmd=bool(_value("user", _CMD, "DisableCMD")),
    )


def plain_path(path: str) -> str:
    """Give a path in letters that VBA finds files by: Windows keeps a short name beside one with other letters."""
    if path.isascii() or sys.platform != "win32":
        return path
    import ctypes

    short = ctypes.create_unicode_buffer(len(path) + 1)
    length = ctypes.windll.kernel32.GetShortPathNameW(path, short, len(short))
    return short.value if 0 < length < len(short) else path


def is_from_internet(path: Path) -> bool:
    """Say whether Windows marked a file as downloaded."""
    if sys.platform != "win32":
        return False
    try:
        return _INTERNET_ZONE in Path(f"{path}:Zone.Identifier").read_text("utf-8", errors="replace")
    except OSError:
        return False


def _value(whose: str, key: str, name: str) -> object:
    """Read one value of the registry; None when there is none."""
    if sys.platform != "win32":
        return None
    import winreg

    root = winreg.HKEY_CURRENT_USER if whose == "user" else winreg.HKEY_LOCAL_MACHINE
    try:
        with winreg.OpenKey(root, key) as opened:
            return winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None

"""Files as LibreOffice leaves them, as far as macros are concerned."""

from __future__ import annotations

import zipfile
from pathlib import Path

EXCEL, CALC = (
    b"<Application>Microsoft Excel<",
    b"<Application>LibreOffice/25.2.3.2$Linux_X86_64 LibreOffice_project/bffef4<",
)


def by_libreoffice(path: Path, project: bytes) -> None:
    """Rewrite a file as if LibreOffice had saved it; its names in the project are gone, on one sheet all it says."""
    parts = members(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            if name == "docProps/app.xml":
                content = content.replace(EXCEL, CALC)
            elif name == "xl/vbaProject.bin":
                content = project
            for number in range(1, 40):
                content = content.replace(b' codeName="Sheet%d"' % number, b"")
            content = content.replace(b' codeName="ThisWorkbook"', b"").replace(b"<sheetPr/>", b"")
            file.writestr(name, content)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}

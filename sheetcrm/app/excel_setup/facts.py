"""What is known of a computer and its workbooks, as values that a test can write down for any system."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import Literal

System = Literal["windows", "mac", "linux"]


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """One workbook."""

    path: str
    exists: bool = True
    is_ours: bool = True
    """sheetcrm made it."""
    has_macros: bool = True
    macros_are_current: bool = True
    macros_are_broken: bool = False
    """LibreOffice saved it, and wrote its macros in a way that Excel cannot run."""
    own_macros: tuple[str, ...] = ()
    """Modules of the user's own among those."""
    interpreter: str | None = None
    """The Python it names for this system."""
    interpreter_exists: bool = False
    from_internet: bool = False
    """Windows marks it as downloaded: Excel then refuses its macros."""
    in_cloud_folder: bool = False
    module: str | None = None
    """Without macros: the module beside it that xlwings' *Run main* calls; None when its name cannot be one."""
    module_exists: bool = False


@dataclass(frozen=True, slots=True)
class Trust:
    """What Excel and the company's administrators allow."""

    macros: int | None = None
    """Excel's own numbers: 1 all, 2 ask (also when it says nothing), 3 signed only, 4 none."""
    by_policy: bool = False
    """An administrator set it: the user cannot change it."""
    blocks_internet: bool = False
    """Macros of files from the internet are blocked by policy."""
    blocks_cmd: bool = False
    """`cmd.exe` is forbidden, through which a button starts Python."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One computer."""

    system: System
    python: str
    """The interpreter that runs sheetcrm now."""
    xlwings: str
    """The installed version."""
    xlwings_of_macros: str
    """The version that the macros in workbooks belong to."""
    excel: str | None = None
    """Where Excel is, or its version."""
    excel_bits: int | None = None
    from_store: bool = False
    """Python comes from the Microsoft Store, whose folders Excel may not look into."""
    has_pywin32: bool = True
    has_pandas: bool = False
    """xlwings loads it with every click when it is there."""
    bridge: str | None = None
    """The DLL (Windows) or script (Mac) by which Excel reaches Python; None when it is not where Excel looks."""
    other_bridges: tuple[str, ...] = ()
    """Those of other versions that lie there."""
    trust: Trust = field(default_factory=Trust)
    workbooks: tuple[WorkbookFacts, ...] = ()

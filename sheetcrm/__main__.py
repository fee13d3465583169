"""`python -m sheetcrm` is the same as `sheetcrm`."""

from __future__ import annotations

from sheetcrm.surfaces.cli import main

if __name__ == "__main__":
    main()

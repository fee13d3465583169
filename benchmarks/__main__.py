"""`python -m benchmarks [NAME …]` runs all measurements, or those named."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("startup", "click", "parse_rows", "kpis", "patch", "recompute", "sync_plan")

if __name__ == "__main__":
    for name in sys.argv[1:] or NAMES:
        print(f"\n## {name}", flush=True)
        import_module(f"benchmarks.{name}").main()

"""The KPI catalogue, the facts it reads, and the arithmetic.

`facts_of` turns a company's records into small tables of integers and keys; `CATALOGUE` says what each KPI measures in
them; `compute` adds and counts, and divides once at the end.
"""

from __future__ import annotations

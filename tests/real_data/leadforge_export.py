"""leadforge's normalised parquet tables → the flat CSV files that a company would export from its old CRM."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas

RECIPE = ("--recipe", "b2b_saas_procurement_v1", "--seed", "42", "--difficulty", "intermediate")
TABLES = ("leads", "opportunities", "activities", "orders")
"""In the order in which they refer to each other."""


def generate(folder: Path, leads: int = 5_000) -> Path:
    """Have leadforge make its data set; gives the folder of its tables."""
    out = folder / "leadforge"
    command = [
        sys.executable,
        "-c",
        "from leadforge.cli.main import app; app()",
        "generate",
        *RECIPE,
        "--mode",
        "research_instructor",
    ]
    subprocess.run([*command, "--n-leads", str(leads), "--out", str(out)], check=True, capture_output=True)
    return out / "tables"


def export(tables: Path, folder: Path) -> dict[str, Path]:
    """Join the tables into one CSV file for each of ours."""
    found = {path.stem: pandas.read_parquet(path) for path in tables.glob("*.parquet")}
    companies = found["accounts"][["account_id", "company_name", "industry", "region", "employee_band"]]
    companies = companies.assign(estimated_revenue_band=found["accounts"]["estimated_revenue_band"])
    contacts = found["contacts"][["contact_id", "job_title", "buyer_role"]]
    leads = found["leads"].merge(companies, on="account_id").merge(contacts, on="contact_id")
    leads = leads.sort_values("lead_id")
    told = leads[["lead_id", "company_name", "owner_rep_id", "lead_source"]]
    opportunities = found["opportunities"].merge(told, on="lead_id").sort_values("opportunity_id")
    opportunities["opportunity_name"] = opportunities["company_name"] + " " + opportunities["opportunity_id"]
    sold = opportunities[["opportunity_id", "company_name", "owner_rep_id", "lead_source", "estimated_acv"]]
    frames = {
        "leads": leads.drop(columns=["account_id", "first_touch_channel", "is_sql"]).drop(
            columns=["converted_within_90_days", "conversion_timestamp"]
        ),
        "opportunities": opportunities.drop(columns=["close_outcome"]),
        "activities": found["sales_activities"],
        "orders": found["customers"].merge(sold, on="opportunity_id").drop(columns=["account_id"]),
    }
    paths = {name: folder / f"{name}.csv" for name in TABLES}
    for name, path in paths.items():
        frames[name].to_csv(path, index=False)
    return paths


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for written in export(generate(target), target).values():
        print(written)

"""Sheets of workbooks that other programs wrote, read by calamine once they are known not to exhaust the machine."""

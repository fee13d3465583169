"""The one canonical form of every cell value, and how the ways people type it are decoded.

*Raw* is what a spreadsheet or file holds; a *value* is canonical: NFC text, `Decimal`, `date`, `datetime` (company's
time zone, naive), `int`, or None for a blank. What cannot be decoded becomes an `Undecodable`: never a guess, never an
exception.
"""

from __future__ import annotations

from sheetcrm.values.amounts import decode_integer
from sheetcrm.values.amounts import decode_money
from sheetcrm.values.amounts import decode_number
from sheetcrm.values.amounts import decode_percent
from sheetcrm.values.cells import CellError
from sheetcrm.values.cells import Raw
from sheetcrm.values.cells import Undecodable
from sheetcrm.values.cells import Value
from sheetcrm.values.contacts import decode_email
from sheetcrm.values.contacts import decode_link
from sheetcrm.values.contacts import decode_phone
from sheetcrm.values.currencies import currency_digits
from sheetcrm.values.currencies import decode_currency
from sheetcrm.values.dates import decode_date
from sheetcrm.values.dates import decode_datetime
from sheetcrm.values.dates import decode_month
from sheetcrm.values.names import Names
from sheetcrm.values.names import spelt
from sheetcrm.values.periods import decode_period
from sheetcrm.values.sameness import differing
from sheetcrm.values.sameness import same
from sheetcrm.values.serials import from_serial
from sheetcrm.values.serials import to_serial
from sheetcrm.values.tax_codes import decode_tax_code
from sheetcrm.values.tax_codes import doubt_tax_code
from sheetcrm.values.text import decode_long_text
from sheetcrm.values.text import decode_text
from sheetcrm.values.text import fold
from sheetcrm.values.text import is_blank
from sheetcrm.values.text import normalise_text

__all__ = [
    "CellError",
    "Names",
    "Raw",
    "Undecodable",
    "Value",
    "currency_digits",
    "decode_currency",
    "decode_date",
    "decode_datetime",
    "decode_email",
    "decode_integer",
    "decode_link",
    "decode_long_text",
    "decode_money",
    "decode_month",
    "decode_number",
    "decode_percent",
    "decode_period",
    "decode_phone",
    "decode_tax_code",
    "decode_text",
    "differing",
    "doubt_tax_code",
    "fold",
    "from_serial",
    "is_blank",
    "normalise_text",
    "same",
    "spelt",
    "to_serial",
]

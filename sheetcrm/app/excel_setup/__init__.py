"""Makes one computer and its workbooks ready for buttons: what is there, what is wrong with it, what to do."""

from __future__ import annotations

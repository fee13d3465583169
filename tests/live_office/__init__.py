"""A live LibreOffice behind xlwings' open engine plug-in: the tests' stand-in for Excel."""

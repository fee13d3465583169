"""The part of sheetcrm that runs inside LibreOffice: its own Python, the standard library and UNO, nothing else."""

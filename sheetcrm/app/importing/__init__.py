"""Bringing rows from files that other programs wrote into a workbook.

A *source* is the file as read: sheets of rows of raw cells. A *header* is a source's column name, a *column* a
template's.
The journey: bytes → text → rows (`decoding`, `delimited`, `source`), headers → columns (`headers`, `map_file`, `pick`),
cells → values (`intake`), rows → new, known or refused (`plan`, with `identify`, `refer`, `opening`), and one write
(`work`, `import_file`).
"""

"""The few sentences that the extension says itself, in the language of LibreOffice."""

from __future__ import annotations

import json

from com.sun.star.beans import PropertyValue

from sheetcrm_office.desk import FOLDER


def words_of(context: object) -> dict:
    """Give sentences by code, and `lang`."""
    lang = "vi" if _locale(context).lower().startswith("vi") else "en"
    words = json.loads((FOLDER / "words.json").read_text(encoding="utf-8"))
    return dict(words[lang], lang=lang)


def _locale(context: object) -> str:
    name = "com.sun.star.configuration.ConfigurationProvider"
    provider = context.ServiceManager.createInstanceWithContext(name, context)
    node = PropertyValue(Name="nodepath", Value="/org.openoffice.Setup/L10N")
    access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (node,))
    return access.getByName("ooLocale") or ""

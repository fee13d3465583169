"""What the pydantic models of template files have in common: a key that nobody knows is refused by name."""

from __future__ import annotations

from pydantic import BaseModel
from pydantic import ConfigDict

from sheetcrm.templates.spec import Key
from sheetcrm.templates.spec import Sentence


class Strict(BaseModel):
    """Refuses unknown keys; built when it first reads something."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class NamedSpec(Strict):
    """Anything with a key for programs and a name for people in both languages."""

    key: Key
    vi: Sentence
    en: Sentence

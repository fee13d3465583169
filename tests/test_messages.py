"""Every sentence exists in both languages, with the same blanks, and is really a sentence."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import sheetcrm
from sheetcrm import errors
from sheetcrm.messages import LANGUAGES
from sheetcrm.messages import say
from sheetcrm.messages import sentences

PACKAGE = Path(sheetcrm.__file__).parent
DIACRITICS = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_codes() -> None:
    assert sentences("vi").keys() == sentences("en").keys()


@pytest.mark.parametrize("code", sorted(sentences("en")))
def test_a_sentence_has_the_same_blanks_in_both_languages(code: str) -> None:
    assert blanks(sentences("vi")[code]) == blanks(sentences("en")[code])


def test_english_sentences_hold_no_vietnamese_and_vietnamese_ones_are_written_with_diacritics() -> None:
    for code, sentence in sentences("en").items():
        text = re.sub(r"\{.*?\}", "", sentence)
        assert not DIACRITICS.search(text) or "“" in text or "(" in text, code
    long = [s for s in sentences("vi").values() if len(re.sub(r"\{.*?\}", "", s)) > 40]
    assert all(DIACRITICS.search(sentence) for sentence in long)


def error_classes() -> list[type[errors.SheetCrmError]]:
    found = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    return [kind for kind in found if issubclass(kind, errors.SheetCrmError)]


@pytest.mark.parametrize("kind", error_classes())
def test_every_failure_has_a_sentence_and_stands_in_the_tree(kind: type[errors.SheetCrmError]) -> None:
    assert all(kind.code in sentences(lang) for lang in LANGUAGES)
    assert kind.__name__ in str(errors.__doc__)


def test_a_fact_that_names_a_code_is_said_in_the_users_language() -> None:
    error = errors.LayoutBroken(file="a.xlsx", what="@sheet_missing", remedy="@put_back_from_backup", sheet="Cơ hội")
    assert "thiếu trang Cơ hội" in error.in_language("vi")
    assert str(error) == error.in_language("en")
    assert "the sheet Cơ hội is missing" in str(error)


def test_a_template_error_names_file_line_and_reason() -> None:
    assert str(errors.TemplateError(Path("b2b.toml"), 12, "unknown key")) == "Template b2b.toml, line 12: unknown key"
    assert "line ?" in str(errors.TemplateError("b2b.toml", None, "empty"))


def test_a_missing_sentence_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(KeyError):
        say("no_such_code", "vi")


def test_every_code_that_the_program_names_has_a_sentence() -> None:
    """Problems, `@code` facts and `say("…")` calls are looked up in the source itself."""
    known = sentences("en").keys()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch("@[a-z_]+", node.value):
                assert node.value[1:] in known, f"{path.name}: {node.value}"
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args
            if named and node.func.id in {"Problem", "Undecodable", "Unmet", "say"}:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    assert first.value in known, f"{path.name}:{node.lineno}: {first.value}"

"""The process behind the extension: reads a question a line, answers a line, until LibreOffice goes away."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from collections.abc import Mapping
from typing import IO
from typing import Any

from sheetcrm.errors import SheetCrmError
from sheetcrm.messages import say
from sheetcrm.surfaces.libreoffice.answering import check
from sheetcrm.surfaces.libreoffice.answering import recompute
from sheetcrm.surfaces.libreoffice.calling import call

Answer = Mapping[str, Any]

ANSWERS: Mapping[str, Callable[[Mapping[str, Any]], Answer]] = {
    "recompute": recompute,
    "check": check,
    "function": call,
}
"""What the extension may ask → who answers."""


def answer(question: Mapping[str, Any]) -> Answer:
    """Answer one question; what goes wrong is a sentence too."""
    lang = question["lang"]
    try:
        return ANSWERS[question["ask"]](question)
    except SheetCrmError as error:
        return {"failed": error.in_language(lang)}
    except Exception as error:  # the extension waits for an answer, whatever happens
        traceback.print_exc()
        return {"failed": say("office_broken", lang, why=f"{type(error).__name__}: {error}")}


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until the questions end."""
    for line in questions:
        answers.write(json.dumps(answer(json.loads(line)), ensure_ascii=False).encode() + b"\n")
        answers.flush()


def main() -> None:
    """Serve on the standard streams; what anything prints goes to the error stream, so that it is no answer."""
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()

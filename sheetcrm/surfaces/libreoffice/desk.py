"""The process behind the extension: reads a question a line, answers a line, until LibreOffice goes away.

While it works on an answer it may ask back: a line with `do`, to which the next line it reads is the reply.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping
from typing import IO
from typing import Any

from sheetcrm.errors import SheetCrmError
from sheetcrm.messages import say
from sheetcrm.surfaces.libreoffice.answering import press
from sheetcrm.surfaces.libreoffice.calling import Calling

FUNCTION = "function"
"""What is asked for a cell; anything else is the name of a button."""


class Desk:
    """Both ends of the line to LibreOffice."""

    def __init__(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        """Take the two streams."""
        self._questions = questions
        self._answers = answers
        self._calling = Calling(self._ask_back)

    def serve(self) -> None:
        """Answer until the questions end."""
        for line in self._questions:
            self._send(self._answer(json.loads(line)))

    def _answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer one question; what goes wrong is a sentence too."""
        lang = question["lang"]
        try:
            if question["ask"] == FUNCTION:
                return self._calling.call(question)
            return press(question, self._ask_back)
        except SheetCrmError as error:
            return {"failed": error.in_language(lang)}
        except Exception as error:  # the extension waits for an answer, whatever happens
            traceback.print_exc()
            return {"failed": say("office_broken", lang, why=f"{type(error).__name__}: {error}")}

    def _ask_back(self, request: Mapping[str, Any]) -> Any:
        self._send(request)
        return json.loads(self._questions.readline())["reply"]

    def _send(self, message: Mapping[str, Any]) -> None:
        self._answers.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
        self._answers.flush()


def main() -> None:
    """Serve on the standard streams; what anything prints goes to the error stream, so that it is no answer."""
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    Desk(sys.stdin.buffer, answers).serve()


if __name__ == "__main__":
    main()

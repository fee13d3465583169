"""What happens at a click: tell, ask, obey, and show how it ended."""

from __future__ import annotations

from sheetcrm_office.desk import DESK
from sheetcrm_office.desk import DeskBusy
from sheetcrm_office.desk import DeskGone
from sheetcrm_office.marking import renew_marks
from sheetcrm_office.obeying import OneStep
from sheetcrm_office.obeying import Protected
from sheetcrm_office.obeying import obey
from sheetcrm_office.showing import Screen
from sheetcrm_office.showing import write_status
from sheetcrm_office.telling import pointed
from sheetcrm_office.telling import tell
from sheetcrm_office.words import words_of


def click(context: object, frame: object, button: str) -> str:
    """Do what a button is for, and give the sentence that is shown."""
    words = words_of(context)
    screen, document = Screen(context, frame), frame.Controller.Model
    if not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        return screen.refuse(words["office_not_a_sheet"])
    if document.isReadonly():
        return screen.refuse(words["office_read_only"])
    screen.working(words["button_working"])
    question = {"ask": button, "lang": words["lang"], "document": tell(document), "pointed": pointed(document)}

    def reply(request: dict) -> object:
        if request["do"] != "save":
            return screen.reply(request)
        failed = _carry_out(document, request, button, words)
        return {"failed": failed, "saved": None if failed else screen.save()}

    try:
        answer = DESK.ask(question, reply)
    except DeskBusy:
        return screen.refuse(words["office_busy"])
    except DeskGone as error:
        return screen.refuse(words["office_no_answer"].format(why=error))
    failed = answer["failed"] if "failed" in answer else _carry_out(document, answer, button, words)
    return screen.refuse(failed) if failed else screen.done(answer["status"], answer["alerts"])


def _carry_out(document: object, answer: dict, button: str, words: dict) -> object:
    """Do what sheetcrm orders, in one step or not at all; give a sentence when it could not be done."""
    try:
        with OneStep(document, words["button_" + button]):
            for orders in answer["orders"]:
                obey(document, orders)
            if answer.get("marks") is not None:
                renew_marks(document, answer["marks"], answer["fills"])
            if answer.get("status"):
                write_status(document, answer["status"])
    except Protected as error:
        return words["office_password"].format(sheet=error)
    except Exception as error:  # whatever it was, nothing of it stays
        return words["office_put_back"].format(why=str(error) or type(error).__name__)
    return None

"""A small dialog that asks for one text: LibreOffice has none of its own for extensions."""

from __future__ import annotations

from com.sun.star.awt import Selection
from com.sun.star.awt.PosSize import POS

TITLE = "sheetcrm"
_WIDTH, _LINE, _EDGE = 260, 10, 6
"""In the units of dialogs, about a quarter of a letter's width."""
_LETTERS = 62
"""So many stand in a line."""


def ask(context: object, parent: object, text: str, suggested: str) -> object:
    """Show the text, let something be typed, and give it; None when it was cancelled."""
    make = context.ServiceManager.createInstanceWithContext
    model = make("com.sun.star.awt.UnoControlDialogModel", context)
    lines = sum(1 + len(line) // _LETTERS for line in text.split("\n"))
    height, inner = lines * _LINE, _WIDTH - 2 * _EDGE
    model.Title, model.Width, model.Height = TITLE, _WIDTH, height + 50
    _add(model, "FixedText", "text", (_EDGE, _EDGE, inner, height), Label=text, MultiLine=True)
    _add(model, "Edit", "typed", (_EDGE, height + 10, inner, 14))
    _add(model, "Button", "ok", (_WIDTH - 116, height + 30, 52, 14), PushButtonType=1, DefaultButton=True)
    _add(model, "Button", "cancel", (_WIDTH - 58, height + 30, 52, 14), PushButtonType=2)
    dialog = make("com.sun.star.awt.UnoControlDialog", context)
    dialog.setModel(model)
    dialog.createPeer(parent.Toolkit, parent)
    around, size = parent.PosSize, dialog.PosSize
    dialog.setPosSize((around.Width - size.Width) // 2, (around.Height - size.Height) // 3, 0, 0, POS)
    typed = dialog.getControl("typed")
    typed.setText(suggested)
    typed.setSelection(Selection(0, len(suggested)))  # what is typed takes its place
    typed.setFocus()
    answer = typed.Text if dialog.execute() else None
    dialog.dispose()
    return answer


def _add(model: object, kind: str, name: str, place: tuple, **settings: object) -> None:
    control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    control.PositionX, control.PositionY, control.Width, control.Height = place
    for setting, value in settings.items():
        setattr(control, setting, value)
    model.insertByName(name, control)

"""Microsoft's own validator of Office files (Open XML SDK), as npm brings it: in place of Excel's repair prompt."""

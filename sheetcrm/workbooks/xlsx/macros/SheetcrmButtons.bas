Option Explicit
' The buttons. Every rule lives in Python; this text only starts it and lends it a box to ask in.
' Pure ASCII on purpose: VBA is kept in a codepage of one language. What people read stands on the hidden sheet _macros.

Private Const WORDS_SHEET As String = "_macros"
Private Const LONGEST_PROMPT As Long = 250

Public Sub CrmRecompute()
    RunButton "recompute"
End Sub

Public Sub CrmCheck()
    RunButton "check"
End Sub

Public Sub CrmSync()
    RunButton "sync"
End Sub

Public Sub CrmMoveStage()
    RunButton "move_stage"
End Sub

Public Function CrmWords(ByVal Key As String) As String
    ' A text in the workbook's language.
    Dim Found As Variant
    On Error Resume Next
    Found = Application.VLookup(Key, ThisWorkbook.Worksheets(WORDS_SHEET).Range("A:B"), 2, False)
    If Not IsError(Found) Then CrmWords = CStr(Found)
End Function

Public Function CrmAsk(ByVal Prompt As String, ByVal Title As String, ByVal Suggested As String) As Variant
    ' Called from Python, a question at a time. False when the user cancels. Excel's own box shows every alphabet,
    ' that of VBA does not.
    CrmAsk = Application.InputBox(Left$(Prompt, LONGEST_PROMPT), Title, Suggested, Type:=2)
End Function

Private Sub RunButton(ByVal Entry As String)
    Application.StatusBar = CrmWords("working")
    RunPython "from sheetcrm.surfaces.excel import buttons;buttons." & Entry & "()"
    #If Not Mac Then
        Application.StatusBar = False
    #End If
End Sub

Public Sub CrmDescribeFunctions()
    ' Called when the workbook opens: what the function wizard says about each function and its arguments.
    Dim Names As Variant, Name As Variant, Count As Long, Place As Long, Arguments() As String
    On Error Resume Next
    Names = Split(CrmWords("functions"), " ")
    For Each Name In Names
        Count = CLng(CrmWords(Name & ".arguments"))
        ReDim Arguments(1 To Count)
        For Place = 1 To Count
            Arguments(Place) = CrmWords(Name & "." & Place)
        Next Place
        Application.MacroOptions Macro:=Name, Description:=CrmWords(CStr(Name)), Category:="sheetcrm", _
            ArgumentDescriptions:=Arguments
    Next Name
End Sub

Public Sub CrmRenewFunctions()
    ' Called after saving: the functions look things up in the saved workbook, so they are due again.
    Dim Sheet As Worksheet, WasSaved As Boolean
    On Error Resume Next
    WasSaved = ThisWorkbook.Saved
    For Each Sheet In ThisWorkbook.Worksheets
        If Not Sheet.UsedRange.Find(What:="CRM_", LookIn:=xlFormulas, LookAt:=xlPart) Is Nothing Then
            Sheet.UsedRange.Dirty
        End If
    Next Sheet
    Application.Calculate
    ThisWorkbook.Saved = WasSaved
End Sub

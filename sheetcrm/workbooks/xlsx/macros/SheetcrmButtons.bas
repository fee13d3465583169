Option Explicit
' The buttons. Every rule lives in Python; this text only starts it and lends it a box to ask in.
' Pure ASCII on purpose: VBA is kept in a codepage of one language. What people read stands on the hidden sheet _macros.

Private Const WORDS_SHEET As String = "_macros"
Private Const LONGEST_PROMPT As Long = 250
Private LastEdit As String
Private ShowsResult As Boolean

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
    Found = Application.WorksheetFunction.VLookup(Key, ThisWorkbook.Worksheets(WORDS_SHEET).Range("A:B"), 2, False)
    If Not IsEmpty(Found) Then CrmWords = CStr(Found)
End Function

Public Function CrmAsk(ByVal Prompt As String, ByVal Title As String, ByVal Suggested As String) As Variant
    ' Called from Python, a question at a time. False when the user cancels. Excel's own box shows every alphabet,
    ' that of VBA does not.
    CrmAsk = Application.InputBox(Left$(Prompt, LONGEST_PROMPT), Title, Suggested, Type:=2)
End Function

Private Sub RunButton(ByVal Entry As String)
    ' What Python says at the bottom stays there: it may be all that is said, for whatever is written to a sheet empties
    ' the list of what can be undone. When Python said nothing, it did not even start.
    Dim Working As String
    Working = CrmWords("working")
    Application.StatusBar = Working
    ShowsResult = True
    RunPython "from sheetcrm.surfaces.excel import buttons;buttons." & Entry & "()"
    #If Not Mac Then
        If CStr(Application.StatusBar) = Working Then CrmForgetResult
        CrmRenewFunctions
    #End If
End Sub

Public Sub CrmForgetResult()
    ' Called at the next edit, and when another workbook comes to the front: there the last result says nothing.
    If ShowsResult Then Application.StatusBar = False
    ShowsResult = False
End Sub

Public Sub CrmNoteEdit()
    ' Called when a cell was changed: an unsaved workbook has another state now.
    LastEdit = CStr(CDbl(Now)) & "/" & CStr(Timer)
End Sub

Public Function CrmEdited() As String
    ' What tells one unsaved state of the workbook from another; nothing while it is as it was saved.
    If ThisWorkbook.Saved Then Exit Function
    If LastEdit = "" Then CrmNoteEdit
    CrmEdited = LastEdit
End Function

Public Sub CrmDescribeFunctions()
    ' Called when the workbook opens: what the function wizard says about each function and its arguments.
    Dim Known As Variant, Place As Long, Number As Long, Count As Long, Title As String, Arguments() As String
    On Error Resume Next
    Known = Split(CrmWords("functions"), " ")
    For Place = LBound(Known) To UBound(Known)
        Title = CStr(Known(Place))
        Count = CLng(CrmWords(Title & ".arguments"))
        ReDim Arguments(1 To Count)
        For Number = 1 To Count
            Arguments(Number) = CrmWords(Title & "." & CStr(Number))
        Next Number
        Application.MacroOptions Macro:=Title, Description:=CrmWords(Title), Category:="sheetcrm", _
            ArgumentDescriptions:=Arguments
    Next Place
End Sub

Public Sub CrmRenewFunctions()
    ' Called after saving and after each button: what the functions look things up in has changed, so they are due again.
    Dim Sheet As Worksheet, WasSaved As Boolean
    On Error Resume Next
    CrmNoteEdit
    WasSaved = ThisWorkbook.Saved
    For Each Sheet In ThisWorkbook.Worksheets
        If Sheet.Name <> WORDS_SHEET Then
            If Not Sheet.UsedRange.Find(What:="CRM_", LookIn:=xlFormulas, LookAt:=xlPart) Is Nothing Then
                Sheet.UsedRange.Dirty
            End If
        End If
    Next Sheet
    Application.Calculate
    ThisWorkbook.Saved = WasSaved
End Sub

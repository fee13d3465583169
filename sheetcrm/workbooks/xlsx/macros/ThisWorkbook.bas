Option Explicit

Private Sub Workbook_Open()
    #If Not Mac Then
        CrmDescribeFunctions
    #End If
End Sub

Private Sub Workbook_SheetChange(ByVal Sh As Object, ByVal Target As Range)
    CrmForgetResult
    #If Not Mac Then
        CrmNoteEdit
    #End If
End Sub

Private Sub Workbook_Deactivate()
    CrmForgetResult
End Sub

Private Sub Workbook_AfterSave(ByVal Success As Boolean)
    #If Not Mac Then
        If Success Then CrmRenewFunctions
    #End If
End Sub

' The functions for cells. Written by `python -m docs.write_macros`; do not edit by hand.
' "Import functions" is not needed: it would write the same.

Public Function CRM_SCORE(crm_level1, Optional crm_level2, Optional crm_level3, Optional crm_level4, Optional crm_level5, Optional crm_level6, Optional crm_level7)
    #If Mac Then
        CRM_SCORE = CrmWords("functions_windows_only")
    #Else
        On Error GoTo Failed
        CRM_SCORE = XLPy.CallUDF("sheetcrm.surfaces.excel.functions", "CRM_SCORE", Array(crm_level1, crm_level2, crm_level3, crm_level4, crm_level5, crm_level6, crm_level7, ThisWorkbook.FullName, CrmEdited()), ThisWorkbook, Application.Caller)
        Exit Function
Failed:
        CRM_SCORE = CrmWords("function_failed")
    #End If
End Function

Public Function CRM_BAND(crm_level1, Optional crm_level2, Optional crm_level3, Optional crm_level4, Optional crm_level5, Optional crm_level6, Optional crm_level7)
    #If Mac Then
        CRM_BAND = CrmWords("functions_windows_only")
    #Else
        On Error GoTo Failed
        CRM_BAND = XLPy.CallUDF("sheetcrm.surfaces.excel.functions", "CRM_BAND", Array(crm_level1, crm_level2, crm_level3, crm_level4, crm_level5, crm_level6, crm_level7, ThisWorkbook.FullName, CrmEdited()), ThisWorkbook, Application.Caller)
        Exit Function
Failed:
        CRM_BAND = CrmWords("function_failed")
    #End If
End Function

Public Function CRM_WHY(crm_level1, Optional crm_level2, Optional crm_level3, Optional crm_level4, Optional crm_level5, Optional crm_level6, Optional crm_level7)
    #If Mac Then
        CRM_WHY = CrmWords("functions_windows_only")
    #Else
        On Error GoTo Failed
        CRM_WHY = XLPy.CallUDF("sheetcrm.surfaces.excel.functions", "CRM_WHY", Array(crm_level1, crm_level2, crm_level3, crm_level4, crm_level5, crm_level6, crm_level7, ThisWorkbook.FullName, CrmEdited()), ThisWorkbook, Application.Caller)
        Exit Function
Failed:
        CRM_WHY = CrmWords("function_failed")
    #End If
End Function

Public Function CRM_CHECK(crm_opportunity, Optional crm_stage)
    #If Mac Then
        CRM_CHECK = CrmWords("functions_windows_only")
    #Else
        On Error GoTo Failed
        CRM_CHECK = XLPy.CallUDF("sheetcrm.surfaces.excel.functions", "CRM_CHECK", Array(crm_opportunity, crm_stage, ThisWorkbook.FullName, CrmEdited()), ThisWorkbook, Application.Caller)
        Exit Function
Failed:
        CRM_CHECK = CrmWords("function_failed")
    #End If
End Function

Public Function CRM_NEXT(crm_opportunity)
    #If Mac Then
        CRM_NEXT = CrmWords("functions_windows_only")
    #Else
        On Error GoTo Failed
        CRM_NEXT = XLPy.CallUDF("sheetcrm.surfaces.excel.functions", "CRM_NEXT", Array(crm_opportunity, ThisWorkbook.FullName, CrmEdited()), ThisWorkbook, Application.Caller)
        Exit Function
Failed:
        CRM_NEXT = CrmWords("function_failed")
    #End If
End Function

Public Function CRM_KPI(crm_key, Optional crm_period, Optional crm_by, Optional crm_value)
    #If Mac Then
        CRM_KPI = CrmWords("functions_windows_only")
    #Else
        On Error GoTo Failed
        CRM_KPI = XLPy.CallUDF("sheetcrm.surfaces.excel.functions", "CRM_KPI", Array(crm_key, crm_period, crm_by, crm_value, ThisWorkbook.FullName, CrmEdited()), ThisWorkbook, Application.Caller)
        Exit Function
Failed:
        CRM_KPI = CrmWords("function_failed")
    #End If
End Function

Public Function CRM_KPI_TABLE(crm_key, crm_by, Optional crm_period)
    #If Mac Then
        CRM_KPI_TABLE = CrmWords("functions_windows_only")
    #Else
        On Error GoTo Failed
        CRM_KPI_TABLE = XLPy.CallUDF("sheetcrm.surfaces.excel.functions", "CRM_KPI_TABLE", Array(crm_key, crm_by, crm_period, ThisWorkbook.FullName, CrmEdited()), ThisWorkbook, Application.Caller)
        Exit Function
Failed:
        CRM_KPI_TABLE = CrmWords("function_failed")
    #End If
End Function

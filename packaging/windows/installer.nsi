; The set-up for one user: no rights needed, nothing registered but what uninstalls it.
; makensis -DVERSION=… -DSOURCE=folder -DOUTPUT=file -DKILOBYTES=… -DROOM=… installer.nsi
; ROOM: characters that the path of the folder may have, so that Windows can write all that is in it
Target amd64-unicode
Unicode true
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetDateSave off

!include MUI2.nsh
!include WinVer.nsh
!include x64.nsh

!define NAME "政府信息公开年报工具"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\disclosure-batch"

Name "${NAME} ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\disclosure-batch"
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "将为您本人安装${NAME}，不需要管理员权限，不联网，不改系统设置。$\r$\n$\r$\n单击“下一步”继续。"
!define MUI_FINISHPAGE_TEXT "已安装。请从开始菜单打开“${NAME}”。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\命令行.bat"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开"
!define MUI_FINISHPAGE_RUN_NOTCHECKED
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE ChosenFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Function .onInit
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP|MB_OK "${NAME}需要 64 位的 Windows 10 或更新的系统，这台电脑的系统较旧，没有安装任何东西。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  Call IsUnfit
  ${If} $0 != 0
    SetErrorLevel 5
    Quit
  ${EndIf}
FunctionEnd

; Says why nothing can be installed into the folder; $0 is 0 where it can. What lies in runtime and licences is
; removed by an update and when uninstalled: it has to be ours.
Function IsUnfit
  StrLen $0 $INSTDIR
  ${If} $0 > ${ROOM}
    MessageBox MB_ICONEXCLAMATION|MB_OK "安装位置的路径太长（最多 ${ROOM} 个字），里面的文件写不下。请选一个短的，例如 D:\年报工具。" /SD IDOK
  ${ElseIf} ${FileExists} "$INSTDIR\runtime\start.py"
    StrCpy $0 0
  ${ElseIf} ${FileExists} "$INSTDIR\runtime"
  ${OrIf} ${FileExists} "$INSTDIR\licences"
    MessageBox MB_ICONEXCLAMATION|MB_OK "这个文件夹里已有别的程序的文件（runtime 或 licences），安装在这里会动到它们。请选一个空的文件夹。" /SD IDOK
  ${Else}
    StrCpy $0 0
  ${EndIf}
FunctionEnd

Function ChosenFolder
  Call IsUnfit
  ${If} $0 != 0
    Abort
  ${EndIf}
FunctionEnd

; A copy that is running can't be replaced: said before anything is touched.
!macro NotRunning LABEL
  IfFileExists "$INSTDIR\disclosure-batch.exe" 0 ${LABEL}
  ClearErrors
  FileOpen $0 "$INSTDIR\disclosure-batch.exe" a
  IfErrors 0 +4
    MessageBox MB_ICONSTOP|MB_OK "${NAME}正在运行。请等它结束，或关闭它的窗口，再试一次。" /SD IDOK
    SetErrorLevel 4
    Quit
  FileClose $0
  ${LABEL}:
!macroend

Section
  !insertmacro NotRunning free
  RMDir /r "$INSTDIR\runtime" ; of an earlier version, where a file may have gone
  RMDir /r "$INSTDIR\licences"
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*"
  WriteUninstaller "$INSTDIR\卸载.exe"
  CreateDirectory "$SMPROGRAMS\${NAME}"
  CreateShortcut "$SMPROGRAMS\${NAME}\${NAME}.lnk" "$INSTDIR\命令行.bat"
  CreateShortcut "$SMPROGRAMS\${NAME}\新建年报文件夹.lnk" "$INSTDIR\新建年报文件夹.bat"
  CreateShortcut "$SMPROGRAMS\${NAME}\使用说明.lnk" "$INSTDIR\使用说明.txt"
  CreateShortcut "$SMPROGRAMS\${NAME}\手册.lnk" "$INSTDIR\手册.docx"
  CreateShortcut "$SMPROGRAMS\${NAME}\卸载.lnk" "$INSTDIR\卸载.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\卸载.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\卸载.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

; Only what was installed goes: somebody may have put a folder of their own here.
Section Uninstall
  !insertmacro NotRunning free
  RMDir /r "$INSTDIR\runtime"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\disclosure-batch.exe"
  Delete "$INSTDIR\新建年报文件夹.bat"
  Delete "$INSTDIR\命令行.bat"
  Delete "$INSTDIR\使用说明.txt"
  Delete "$INSTDIR\手册.docx"
  Delete "$INSTDIR\卸载.exe"
  RMDir "$INSTDIR"
  RMDir /r "$SMPROGRAMS\${NAME}"
  DeleteRegKey HKCU "${KEY}"
SectionEnd

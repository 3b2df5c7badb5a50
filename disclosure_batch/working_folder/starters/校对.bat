{寻找工具}
if not "%~1"=="" goto next
echo 校对 output\{year}\年度报告.docx；校对别的报告，请把它拖到这个图标上。
echo.
"%TOOL%" proof
set "CODE=%ERRORLEVEL%"
goto done
:next
echo 校对“%~nx1”，带标记的一份写在它旁边。
echo.
"%TOOL%" proof "%~f1" --marked "%~dpn1（校对）.docx"
set "CODE=%ERRORLEVEL%"
echo.
shift
if not "%~1"=="" goto next
:done
echo.
pause
exit /b %CODE%

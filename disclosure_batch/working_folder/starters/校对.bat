{寻找工具}
if not "%~1"=="" goto dropped
echo 校对汇总写出的年度报告；校对别的报告，请把它拖到这个图标上。
echo.
"%TOOL%" proof
set "CODE=%ERRORLEVEL%"
goto end
:dropped
set "CODE=0"
:next
if not exist "%~f1" goto lost
echo 校对 "%~nx1"，带标记的一份写在它旁边。
echo.
"%TOOL%" proof "%~f1" --marked "%~dpn1（校对）.docx"
if %ERRORLEVEL% GTR %CODE% set "CODE=%ERRORLEVEL%"
echo.
shift
if not "%~1"=="" goto next
{结束}

{寻找工具}
if not "%~1"=="" goto dropped
echo 把上级自己的表（.xlsx、.docx）拖到这个图标上：用汇总的数字填好，写成它旁边的“（已填）”，原件不动。
goto end
:dropped
set "CODE=0"
:next
if not exist "%~f1" goto lost
echo 用汇总的数字填 "%~nx1"，填好的写在它旁边，原件不动。
echo.
"%TOOL%" fill "%~f1" -o "%~dpn1（已填）%~x1"
if %ERRORLEVEL% GTR %CODE% set "CODE=%ERRORLEVEL%"
echo.
shift
if not "%~1"=="" goto next
{结束}

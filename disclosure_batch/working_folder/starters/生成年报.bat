{寻找工具}
if not "%~1"=="" goto next
echo 用“收件”文件夹里的表写出每个单位自己的年度报告，放在“单位年报”文件夹；只要一家的，把它的表拖到这个图标上。
echo.
goto write
:next
if not exist "%~f1" goto lost
shift
if not "%~1"=="" goto next
echo 用拖来的表写出单位自己的年度报告，放在“单位年报”文件夹。
echo.
:write
"%TOOL%" report %* --open
set "CODE=%ERRORLEVEL%"
{结束}

{寻找工具}
if not "%~1"=="" goto dropped
echo 用“收件”文件夹里的表写出每个单位自己的年度报告，放在“单位年报”文件夹；只要一家的，把它的表拖到这个图标上。
echo.
"%TOOL%" report
set "CODE=%ERRORLEVEL%"
goto done
:dropped
echo 用拖来的表写出单位自己的年度报告，放在“单位年报”文件夹。
echo.
"%TOOL%" report %*
set "CODE=%ERRORLEVEL%"
:done
echo.
if %CODE% LEQ 1 if exist "单位年报" start "" "单位年报"
pause
exit /b %CODE%

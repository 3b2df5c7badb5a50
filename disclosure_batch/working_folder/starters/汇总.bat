{寻找工具}
echo 读取“收件”文件夹里的表，核对、汇总，结果写到 output\{year}；做完后打开核对报告。
echo.
"%TOOL%" merge
set "CODE=%ERRORLEVEL%"
echo.
if %CODE% LEQ 1 if exist "output\{year}-新\核对报告.html" (start "" "output\{year}-新\核对报告.html") else if exist "output\{year}\核对报告.html" start "" "output\{year}\核对报告.html"
pause
exit /b %CODE%

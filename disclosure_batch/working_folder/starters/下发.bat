{寻找工具}
echo 按“名册.xlsx”给每个单位写一份表，放在“下发”文件夹。
echo.
"%TOOL%" distribute
set "CODE=%ERRORLEVEL%"
echo.
if "%CODE%"=="0" start "" "下发"
pause
exit /b %CODE%

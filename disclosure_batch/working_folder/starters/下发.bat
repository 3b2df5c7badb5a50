{寻找工具}
echo 按名册给每个单位写一份表，放在“下发”文件夹；做完后打开它。
echo.
"%TOOL%" distribute --open
set "CODE=%ERRORLEVEL%"
{结束}

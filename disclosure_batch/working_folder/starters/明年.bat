{寻找工具}
echo 在这个文件夹旁边建明年的文件夹，带去名册、设置和今年的结果；这个文件夹里的什么都不动。
echo.
"%TOOL%" init --open
set "CODE=%ERRORLEVEL%"
{结束}

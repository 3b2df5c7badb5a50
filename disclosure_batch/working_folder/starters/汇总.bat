{寻找工具}
echo 读取“收件”文件夹里的表，核对、汇总，写出结果；做完后打开核对报告。
echo.
"%TOOL%" merge --open
set "CODE=%ERRORLEVEL%"
{结束}

@echo off
rem 打开一个窗口，在里面可以直接输入 disclosure-batch 的各个命令。
set "PATH=%~dp0;%PATH%"
title 政府信息公开年报工具
cd /d "%USERPROFILE%"
echo 输入命令后按回车，例如：
echo.
echo   disclosure-batch demo 演示
echo   disclosure-batch init 2024年报 --name 机关全称 --year 2024
echo.
disclosure-batch.exe --help
cmd /k

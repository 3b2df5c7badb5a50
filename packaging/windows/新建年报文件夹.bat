@echo off
rem 问机关名称和年度，在“文档”里建一年的工作文件夹，建好后打开它。
set "PATH=%~dp0;%PATH%"
title 新建年报文件夹
cd /d "%USERPROFILE%\Documents" 2>nul || cd /d "%USERPROFILE%"
echo 在下面这个文件夹里建一年的工作文件夹，建好后打开它。已有的什么都不动。
cd
echo.
disclosure-batch.exe init --open
echo.
pause

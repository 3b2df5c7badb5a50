@echo off
setlocal disableDelayedExpansion
chcp 936 >nul 2>nul
cd /d "%~dp0"
set "TOOL={tool}"
if not exist "%TOOL%" set "TOOL=%LOCALAPPDATA%\Programs\disclosure-batch\disclosure-batch.exe"
if not exist "%TOOL%" for %%I in (disclosure-batch.exe) do set "TOOL=%%~$PATH:I"
if exist "%TOOL%" goto found
echo 没有找到年报工具。请先安装（disclosure-batch-setup），或联系给您这个文件夹的人。什么都没有做。
pause
exit /b 3
:found

@echo off
setlocal disableDelayedExpansion
chcp 936 >nul 2>nul
rem pushd: a network share gets a drive letter, cd can't go there.
pushd "%~dp0"
set "CODE=3"
if exist "年报.toml" goto look
echo 这里没有“年报.toml”。请在工作文件夹里双击；要放在桌面上的，请用快捷方式，不要复制图标。什么都没有做。
goto end
:look
set "TOOL={tool}"
if not exist "%TOOL%" set "TOOL=%LOCALAPPDATA%\Programs\disclosure-batch\disclosure-batch.exe"
if not exist "%TOOL%" for %%I in (disclosure-batch.exe) do set "TOOL=%%~$PATH:I"
if exist "%TOOL%" goto found
echo 没有找到年报工具。请先安装（disclosure-batch-setup），或联系给您这个文件夹的人。什么都没有做。
goto end
rem What follows such a sign in the name would be run as a command: exit, not exit /b, leaves no one to run it.
:lost
echo 没有找到拖来的文件。名称或所在文件夹的名称里有 ^& %% ^^ , ; = 这些符号的，系统传不过来：请改个名称，再拖一次。
pause
popd
exit 3
:found

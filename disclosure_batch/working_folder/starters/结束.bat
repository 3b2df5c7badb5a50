:end
echo.
pause
popd
exit /b %CODE%

/* Runs the Python that lies beside it: as python.exe plainly, as disclosure-batch.exe (built with -DTOOL) the tool. */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define LONGEST 32768

int wmain(int count, wchar_t **words) {
    static wchar_t folder[LONGEST], library[LONGEST], start[LONGEST];
    GetModuleFileNameW(NULL, folder, LONGEST);
    *wcsrchr(folder, L'\\') = 0;
#ifdef TOOL
    wcscat(folder, L"\\runtime");
#endif
    swprintf(library, LONGEST, L"%ls\\python311.dll", folder);
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    int (*run)(int, wchar_t **) = python ? (void *)GetProcAddress(python, "Py_Main") : NULL;
    if (!run) {
        MessageBoxW(NULL, L"runtime 文件夹里的文件不全，或系统低于 Windows 10。请重新安装，或把压缩包完整解压后再运行。",
                    L"年报工具不能启动", MB_ICONERROR);
        return 3;
    }
#ifdef TOOL
    swprintf(start, LONGEST, L"%ls\\start.py", folder);
    wchar_t **more = calloc(count + 2, sizeof *more);
    more[0] = words[0];
    more[1] = start;
    for (int i = 1; i < count; i++) more[i + 1] = words[i];
    return run(count + 1, more);
#else
    (void)start;
    return run(count, words);
#endif
}

/* Runs the Python that lies beside it: as python.exe plainly, as disclosure-batch.exe (built with -DTOOL) the tool. */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>
#include "deepest.h" /* DEEPEST: below runtime, the file with the longest path; written by windows.py */

#define LONGEST 32768
#define DEEPEST_FOLDER 230 /* Python itself finds its library in no deeper one */

int wmain(int count, wchar_t **words) {
    static wchar_t folder[LONGEST], library[LONGEST], start[LONGEST];
    GetModuleFileNameW(NULL, folder, LONGEST);
    *wcsrchr(folder, L'\\') = 0;
#ifdef TOOL
    wcscat(folder, L"\\runtime");
#endif
    swprintf(library, LONGEST, L"%ls" DEEPEST, folder);
    if (GetFileAttributesW(library) == INVALID_FILE_ATTRIBUTES || wcslen(folder) > DEEPEST_FOLDER) {
        MessageBoxW(NULL, L"runtime 文件夹里的文件不全。请重新安装，或把压缩包完整解压后再运行；"
                    L"解压到的位置路径太长的，请换一个短的，例如 D:\\年报工具。",
                    L"年报工具不能启动", MB_ICONERROR);
        return 3;
    }
    swprintf(library, LONGEST, L"%ls\\python311.dll", folder);
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    int (*run)(int, wchar_t **) = python ? (void *)GetProcAddress(python, "Py_Main") : NULL;
    if (!run) {
        MessageBoxW(NULL, L"系统低于 Windows 10，或 runtime 文件夹里的 Python 不能用。请在 64 位的 Windows 10 或更新的系统上用，或重新安装。",
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

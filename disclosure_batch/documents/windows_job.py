"""Limits of memory and time on Windows: a job object, in which a process puts itself.

https://learn.microsoft.com/windows/win32/procthread/job-objects; from Windows 8 on a process may be in several.
"""

import ctypes
import time
from ctypes import wintypes

EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
PROCESS_TIME, PROCESS_MEMORY, DIE_QUIETLY = 0x2, 0x100, 0x400  # JOB_OBJECT_LIMIT_…
A_SECOND = 10_000_000  # in units of 100 ns


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("per_process_user_time", wintypes.LARGE_INTEGER),
        ("per_job_user_time", wintypes.LARGE_INTEGER),
        ("flags", wintypes.DWORD),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", wintypes.DWORD),
        ("affinity", ctypes.c_size_t),
        ("priority", wintypes.DWORD),
        ("scheduling", wintypes.DWORD),
    )


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("basic", _BasicLimits),
        ("counters", ctypes.c_ulonglong * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


class OwnJob:
    """The job that this process is in from now on. Raises OSError where the system allows none."""

    def __init__(self, memory: int) -> None:
        """memory: in bytes; what would need more fails."""
        self._system = ctypes.WinDLL("kernel32", use_last_error=True)
        self._system.CreateJobObjectW.restype = self._system.GetCurrentProcess.restype = wintypes.HANDLE
        self._job = wintypes.HANDLE(self._system.CreateJobObjectW(None, None))
        self._limits = _ExtendedLimits(process_memory=memory)
        self._limits.basic.flags = PROCESS_MEMORY | DIE_QUIETLY
        self._set()
        process = wintypes.HANDLE(self._system.GetCurrentProcess())
        if not self._system.AssignProcessToJobObject(self._job, process):
            raise ctypes.WinError(ctypes.get_last_error())

    def end_after(self, seconds: float) -> None:
        """The system ends the process once it has had so much more of the processor."""
        self._limits.basic.flags |= PROCESS_TIME
        self._limits.basic.per_process_user_time = int((time.process_time() + seconds) * A_SECOND)
        self._set()

    def _set(self) -> None:
        size = ctypes.sizeof(self._limits)
        if not self._system.SetInformationJobObject(self._job, EXTENDED_LIMITS, ctypes.byref(self._limits), size):
            raise ctypes.WinError(ctypes.get_last_error())

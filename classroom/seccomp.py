"""Which system calls a confined process may make (Linux, x86-64 and ARM64).

Those that a computing Python needs: memory, time, reading files, its own signals. Whatever else it asks for, such as
sockets, new processes or signals to others, fails as if this kernel did not have it.
"""

import ctypes
import os
import struct

#: ``uname -m`` to the number of its kind of system call and the calls allowed.
CALLS = {
    "x86_64": (
        0xC000003E,
        """
    read=0 write=1 readv=19 writev=20 pread64=17 close=3 fstat=5 newfstatat=262 stat=4 lstat=6 statx=332 lseek=8
    mmap=9 mprotect=10 munmap=11 mremap=25 madvise=28 brk=12 rt_sigaction=13 rt_sigprocmask=14 rt_sigreturn=15
    sigaltstack=131 access=21 faccessat=269 faccessat2=439 open=2 openat=257 readlink=89 readlinkat=267
    getdents64=217 getcwd=79 dup=32 poll=7 ppoll=271 select=23 pselect6=270 futex=202 sched_yield=24
    sched_getaffinity=204 getpid=39 gettid=186 getppid=110 getuid=102 geteuid=107 getgid=104 getegid=108
    clock_gettime=228 clock_getres=229 clock_nanosleep=230 nanosleep=35 gettimeofday=96 time=201 times=100
    getrusage=98 sysinfo=99 uname=63 getrandom=318 setitimer=38 exit=60 exit_group=231 restart_syscall=219
    membarrier=324 rseq=334 set_robust_list=273 getcpu=309 fadvise64=221
    """,
    ),
    "aarch64": (
        0xC00000B7,
        """
    read=63 write=64 readv=65 writev=66 pread64=67 close=57 fstat=80 newfstatat=79 statx=291 lseek=62 mmap=222
    mprotect=226 munmap=215 mremap=216 madvise=233 brk=214 rt_sigaction=134 rt_sigprocmask=135 rt_sigreturn=139
    sigaltstack=132 faccessat=48 faccessat2=439 openat=56 readlinkat=78 getdents64=61 getcwd=17 dup=23 ppoll=73
    pselect6=72 futex=98 sched_yield=124 sched_getaffinity=123 getpid=172 gettid=178 getppid=173 getuid=174
    geteuid=175 getgid=176 getegid=177 clock_gettime=113 clock_getres=114 clock_nanosleep=115 nanosleep=101
    gettimeofday=169 times=153 getrusage=165 sysinfo=179 uname=160 getrandom=278 setitimer=103 exit=93
    exit_group=94 restart_syscall=128 membarrier=283 rseq=293 set_robust_list=99 getcpu=168 fadvise64=223
    """,
    ),
}

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _NO_SUCH_CALL = 0x7FFF0000, 0x80000000, 0x00050000 | 38
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_OTHER_ABI = 0x40000000  # x86-64's x32 calls
_PR_SET_SECCOMP, _FILTER = 22, 2


def numbers(machine):
    """Return the allowed system calls by name.

    Examples
    --------
    >>> numbers("x86_64")["write"], numbers("aarch64")["write"]
    (1, 64)
    """
    return {name: int(number) for name, number in (pair.split("=") for pair in CALLS[machine][1].split())}


def program(machine):
    """Return the filter: instructions of classic BPF, eight bytes each.

    Examples
    --------
    >>> len(program("x86_64")) == 8 * (len(numbers("x86_64")) + 7)
    True
    """
    architecture, allowed = CALLS[machine][0], sorted(numbers(machine).values())
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, len(allowed), 0, _OTHER_ABI),
        *((_EQUAL, len(allowed) - i, 0, number) for i, number in enumerate(allowed)),
        (_RETURN, 0, 0, _NO_SUCH_CALL),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def supported():
    """Tell whether there is a filter for this machine."""
    return os.uname().sysname == "Linux" and os.uname().machine in CALLS


def restrict(libc):
    """Allow this process, for good, only the calls above. It must have given up new privileges before.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    code = program(os.uname().machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    if libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.create_string_buffer(header, len(header)), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")

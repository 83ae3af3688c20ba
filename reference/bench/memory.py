"""The memory of this process, in bytes."""

import resource
import sys


def now():
    """What the process holds. Elsewhere than on Linux: the most that it has held so far."""
    return _status("VmRSS") if sys.platform == "linux" else _most()


def peak():
    """The most that the process has held since its program began."""
    return _status("VmHWM") if sys.platform == "linux" else _most()


def _status(field):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field))


def _most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS

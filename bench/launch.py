"""
Run one command and say what it cost: seconds of CPU and wall, peak memory, lines it wrote. Prints one line of JSON.

A process of its own, and a small one: Linux counts the memory of the process that starts a child into the child's peak.
"""

import json
import os
import subprocess
import sys
import time

began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
lines = sum(1 for _ in process.stdout)
_, status, usage = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
if process.returncode:
    sys.exit(process.returncode)
found = {
    "cpu_s": usage.ru_utime + usage.ru_stime,
    "wall_s": time.perf_counter() - began,
    "peak_mb": usage.ru_maxrss / 1024,
    "lines": lines,
}
print(json.dumps(found))

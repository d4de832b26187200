#!/usr/bin/env python3
"""until_interrupt.py COUNT PATTERN PROGRAM…: runs PROGRAM, reads COUNT lines that all match PATTERN, presses Ctrl-C, and wants exit code 0."""
import re
import signal
import subprocess
import sys

count, pattern, program = int(sys.argv[1]), re.compile(sys.argv[2]), sys.argv[3:]
with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
    for number in range(count):
        line = process.stdout.readline()
        if not pattern.match(line.rstrip("\n")):
            process.kill()
            sys.exit(f"line {number + 1} is {line!r}, expected /{pattern.pattern}/")
        print(line, end="")
    process.send_signal(signal.SIGINT)
    process.stdout.read()
    code = process.wait(timeout=20)
sys.exit(0 if code == 0 else f"exit code {code} after Ctrl-C")

"""One program on a pseudo terminal of 80 x 24, driven like a person would: read until something is
there, press a key, look at what is left. Python's standard library only."""

import errno
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time


class Program:
    """A running program whose terminal we hold. Use it in a `with`."""

    def __init__(self, arguments, columns=80, lines=24, environment=None):
        self.text = ""
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.child = subprocess.Popen(
            arguments, stdin=self.slave, stdout=self.slave, stderr=self.slave,
            env=environment, preexec_fn=self._own_terminal, close_fds=True)

    def _own_terminal(self):
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        os.close(self.master)
        os.close(self.slave)

    def _read_some(self, limit):
        ready, _, _ = select.select([self.master], [], [], limit)
        if not ready:
            return
        try:
            self.text += os.read(self.master, 65536).decode("utf-8", "replace")
        except OSError as failure:
            if failure.errno != errno.EIO:
                raise

    def wait_for(self, words, limit=20.0, since=0):
        """Reads until `words` stand in what came after position `since`; returns where they end."""
        end = time.monotonic() + limit
        while words not in self.text[since:]:
            left = end - time.monotonic()
            if left <= 0 or (self.child.poll() is not None and not self._pending()):
                raise AssertionError(f"{words!r} did not come; the end of what came:\n"
                                     + self.text[-2000:])
            self._read_some(min(left, 0.2))
        return self.text.index(words, since) + len(words)

    def _pending(self):
        return bool(select.select([self.master], [], [], 0)[0])

    def press(self, keys):
        os.write(self.master, keys.encode())

    def signal(self, number):
        self.child.send_signal(number)

    def interrupt(self):
        """Ctrl-C as the terminal delivers it."""
        self.press("\x03")

    def exit_code(self, limit=10.0):
        end = time.monotonic() + limit
        while self.child.poll() is None:
            if time.monotonic() > end:
                raise AssertionError("still running; the end of what came:\n" + self.text[-2000:])
            self._read_some(0.05)
        while self._pending():
            self._read_some(0)
        return self.child.returncode

    def check_restored(self):
        """The terminal is as it was: line mode and echo on, cursor visible, main screen shown."""
        now = termios.tcgetattr(self.slave)
        assert now == self.before, f"terminal settings differ: {self.before} then {now}"
        for entered, left in (("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?25l", "\x1b[?25h")):
            if entered in self.text:
                assert self.text.rfind(left) > self.text.rfind(entered), f"{entered!r} stayed on"


INTERRUPT = signal.SIGINT
TERMINATE = signal.SIGTERM

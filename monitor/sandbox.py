"""Runs a pure function on hostile input in a child that may be killed: a limit of time and memory.

A parser may hang inside a regular expression, eat the memory or crash; here that costs one
document. Children are kept warm, started when needed and renewed after a number of calls; they
end when their parent does, and know none of our secrets. The function and its arguments must be
importable and picklable.
"""

from __future__ import annotations

import os
import pickle
import re
import resource
import signal
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, TypeVar

from monitor.errors import SintesisError

Result = TypeVar("Result")

CALLS = 500  # of one child, before a fresh one takes its place
CHILDREN = 4
_OURS = re.compile(r"^SINTESIS_|TOKEN|SECRET|PASSWORD|KEY|HANDLE|CLIENT_ID", re.IGNORECASE)
_LENGTH = struct.Struct(">Q")
_START = "import sys; sys.path[:] = sys.argv[3:]; from monitor.sandbox import serve; serve()"


class Killed(SintesisError):
    """The child ended before its answer; `late` when it was for lack of time."""

    def __init__(self, reason: str, *, late: bool = False) -> None:
        super().__init__(reason)
        self.late = late


class Sandbox:
    """Callable from any thread; each call has a child of its own while it runs."""

    def __init__(self, *, seconds: float, megabytes: int, children: int = CHILDREN) -> None:
        self._limits = (str(seconds), str(megabytes))
        self._seconds = seconds
        self._turns = threading.BoundedSemaphore(children)
        self._idle: list[_Child] = []
        self.close = weakref.finalize(self, _end_all, self._idle)

    def call(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """What `function(*arguments)` returns or raises; `Killed` when it does neither in time."""
        request = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        with self._turns:
            child = self._child()
            try:
                failed, answer = child.ask(request)
            except BaseException as problem:
                child.end()
                if isinstance(problem, (OSError, EOFError)):
                    raise self._killed(child) from problem
                raise
            self._keep(child)
        if failed:
            raise self._killed(child) if answer[0] is MemoryError else _error(answer)
        return answer  # type: ignore[no-any-return]  # what the function returned

    def _child(self) -> _Child:
        while self._idle:
            child = self._idle.pop()
            if child.is_ours():
                return child
            child.end()
        return _Child(self._limits)

    def _keep(self, child: _Child) -> None:
        if child.calls < CALLS:
            self._idle.append(child)
        else:
            child.end()

    def _killed(self, child: _Child) -> Killed:
        if child.process.returncode == -signal.SIGALRM:
            return Killed(f"no terminó en {self._seconds:g} s", late=True)
        return Killed("se interrumpió (memoria o fallo interno)")


class _Child:
    """A process that answers one request at a time."""

    def __init__(self, limits: tuple[str, str]) -> None:
        self.calls = 0
        self.silent = False  # asked, and has not answered
        self._owner = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", _START, *limits, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if not _OURS.search(name)},
        )

    def is_ours(self) -> bool:
        """A forked process holds copies of its parent's pipes and must not write into them."""
        return self._owner == os.getpid() and self.process.poll() is None

    def ask(self, request: bytes) -> tuple[bool, Any]:
        self.calls, self.silent = self.calls + 1, True
        _send(self._pipe(self.process.stdin), request)
        answer = _receive(self._pipe(self.process.stdout))
        self.silent = False
        return pickle.loads(answer)  # type: ignore[no-any-return]  # noqa: S301 - our own child

    def end(self) -> None:
        """Kill and reap it: nothing is left behind, and nothing that it holds matters."""
        if self._owner == os.getpid() and not self._ended_itself():
            self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):  # what was not sent has nobody to go to
                self._pipe(pipe).close()
        if self._owner == os.getpid():
            self.process.wait()

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe

    def _ended_itself(self) -> bool:
        """The pipe of a dying child closes a moment before its exit status is there."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=0.2 if self.silent else 0)
            return True
        return False


def _end_all(children: list[_Child]) -> None:
    while children:
        children.pop().end()


def _error(answer: tuple[type[BaseException], tuple[Any, ...], dict[str, Any]]) -> BaseException:
    """The exception as it was: many take other arguments than those they keep."""
    kind, arguments, state = answer
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(state)
    return error


def serve() -> None:
    """The child's side: answer until the parent closes its end. Arguments: seconds, megabytes."""
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with our answers
    for stop in (signal.SIGINT, signal.SIGTERM):  # they reach the whole group, and are the parent's
        signal.signal(stop, signal.SIG_IGN)
    limit = megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(EOFError, BrokenPipeError):
        while True:
            request = _receive(requests)
            signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM ends us, even inside C code
            answer = _answer(request)
            signal.setitimer(signal.ITIMER_REAL, 0)
            _send(answers, answer)


def _answer(request: bytes) -> bytes:
    try:
        function, arguments = pickle.loads(request)  # noqa: S301 - from our own parent
        return pickle.dumps((False, function(*arguments)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        state = {key: value for key, value in vars(error).items() if not key.startswith("__")}
        with suppress(Exception):
            return pickle.dumps((True, (type(error), error.args, state)), pickle.HIGHEST_PROTOCOL)
        return pickle.dumps((True, (RuntimeError, (repr(error),), {})), pickle.HIGHEST_PROTOCOL)


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    header = pipe.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(header)
    message = pipe.read(length)
    if len(message) < length:
        raise EOFError
    return message

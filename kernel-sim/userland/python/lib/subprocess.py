"""subprocess: run, check_output, call and Popen over fork, exec and pipes."""
import os

PIPE, STDOUT, DEVNULL = -1, -2, -3


class SubprocessError(Exception):
    pass


class CalledProcessError(SubprocessError):
    def __init__(self, returncode, cmd, output=None, stderr=None):
        self.returncode, self.cmd, self.output, self.stderr = returncode, cmd, output, stderr

    stdout = property(lambda self: self.output)

    def __str__(self):
        if self.returncode < 0:
            return f"Command '{self.cmd}' died with <Signals.{-self.returncode}: {-self.returncode}>."
        return f"Command '{self.cmd}' returned non-zero exit status {self.returncode}."


class TimeoutExpired(SubprocessError):
    pass


class CompletedProcess:
    def __init__(self, args, returncode, stdout=None, stderr=None):
        self.args, self.returncode, self.stdout, self.stderr = args, returncode, stdout, stderr

    def check_returncode(self):
        if self.returncode:
            raise CalledProcessError(self.returncode, self.args, self.stdout, self.stderr)

    def __repr__(self):
        parts = [f"args={self.args!r}", f"returncode={self.returncode!r}"]
        if self.stdout is not None:
            parts.append(f"stdout={self.stdout!r}")
        if self.stderr is not None:
            parts.append(f"stderr={self.stderr!r}")
        return f"CompletedProcess({', '.join(parts)})"


class Popen:
    def __init__(self, args, bufsize=-1, stdin=None, stdout=None, stderr=None, shell=False, cwd=None, env=None, text=None, universal_newlines=None, encoding=None, preexec_fn=None, start_new_session=False, **kw):
        self.args, self.returncode, self.text = args, None, bool(text or universal_newlines or encoding)
        argv = ["/bin/sh", "-c", args] if shell else [args] if isinstance(args, str) else [os.fspath(a) for a in args]
        self.stdin = self.stdout = self.stderr = None
        mine, theirs = [], [0, 1, 2]
        for i, (name, want) in enumerate((("stdin", stdin), ("stdout", stdout), ("stderr", stderr))):
            if want == PIPE:
                r, w = os.pipe()
                mine.append((name, w if i == 0 else r, i))
                theirs[i] = r if i == 0 else w
            elif want == DEVNULL:
                theirs[i] = os.open("/dev/null", os.O_RDWR)
            elif want == STDOUT:
                theirs[i] = theirs[1]
            elif want is not None:
                theirs[i] = want if isinstance(want, int) else want.fileno()
        report, tell = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self._child(argv, theirs, tell, cwd, env, preexec_fn, start_new_session)
        os.close(tell)
        for i, fd in enumerate(theirs):
            if any(m[2] == i for m in mine) or (stdin, stdout, stderr)[i] == DEVNULL:
                os.close(fd)
        for name, fd, i in mine:
            setattr(self, name, open(fd, ("w" if i == 0 else "r") + ("" if self.text else "b")))
        failure = os.read(report, 16)
        os.close(report)
        if failure:
            os.waitpid(self.pid, 0)
            n = int(failure)
            raise OSError(n, os.strerror(n), argv[0] if cwd is None or os.path.exists(cwd) else cwd)

    def _child(self, argv, fds, tell, cwd, env, preexec_fn, new_session):
        try:
            fds = [os.dup(fd) if fd < i else fd for i, fd in enumerate(fds)]
            for i, fd in enumerate(fds):
                if fd != i:
                    os.dup2(fd, i)
                os.set_inheritable(i, True)
            if cwd is not None:
                os.chdir(cwd)
            if new_session:
                os.setsid()
            if preexec_fn:
                preexec_fn()
            if env is None:
                os.execvp(argv[0], argv)
            path = argv[0]
            if "/" not in path:
                path = next((d + "/" + path for d in env.get("PATH", "/bin:/usr/bin").split(":") if os.access(d + "/" + path, os.X_OK)), path)
            os.execve(path, argv, env)
        except OSError as e:
            os.write(tell, str(e.errno).encode())
        finally:
            os._exit(255)

    def poll(self):
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout=None):
        if self.returncode is None and timeout is not None:
            import time
            end = time.monotonic() + timeout
            while self.poll() is None:
                if time.monotonic() >= end:
                    raise TimeoutExpired(f"Command '{self.args}' timed out after {timeout} seconds")
                time.sleep(0.005)
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def communicate(self, input=None, timeout=None):
        if self.stdin:
            try:
                if input:
                    self.stdin.write(input)
                self.stdin.close()
            except BrokenPipeError:
                pass
        out = self.stdout.read() if self.stdout else None
        err = self.stderr.read() if self.stderr else None
        self.wait(timeout)
        return out, err

    def send_signal(self, sig):
        if self.poll() is None:
            os.kill(self.pid, sig)

    def terminate(self):
        self.send_signal(15)

    def kill(self):
        self.send_signal(9)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        for f in (self.stdin, self.stdout, self.stderr):
            if f:
                f.close()
        self.wait()


def run(args, *, input=None, capture_output=False, check=False, timeout=None, **kw):
    if input is not None:
        kw["stdin"] = PIPE
    if capture_output:
        kw["stdout"] = kw["stderr"] = PIPE
    with Popen(args, **kw) as p:
        out, err = p.communicate(input, timeout)
    result = CompletedProcess(args, p.returncode, out, err)
    if check:
        result.check_returncode()
    return result


def check_output(args, **kw):
    return run(args, stdout=PIPE, check=True, **kw).stdout


def call(args, **kw):
    return run(args, **kw).returncode


def check_call(args, **kw):
    run(args, check=True, **kw)
    return 0


def getoutput(cmd):
    out = run(cmd, shell=True, stdout=PIPE, stderr=STDOUT, text=True).stdout
    return out[:-1] if out.endswith("\n") else out

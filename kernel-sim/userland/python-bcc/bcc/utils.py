# Small things that bcc's tools import.


def printb(s, file=None, nl=1):
    """Prints bytes as they are."""
    import sys
    out = file or sys.stdout
    text = s.decode("utf-8", "replace") if isinstance(s, bytes) else s
    out.write(text + ("\n" if nl else ""))
    out.flush()


def get_online_cpus():
    import os
    return list(range(os.cpu_count() or 1))


def get_possible_cpus():
    return get_online_cpus()

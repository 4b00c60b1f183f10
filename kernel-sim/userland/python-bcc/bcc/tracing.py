# Where tracefs is, and the fields of a line of trace_pipe.
TRACEFS = "/sys/kernel/debug/tracing"


def trace_fields_of(line):
    """(task, pid, cpu, flags, timestamp, message), or None for the empty line behind a message that ended in a line end."""
    task = line[:16].lstrip()
    rest = line[17:]
    at = rest.find(b": ")
    if at < 0:
        return None
    words = rest[:at].split()
    if len(words) != 4:
        return None
    pid, cpu, flags, ts = words
    message = rest[at + 2:]
    # `bpf_trace_printk: ` stands before the text.
    colon = message.find(b": ")
    if colon >= 0:
        message = message[colon + 2:]
    return (task, int(pid), int(cpu[1:-1]), flags, float(ts), message)

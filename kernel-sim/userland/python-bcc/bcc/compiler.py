# The compiler of the host, asked through /dev/cc. The answer is lines, an empty line, and the parts that the lines tell of.
import os
import sys


class MapSpec:
    pass


class FunctionSpec:
    pass


class Unit:
    pass


def ask(request):
    fd = os.open("/dev/cc", os.O_RDWR)
    try:
        at = 0
        while at < len(request):
            at = at + os.write(fd, request[at:])
        parts = []
        while True:
            chunk = os.read(fd, 65536)
            if len(chunk) == 0:
                return b"".join(parts)
            parts.append(chunk)
    finally:
        os.close(fd)


def compile_text(text, cflags):
    source = text.encode()
    head = "kind bcc\n"
    for flag in cflags:
        head = head + "flag " + flag + "\n"
    head = head + "file main.c " + str(len(source)) + "\n\n"
    unit = parse_answer(ask(head.encode() + source))
    if unit.diagnostics:
        sys.stderr.write(unit.diagnostics)
        sys.stderr.flush()
    if not unit.ok:
        raise Exception("Failed to compile BPF module <text>")
    return unit


def parse_answer(answer):
    end = answer.find(b"\n\n")
    at = end + 2
    unit = Unit()
    unit.ok = False
    unit.diagnostics = ""
    unit.license = "GPL"
    unit.maps = []
    unit.data = []
    unit.functions = {}
    function = None
    for line in answer[:end].decode().split("\n"):
        words = line.split(" ")
        if words[0] == "ok":
            unit.ok = words[1] == "1"
        elif words[0] == "license":
            unit.license = " ".join(words[1:])
        elif words[0] == "diagnostics":
            length = int(words[1])
            unit.diagnostics = answer[at:at + length].decode()
            at = at + length
        elif words[0] == "map":
            unit.maps.append(map_spec(words))
        elif words[0] == "data":
            length = int(words[3])
            spec = map_spec(["map", words[1], "2", "4", str(length), "1", "0", "data", "u4", "-", "-"])
            spec.contents = answer[at:at + length]
            spec.readonly = words[2] == "1"
            at = at + length
            unit.data.append(spec)
        elif words[0] == "function":
            function = FunctionSpec()
            function.name = words[1]
            function.kind = words[2]
            function.target = words[3]
            length = int(words[4])
            function.insns = answer[at:at + length]
            at = at + length
            function.relocations = []
            unit.functions[function.name] = function
        elif words[0] == "reloc":
            function.relocations.append((int(words[1]), words[2], words[3], int(words[4])))
    return unit


def map_spec(words):
    spec = MapSpec()
    spec.name = words[1]
    spec.type = int(words[2])
    spec.key_size = int(words[3])
    spec.value_size = int(words[4])
    spec.max_entries = int(words[5])
    spec.flags = int(words[6])
    spec.macro = words[7]
    spec.key = words[8]
    spec.leaf = words[9]
    spec.event = words[10]
    spec.contents = None
    spec.readonly = False
    return spec

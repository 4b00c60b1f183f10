"""Loads eBPF programs into this machine's kernel with bpf(2) and runs them by BPF_PROG_TEST_RUN.

Standard input: JSON list of jobs {maps: [{name,type,keySize,valueSize,maxEntries,flags,init: hex?}], programs: {name:
{insns: hex, relocations}}, entry, type, license, runs: [hex packet], read: [[map, key hex]]}. Standard output: JSON list of
{ok, log, results: [{ret, out}], maps: {name: {key: value}}}.
"""
import ctypes, json, struct, sys

libc = ctypes.CDLL(None, use_errno=True)
KEEP = []

def bpf(cmd, attr):
    buf = (ctypes.c_char * 144).from_buffer(attr)
    r = libc.syscall(321, cmd, buf, 144)
    return r if r >= 0 else -ctypes.get_errno()

def ptr(data):
    b = ctypes.create_string_buffer(bytes(data), max(1, len(data)))
    KEEP.append(b)
    return ctypes.addressof(b)

def attr(fmt='', *values):
    a = bytearray(144)
    if fmt: struct.pack_into('<' + fmt, a, 0, *values)
    return a

def make_map(m):
    a = attr('IIIII', m['type'], m['keySize'], m['valueSize'], m['maxEntries'], m['flags'])
    fd = bpf(0, a)
    if fd < 0: raise OSError(-fd, 'map ' + m['name'])
    if m.get('init') is not None:
        r = bpf(2, attr('IIQQQ', fd, 0, ptr(struct.pack('<I', 0)), ptr(bytes.fromhex(m['init'])), 0))
        if r < 0: raise OSError(-r, 'init ' + m['name'])
        if m.get('freeze'): bpf(22, attr('I', fd))
    return fd

def link(job, fds):
    """The entry program with all that it calls behind it, as libbpf does."""
    code, start, queue = bytearray(), {}, [job['entry']]
    fixes = []
    while queue:
        name = queue.pop(0)
        if name in start: continue
        start[name] = len(code) // 8
        p = job['programs'][name]
        insns = bytearray(bytes.fromhex(p['insns']))
        for r in p['relocations']:
            at = r['insnIndex'] * 8
            if r['kind'] == 'call':
                queue.append(r['symbol'])
                fixes.append((start[name] + r['insnIndex'], r['symbol']))
            else:
                insns[at + 1] = (insns[at + 1] & 15) | ((1 if r['kind'] == 'map' else 2) << 4)
                struct.pack_into('<i', insns, at + 4, fds[r['symbol']])
                struct.pack_into('<i', insns, at + 12, r['offset'])
        code += insns
    for at, name in fixes:
        struct.pack_into('<i', code, at * 8 + 4, start[name] - at - 1)
    return bytes(code), start

def ext_records(ext, which, section_of):
    """Raw records of .BTF.ext by section: (record size, {section name offset: [bytes]})."""
    header = struct.unpack_from('<I', ext, 4)[0]
    off, length = struct.unpack_from('<II', ext, 8 if which == 'func' else 16)
    at, end = header + off, header + off + length
    size = struct.unpack_from('<I', ext, at)[0]
    at += 4
    found = {}
    while at < end:
        section, count = struct.unpack_from('<II', ext, at)
        at += 8
        found[section_of(section)] = [ext[at + i * size:at + (i + 1) * size] for i in range(count)]
        at += count * size
    return size, found

def describe(job, a, order, bfd):
    """func_info and line_info of the linked program, as libbpf hands them over."""
    ext, btf = bytes.fromhex(job['btfExt']), bytes.fromhex(job['btf'])
    strings = struct.unpack_from('<I', btf, 4)[0] + struct.unpack_from('<I', btf, 16)[0]
    name = lambda offset: btf[strings + offset:btf.index(b'\0', strings + offset)].decode()
    struct.pack_into('<I', a, 72, bfd)
    for which, at in (('func', 76), ('line', 92)):
        size, found = ext_records(ext, which, name)
        out, count = bytearray(), 0
        for program, start in order.items():
            p = job['programs'][program]
            for record in found.get(p['section'], []):
                insn = struct.unpack_from('<I', record)[0] // 8 - p['start']
                if 0 <= insn < len(p['insns']) // 16:
                    out += struct.pack('<I', start + insn) + record[4:]
                    count += 1
        struct.pack_into('<I', a, at, size)
        struct.pack_into('<Q', a, at + 4, ptr(out))
        struct.pack_into('<I', a, at + 12, count)

def run(job):
    fds = {}
    try:
        for m in job['maps']: fds[m['name']] = make_map(m)
        code, order = link(job, fds)
        log = ctypes.create_string_buffer(1 << 20)
        a = attr('IIQQIIQ', job['type'], len(code) // 8, ptr(code), ptr(job['license'].encode() + b'\0'), job.get('logLevel', 1), len(log), ctypes.addressof(log))
        struct.pack_into('<I', a, 68, job.get('attachType', 0))
        if job.get('btf'):
            blog = ctypes.create_string_buffer(1 << 16)
            data = bytes.fromhex(job['btf'])
            bfd = bpf(18, attr('QQIII', ptr(data), ctypes.addressof(blog), len(data), len(blog), 1))
            if bfd < 0: return {'ok': False, 'errno': -bfd, 'log': 'BTF: ' + blog.value.decode('latin1')}
            describe(job, a, order, bfd)
            KEEP.append(bfd)
        fd = bpf(5, a)
        if fd < 0: return {'ok': False, 'errno': -fd, 'log': log.value.decode('latin1')}
        results = []
        for packet in job.get('runs', []):
            data = bytes.fromhex(packet)
            out = ctypes.create_string_buffer(4096)
            t = attr('IIIIQQII', fd, 0, len(data), len(out), ptr(data), ctypes.addressof(out), 1, 0)
            r = bpf(10, t)
            if r < 0: return {'ok': True, 'errno': -r, 'log': 'test run refused'}
            ret, _, size = struct.unpack_from('<III', t, 4)[0], 0, struct.unpack_from('<I', t, 12)[0]
            results.append({'ret': ret, 'out': out.raw[:size].hex()})
        values = {}
        for name, size in job.get('dump', {}).items():
            values[name] = dump(fds[name], *size)
        return {'ok': True, 'log': log.value.decode('latin1'), 'results': results, 'maps': values}
    except OSError as e:
        return {'ok': False, 'errno': e.errno, 'log': str(e)}
    finally:
        for fd in fds.values(): libc.close(fd)

def dump(fd, key_size, value_size):
    found, key = {}, None
    nxt = ctypes.create_string_buffer(key_size)
    value = ctypes.create_string_buffer(value_size)
    while bpf(4, attr('IIQQ', fd, 0, ptr(key) if key is not None else 0, ctypes.addressof(nxt))) >= 0:
        key = nxt.raw
        if bpf(1, attr('IIQQQ', fd, 0, ptr(key), ctypes.addressof(value), 0)) >= 0: found[key.hex()] = value.raw.hex()
        if len(found) > 4096: break
    return found

json.dump([run(job) for job in json.load(sys.stdin)], sys.stdout)

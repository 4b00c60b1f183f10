/**
 * The tracepoints of the kernel proper as data: fields, print format, and how a record reads. Follows include/trace/events/
 * {sched,signal,task,net,block,skb,tcp,sock,kmem,irq,timer,power}.h, arch/x86/include/asm/trace/exceptions.h and
 * kernel/trace/trace_syscalls.c of Linux 6.1.
 */
import { SYSCALL_ARGUMENTS } from './syscall-arguments';

export interface EventField {
  /** As C declares it: `char[16]`, `__data_loc char[]`. */
  type: string;
  name: string;
  size: number;
  align?: number;
  signed?: boolean;
  /** __data_loc: the text lies behind the fixed part. */
  dynamic?: boolean;
}
export type EventDefinition = readonly EventField[];
type Values = ReadonlyMap<string, bigint | string>;

const int = (name: string): EventField => ({ type: 'int', name, size: 4, signed: true });
const uint = (name: string): EventField => ({ type: 'unsigned int', name, size: 4 });
const pid = (name: string): EventField => ({ type: 'pid_t', name, size: 4, signed: true });
const long = (name: string): EventField => ({ type: 'long', name, size: 8, signed: true });
const ulong = (name: string): EventField => ({ type: 'unsigned long', name, size: 8 });
const u16 = (name: string): EventField => ({ type: '__u16', name, size: 2 });
const u8array = (name: string, size: number): EventField => ({ type: `__u8[${size}]`, name, size, align: 1 });
const pointer = (type: string, name: string): EventField => ({ type, name, size: 8 });
const comm = (name: string): EventField => ({ type: 'char[16]', name, size: 16, align: 1 });
const string = (name: string): EventField => ({ type: '__data_loc char[]', name, size: 4, dynamic: true });

const hex = (value: bigint | string | undefined) => `0x${BigInt.asUintN(64, BigInt(value ?? 0)).toString(16)}`;
const bare = (value: bigint | string | undefined) => BigInt.asUintN(64, BigInt(value ?? 0)).toString(16);

/** `%d` and `%s` of a template by name: `comm={comm} pid={pid}`. */
const fill =
  (template: string) =>
  (values: Values): string =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => String(values.get(name)));

const STATES: readonly (readonly [bit: bigint, letter: string])[] = [
  [1n, 'S'],
  [2n, 'D'],
  [4n, 'T'],
  [8n, 't'],
  [16n, 'X'],
  [32n, 'Z'],
  [64n, 'P'],
  [128n, 'I'],
];
function prevState(state: bigint): string {
  const letters = STATES.filter(([bit]) => state & bit).map(([, letter]) => letter);
  return `${letters.length > 0 ? letters.join('|') : 'R'}${state & 0x100n ? '+' : ''}`;
}

const SWITCH_PRINT =
  '"prev_comm=%s prev_pid=%d prev_prio=%d prev_state=%s%s ==> next_comm=%s next_pid=%d next_prio=%d", REC->prev_comm, REC->prev_pid, REC->prev_prio, (REC->prev_state & ((((0x00000000 | 0x00000001 | 0x00000002 | 0x00000004 | 0x00000008 | 0x00000010 | 0x00000020 | 0x00000040) + 1) << 1) - 1)) ? __print_flags(REC->prev_state & ((((0x00000000 | 0x00000001 | 0x00000002 | 0x00000004 | 0x00000008 | 0x00000010 | 0x00000020 | 0x00000040) + 1) << 1) - 1), "|", { 0x00000001, "S" }, { 0x00000002, "D" }, { 0x00000004, "T" }, { 0x00000008, "t" }, { 0x00000010, "X" }, { 0x00000020, "Z" }, { 0x00000040, "P" }, { 0x00000080, "I" }) : "R", REC->prev_state & (((0x00000000 | 0x00000001 | 0x00000002 | 0x00000004 | 0x00000008 | 0x00000010 | 0x00000020 | 0x00000040) + 1) << 1) ? "+" : "", REC->next_comm, REC->next_pid, REC->next_prio';
const WAKEUP_FIELDS = [comm('comm'), pid('pid'), int('prio'), int('target_cpu')];
const WAKEUP_PRINT = '"comm=%s pid=%d prio=%d target_cpu=%03d", REC->comm, REC->pid, REC->prio, REC->target_cpu';
const wakeup = (values: Values) =>
  `comm=${values.get('comm')} pid=${values.get('pid')} prio=${values.get('prio')} target_cpu=${String(values.get('target_cpu')).padStart(3, '0')}`;
const TASK_FIELDS = [comm('comm'), pid('pid'), int('prio')];
const TASK_PRINT = '"comm=%s pid=%d prio=%d", REC->comm, REC->pid, REC->prio';
const SKB_FIELDS = [pointer('void *', 'skbaddr'), uint('len'), string('name')];
const SKB_PRINT = '"dev=%s skbaddr=%px len=%u", __get_str(name), REC->skbaddr, REC->len';
const skb = (values: Values) =>
  `dev=${values.get('name')} skbaddr=${bare(values.get('skbaddr')).padStart(16, '0')} len=${values.get('len')}`;
const FAULT_FIELDS = [ulong('address'), ulong('ip'), ulong('error_code')];
const FAULT_PRINT = '"address=%ps ip=%ps error_code=0x%lx", (void *)REC->address, (void *)REC->ip, REC->error_code';
const fault = (values: Values) =>
  `address=${hex(values.get('address'))} ip=${hex(values.get('ip'))} error_code=${hex(values.get('error_code'))}`;
const ADDRESSES = [u8array('saddr', 4), u8array('daddr', 4), u8array('saddr_v6', 16), u8array('daddr_v6', 16)];

/** enum skb_drop_reason. */
const DROP_REASONS = [
  'NOT_DROPPED_YET',
  'NOT_SPECIFIED',
  'NO_SOCKET',
  'PKT_TOO_SMALL',
  'TCP_CSUM',
  'SOCKET_FILTER',
  'UDP_CSUM',
  'NETFILTER_DROP',
];
/** Flags of a module's taint, by bit: `OE` of one built outside the tree. */
const TAINTS = 'GFSRMBUDAWCIOELKXTN';
const taintText = (bits: bigint): string => [...TAINTS].filter((_, bit) => (bits >> BigInt(bit)) & 1n).join('');

/** `fields` are in the order in which `emit` gets values. */
export const EVENTS = [
  {
    system: 'sched',
    name: 'sched_switch',
    fields: [
      comm('prev_comm'),
      pid('prev_pid'),
      int('prev_prio'),
      long('prev_state'),
      comm('next_comm'),
      pid('next_pid'),
      int('next_prio'),
    ],
    print: SWITCH_PRINT,
    format: (values: Values) =>
      `prev_comm=${values.get('prev_comm')} prev_pid=${values.get('prev_pid')} prev_prio=${values.get('prev_prio')} prev_state=${prevState(values.get('prev_state') as bigint)} ==> next_comm=${values.get('next_comm')} next_pid=${values.get('next_pid')} next_prio=${values.get('next_prio')}`,
  },
  { system: 'sched', name: 'sched_wakeup', fields: WAKEUP_FIELDS, print: WAKEUP_PRINT, format: wakeup },
  { system: 'sched', name: 'sched_wakeup_new', fields: WAKEUP_FIELDS, print: WAKEUP_PRINT, format: wakeup },
  { system: 'sched', name: 'sched_waking', fields: WAKEUP_FIELDS, print: WAKEUP_PRINT, format: wakeup },
  {
    system: 'sched',
    name: 'sched_migrate_task',
    fields: [comm('comm'), pid('pid'), int('prio'), int('orig_cpu'), int('dest_cpu')],
    print:
      '"comm=%s pid=%d prio=%d orig_cpu=%d dest_cpu=%d", REC->comm, REC->pid, REC->prio, REC->orig_cpu, REC->dest_cpu',
    format: fill('comm={comm} pid={pid} prio={prio} orig_cpu={orig_cpu} dest_cpu={dest_cpu}'),
  },
  {
    system: 'sched',
    name: 'sched_process_fork',
    fields: [comm('parent_comm'), pid('parent_pid'), comm('child_comm'), pid('child_pid')],
    print:
      '"comm=%s pid=%d child_comm=%s child_pid=%d", REC->parent_comm, REC->parent_pid, REC->child_comm, REC->child_pid',
    format: fill('comm={parent_comm} pid={parent_pid} child_comm={child_comm} child_pid={child_pid}'),
  },
  {
    system: 'sched',
    name: 'sched_process_exec',
    fields: [string('filename'), pid('pid'), pid('old_pid')],
    print: '"filename=%s pid=%d old_pid=%d", __get_str(filename), REC->pid, REC->old_pid',
    format: fill('filename={filename} pid={pid} old_pid={old_pid}'),
  },
  {
    system: 'sched',
    name: 'sched_process_exit',
    fields: TASK_FIELDS,
    print: TASK_PRINT,
    format: fill('comm={comm} pid={pid} prio={prio}'),
  },
  {
    system: 'sched',
    name: 'sched_process_free',
    fields: TASK_FIELDS,
    print: TASK_PRINT,
    format: fill('comm={comm} pid={pid} prio={prio}'),
  },
  {
    system: 'sched',
    name: 'sched_process_wait',
    fields: TASK_FIELDS,
    print: TASK_PRINT,
    format: fill('comm={comm} pid={pid} prio={prio}'),
  },
  {
    system: 'signal',
    name: 'signal_generate',
    fields: [int('sig'), int('errno'), int('code'), comm('comm'), pid('pid'), int('group'), int('result')],
    print:
      '"sig=%d errno=%d code=%d comm=%s pid=%d grp=%d res=%d", REC->sig, REC->errno, REC->code, REC->comm, REC->pid, REC->group, REC->result',
    format: fill('sig={sig} errno={errno} code={code} comm={comm} pid={pid} grp={group} res={result}'),
  },
  {
    system: 'signal',
    name: 'signal_deliver',
    fields: [int('sig'), int('errno'), int('code'), ulong('sa_handler'), ulong('sa_flags')],
    print:
      '"sig=%d errno=%d code=%d sa_handler=%lx sa_flags=%lx", REC->sig, REC->errno, REC->code, REC->sa_handler, REC->sa_flags',
    format: (values: Values) =>
      `sig=${values.get('sig')} errno=${values.get('errno')} code=${values.get('code')} sa_handler=${bare(values.get('sa_handler'))} sa_flags=${bare(values.get('sa_flags'))}`,
  },
  {
    system: 'task',
    name: 'task_newtask',
    fields: [
      pid('pid'),
      comm('comm'),
      ulong('clone_flags'),
      { type: 'short', name: 'oom_score_adj', size: 2, signed: true },
    ],
    print:
      '"pid=%d comm=%s clone_flags=%lx oom_score_adj=%hd", REC->pid, REC->comm, REC->clone_flags, REC->oom_score_adj',
    format: (values: Values) =>
      `pid=${values.get('pid')} comm=${values.get('comm')} clone_flags=${bare(values.get('clone_flags'))} oom_score_adj=${values.get('oom_score_adj')}`,
  },
  { system: 'exceptions', name: 'page_fault_user', fields: FAULT_FIELDS, print: FAULT_PRINT, format: fault },
  { system: 'exceptions', name: 'page_fault_kernel', fields: FAULT_FIELDS, print: FAULT_PRINT, format: fault },
  {
    system: 'raw_syscalls',
    name: 'sys_enter',
    fields: [long('id'), { type: 'unsigned long[6]', name: 'args', size: 48, align: 8 }],
    print:
      '"NR %ld (%lx, %lx, %lx, %lx, %lx, %lx)", REC->id, REC->args[0], REC->args[1], REC->args[2], REC->args[3], REC->args[4], REC->args[5]',
    format: (values: Values) => `NR ${values.get('id')}`,
  },
  {
    system: 'raw_syscalls',
    name: 'sys_exit',
    fields: [long('id'), long('ret')],
    print: '"NR %ld = %ld", REC->id, REC->ret',
    format: fill('NR {id} = {ret}'),
  },
  {
    system: 'bpf_trace',
    name: 'bpf_trace_printk',
    fields: [string('bpf_string')],
    print: '"%s", __get_str(bpf_string)',
    format: fill('{bpf_string}'),
  },
  { system: 'net', name: 'netif_receive_skb', fields: SKB_FIELDS, print: SKB_PRINT, format: skb },
  { system: 'net', name: 'net_dev_queue', fields: SKB_FIELDS, print: SKB_PRINT, format: skb },
  {
    system: 'net',
    name: 'net_dev_xmit',
    fields: [pointer('void *', 'skbaddr'), uint('len'), int('rc'), string('name')],
    print: '"dev=%s skbaddr=%p len=%u rc=%d", __get_str(name), REC->skbaddr, REC->len, REC->rc',
    format: (values: Values) =>
      `dev=${values.get('name')} skbaddr=${bare(values.get('skbaddr')).padStart(16, '0')} len=${values.get('len')} rc=${values.get('rc')}`,
  },
  {
    system: 'skb',
    name: 'kfree_skb',
    fields: [
      pointer('void *', 'skbaddr'),
      pointer('void *', 'location'),
      { type: 'unsigned short', name: 'protocol', size: 2 },
      { type: 'enum skb_drop_reason', name: 'reason', size: 4 },
    ],
    print:
      '"skbaddr=%p protocol=%u location=%p reason: %s", REC->skbaddr, REC->protocol, REC->location, __print_symbolic(REC->reason)',
    format: (values: Values) =>
      `skbaddr=${bare(values.get('skbaddr')).padStart(16, '0')} protocol=${values.get('protocol')} location=${bare(values.get('location')).padStart(16, '0')} reason: ${DROP_REASONS[Number(values.get('reason'))] ?? values.get('reason')}`,
  },
  {
    system: 'sock',
    name: 'inet_sock_set_state',
    fields: [
      pointer('const void *', 'skaddr'),
      int('oldstate'),
      int('newstate'),
      u16('sport'),
      u16('dport'),
      u16('family'),
      u16('protocol'),
      ...ADDRESSES,
    ],
    print: '"family=%s protocol=%s sport=%hu dport=%hu oldstate=%d newstate=%d"',
    format: fill(
      'family={family} protocol={protocol} sport={sport} dport={dport} oldstate={oldstate} newstate={newstate}',
    ),
  },
  {
    system: 'tcp',
    name: 'tcp_retransmit_skb',
    fields: [
      pointer('const void *', 'skbaddr'),
      pointer('const void *', 'skaddr'),
      int('state'),
      u16('sport'),
      u16('dport'),
      u16('family'),
      ...ADDRESSES,
    ],
    print: '"family=%s sport=%hu dport=%hu state=%d"',
    format: fill('family={family} sport={sport} dport={dport} state={state}'),
  },
  {
    system: 'block',
    name: 'block_rq_issue',
    fields: [
      { type: 'dev_t', name: 'dev', size: 4 },
      { type: 'sector_t', name: 'sector', size: 8 },
      uint('nr_sector'),
      uint('bytes'),
      { type: 'char[8]', name: 'rwbs', size: 8, align: 1 },
      comm('comm'),
    ],
    print:
      '"%d,%d %s %u (%s) %llu + %u [%s]", ((unsigned int) ((REC->dev) >> 20)), ((unsigned int) ((REC->dev) & ((1U << 20) - 1))), REC->rwbs, REC->bytes, __get_str(cmd), (unsigned long long)REC->sector, REC->nr_sector, REC->comm',
    format: (values: Values) =>
      `${(values.get('dev') as bigint) >> 20n},${(values.get('dev') as bigint) & 0xfffffn} ${values.get('rwbs')} ${values.get('bytes')} () ${values.get('sector')} + ${values.get('nr_sector')} [${values.get('comm')}]`,
  },
  {
    system: 'block',
    name: 'block_rq_complete',
    fields: [
      { type: 'dev_t', name: 'dev', size: 4 },
      { type: 'sector_t', name: 'sector', size: 8 },
      uint('nr_sector'),
      int('error'),
      { type: 'char[8]', name: 'rwbs', size: 8, align: 1 },
    ],
    print:
      '"%d,%d %s (%s) %llu + %u [%d]", ((unsigned int) ((REC->dev) >> 20)), ((unsigned int) ((REC->dev) & ((1U << 20) - 1))), REC->rwbs, __get_str(cmd), (unsigned long long)REC->sector, REC->nr_sector, REC->error',
    format: (values: Values) =>
      `${(values.get('dev') as bigint) >> 20n},${(values.get('dev') as bigint) & 0xfffffn} ${values.get('rwbs')} () ${values.get('sector')} + ${values.get('nr_sector')} [${values.get('error')}]`,
  },
  {
    system: 'oom',
    name: 'mark_victim',
    fields: [int('pid')],
    print: '"pid=%d", REC->pid',
    format: fill('pid={pid}'),
  },
  {
    system: 'module',
    name: 'module_load',
    fields: [uint('taints'), string('name')],
    print: '"%s %s", __get_str(name), __print_flags(REC->taints, "")',
    format: (values: Values) => `${values.get('name')} ${taintText(values.get('taints') as bigint)}`,
  },
  {
    system: 'module',
    name: 'module_free',
    fields: [string('name')],
    print: '"%s", __get_str(name)',
    format: fill('{name}'),
  },
  {
    system: 'timer',
    name: 'timer_expire_entry',
    fields: [pointer('void *', 'timer'), ulong('now'), pointer('void *', 'function'), ulong('baseclk')],
    print: '"timer=%p function=%ps now=%lu baseclk=%lu", REC->timer, REC->function, REC->now, REC->baseclk',
    format: (values: Values) => `timer=${bare(values.get('timer'))} now=${values.get('now')}`,
  },
  {
    system: 'xdp',
    name: 'xdp_exception',
    fields: [int('prog_id'), { type: 'u32', name: 'act', size: 4 }, int('ifindex')],
    print: '"prog_id=%d action=%s ifindex=%d", REC->prog_id, __print_symbolic(REC->act), REC->ifindex',
    format: fill('prog_id={prog_id} action={act} ifindex={ifindex}'),
  },
  {
    system: 'power',
    name: 'cpu_idle',
    fields: [
      { type: 'u32', name: 'state', size: 4 },
      { type: 'u32', name: 'cpu_id', size: 4 },
    ],
    print: '"state=%lu cpu_id=%lu", (unsigned long)REC->state, (unsigned long)REC->cpu_id',
    format: fill('state={state} cpu_id={cpu_id}'),
  },
] as const;

export type EventName = (typeof EVENTS)[number]['name'];

/** syscalls/sys_enter_NAME: __syscall_nr and each argument in 8 bytes. */
export function syscallFields(name: string): {
  fields: EventDefinition;
  print: string;
  format: (values: Values) => string;
} {
  const args = SYSCALL_ARGUMENTS[name] ?? [];
  const own = args.map((text): EventField => {
    const match = /^(.*?)(\w+)$/.exec(text)!;
    return { type: match[1].trim(), name: match[2], size: 8, align: 8 };
  });
  const fields = [int('__syscall_nr'), ...own];
  const print =
    own.length === 0
      ? '""'
      : `"${own.map((field) => `${field.name}: 0x%08lx`).join(', ')}", ${own.map((field) => `((unsigned long)(REC->${field.name}))`).join(', ')}`;
  const format = (values: Values) =>
    `sys_${name}(${own.map((field) => `${field.name}: ${bare(values.get(field.name))}`).join(', ')})`;
  return { fields, print, format };
}

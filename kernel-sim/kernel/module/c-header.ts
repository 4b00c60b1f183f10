/**
 * The C header of the structures that the kernel and modules share, from the one table (structs.ts): fields at their offsets, gaps
 * filled. Fields whose type no header of ours has become arrays of bytes.
 */
import { type Field, STRUCTS, type StructName } from './structs';

/** What a field may be made of besides pointers and plain integers. */
const KNOWN = new Set(
  `list_head hlist_node hlist_head mutex rw_semaphore timespec64 qstr path timer_list work_struct kprobe
   wait_queue_head completion cdev callback_head dir_context`
    .trim()
    .split(/\s+/)
    .map((name) => `struct ${name}`),
);
const TYPES = new Set(
  `int unsigned char short long bool _Bool size_t ssize_t loff_t pid_t umode_t dev_t gfp_t fmode_t u8 u16 u32 u64 s8 s16 s32 s64
   __u8 __u16 __u32 __u64 __s64 blkcnt_t kuid_t kgid_t uid_t gid_t atomic_t atomic_long_t atomic64_t refcount_t spinlock_t
   raw_spinlock_t wait_queue_head_t ktime_t sector_t __be16 sk_buff_data_t __wsum pgoff_t kprobe_opcode_t time64_t const volatile
   work_func_t filldir_t kprobe_pre_handler_t kprobe_post_handler_t kretprobe_handler_t wait_queue_func_t`
    .trim()
    .split(/\s+/),
);

/** In an order in which each finds what it holds by value. */
const ORDER: readonly StructName[] = [
  'list_head',
  'callback_head',
  'timespec64',
  'mutex',
  'rw_semaphore',
  'semaphore',
  'wait_queue_head',
  'completion',
  'qstr',
  'path',
  'timer_list',
  'work_struct',
  'dir_context',
  'kprobe',
  ...(Object.keys(STRUCTS) as StructName[]),
];
/** Defined by other headers of ours, with the same layout. */
const ELSEWHERE = new Set<StructName>([
  'list_head',
  'module',
  'kernel_param',
  'kernel_param_ops',
  'kparam_array',
  'kparam_string',
]);

function byValue(declaration: string): boolean {
  if (/\(\s*\*|\*/.test(declaration)) return true;
  const type = declaration.replace(/\w+(\[[^\]]*\])*$/, '').trim();
  if (KNOWN.has(type)) return true;
  return type.split(/\s+/).every((word) => TYPES.has(word));
}

function member(name: string, [, size, declaration]: Field): string {
  return byValue(declaration) ? declaration : `char ${name}[${size}]`;
}

function structText(name: StructName): string {
  const { size, fields } = STRUCTS[name];
  const rows = Object.entries(fields as Record<string, Field>).sort(([, a], [, b]) => a[0] - b[0]);
  let text = `struct ${name} {\n`;
  let at = 0;
  let gaps = 0;
  for (let i = 0; i < rows.length; ) {
    const offset = rows[i][1][0];
    if (offset > at) text += `\tchar __gap${gaps++}[${offset - at}];\n`;
    const same = rows.filter(([, field]) => field[0] === offset);
    if (same.length === 1) text += `\t${member(...same[0])};\n`;
    else text += `\tunion {\n${same.map((row) => `\t\t${member(...row)};\n`).join('')}\t};\n`;
    at = offset + Math.max(...same.map(([, field]) => field[1]));
    i += same.length;
  }
  if (size > at) text += `\tchar __gap${gaps}[${size - at}];\n`;
  const align = size % 8 === 0 ? ' __attribute__((aligned(8)))' : '';
  return `${text}}${align};\n_Static_assert(sizeof(struct ${name}) == ${size}, "size of struct ${name}");\n`;
}

export function structsHeader(): string {
  const done = new Set<StructName>();
  const parts: string[] = [];
  for (const name of ORDER) {
    if (done.has(name) || ELSEWHERE.has(name)) continue;
    done.add(name);
    parts.push(structText(name));
  }
  const forward = [
    ...new Set(Object.values(STRUCTS).flatMap(({ fields }) => Object.values(fields as Record<string, Field>))),
  ]
    .flatMap(([, , declaration]) => [...declaration.matchAll(/\b(struct|enum) (\w+)/g)])
    .filter(([, kind]) => kind === 'struct')
    .map(([, , name]) => `struct ${name};\n`);
  return `/* Made from kernel/module/structs.ts; layouts of Debian's linux-headers 6.1 for amd64. Do not edit. */
#ifndef _GENERATED_STRUCTS_H
#define _GENERATED_STRUCTS_H
#include <linux/types.h>
#include <linux/spinlock_types.h>

${[...new Set(forward)].sort().join('')}
${parts.join('\n')}
#endif
`;
}

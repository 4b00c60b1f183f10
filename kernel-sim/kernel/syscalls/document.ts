/** SYSCALLS.md from the table: what is there, what is missing of it, what is not there at all. */
import type { SyscallRow } from '../types';
import { SYSCALL_NAMES } from './names';

export function syscallDocument(rows: readonly SyscallRow[]): string {
  const known = new Set(rows.map((row) => row.nr));
  const sorted = [...rows].sort((a, b) => a.nr - b.nr);
  const absent = [...SYSCALL_NAMES].filter(([nr]) => !known.has(nr)).map(([, name]) => `\`${name}\``);
  const table = sorted.map((row) => {
    const args = row.args.map((arg) => arg.name).join(', ');
    return [String(row.nr), `\`${row.name}(${args})\``, row.support, row.missing ?? ''];
  });
  return [
    '# System calls',
    '',
    'Linux 6.1 on x86-64 has 362 system calls. Generated from `syscalls/table.ts` by its test; do not edit.',
    '',
    `${rows.length} are here, ${rows.filter((row) => row.support === 'full').length} of them in full.`,
    '',
    ...markdownTable(['number', 'call', 'support', 'what is missing'], table),
    '',
    '## Not here',
    '',
    `Answered with \`-ENOSYS\` and counted (${absent.length}): ${absent.join(', ')}.`,
    '',
  ].join('\n');
}

/** A table in columns, the first one to the right, as the formatter likes it. */
function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, column) => (column === 0 ? cell.padStart(widths[0]) : cell.padEnd(widths[column])));
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) => (column === 0 ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)];
}

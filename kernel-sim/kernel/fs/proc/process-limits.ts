/**
 * /proc/PID/limits. Follows fs/proc/base.c:proc_pid_limits.
 */
import type { Task } from '../../types';

const LIMITS: readonly (readonly [name: string, unit: string])[] = [
  ['Max cpu time', 'seconds'],
  ['Max file size', 'bytes'],
  ['Max data size', 'bytes'],
  ['Max stack size', 'bytes'],
  ['Max core file size', 'bytes'],
  ['Max resident set', 'bytes'],
  ['Max processes', 'processes'],
  ['Max open files', 'files'],
  ['Max locked memory', 'bytes'],
  ['Max address space', 'bytes'],
  ['Max file locks', 'locks'],
  ['Max pending signals', 'signals'],
  ['Max msgqueue size', 'bytes'],
  ['Max nice priority', ''],
  ['Max realtime priority', ''],
  ['Max realtime timeout', 'us'],
];

export function limitsText(task: Task): string {
  let text = line('Limit', 'Soft Limit', 'Hard Limit', 'Units');
  LIMITS.forEach(([name, unit], resource) => {
    const [soft, hard] = task.rlimits[resource];
    text += line(name, show(soft), show(hard), unit);
  });
  return text;
}

function line(name: string, soft: string, hard: string, unit: string): string {
  const head = `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} `;
  return unit === '' ? `${head}\n` : `${head}${unit.padEnd(10)}\n`;
}

const show = (limit: number): string => (limit === Number.POSITIVE_INFINITY ? 'unlimited' : String(limit));

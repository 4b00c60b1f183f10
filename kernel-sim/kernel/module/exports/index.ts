/** Everything that modules may use, in the order of kernel text. */
import { ARCH_EXPORTS } from './arch';
import { DEVICE_EXPORTS } from './device';
import { INTERNAL } from './internal';
import { KTHREAD_EXPORTS } from './kthread';
import { MEMORY_EXPORTS } from './memory';
import { MODULE_EXPORTS } from './module';
import { NET_EXPORTS } from './net';
import { PARAM_EXPORTS } from './params';
import { PRINTK_EXPORTS } from './printk';
import { PROC_EXPORTS } from './proc';
import { STRING_EXPORTS } from './string';
import { SYNC_EXPORTS } from './sync';
import { TIME_EXPORTS } from './time';
import { TRACE_EXPORTS } from './trace';
import type { ExportGroup } from './types';
import { UACCESS_EXPORTS } from './uaccess';
import { VFS_EXPORTS } from './vfs';

export const EXPORT_GROUPS: readonly ExportGroup[] = [
  ...INTERNAL,
  ARCH_EXPORTS,
  PARAM_EXPORTS,
  PRINTK_EXPORTS,
  KTHREAD_EXPORTS,
  SYNC_EXPORTS,
  TIME_EXPORTS,
  MODULE_EXPORTS,
  MEMORY_EXPORTS,
  DEVICE_EXPORTS,
  PROC_EXPORTS,
  STRING_EXPORTS,
  UACCESS_EXPORTS,
  TRACE_EXPORTS,
  NET_EXPORTS,
  VFS_EXPORTS,
];

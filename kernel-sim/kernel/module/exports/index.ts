/** Everything that modules may use, in the order of kernel text. */
import { ARCH_EXPORTS } from './arch';
import { INTERNAL } from './internal';
import { PARAM_EXPORTS } from './params';
import { PRINTK_EXPORTS } from './printk';
import type { ExportGroup } from './types';

export const EXPORT_GROUPS: readonly ExportGroup[] = [...INTERNAL, ARCH_EXPORTS, PARAM_EXPORTS, PRINTK_EXPORTS];

/** Mount options of ext2. Follows fs/ext2/super.c:parse_options and ext4(5) of the manual. */
import { ERRORS_CONTINUE, ERRORS_PANIC, ERRORS_RO } from './layout';

export interface Ext2Options {
  errors: number;
  /** errors= differs from what the superblock says: shown in /proc/mounts. */
  shownErrors: boolean;
  /** New files take the group of their directory (BSD). */
  groupId: boolean;
  reservedUid: number | null;
  reservedGid: number | null;
}

const ERRORS: Readonly<Record<string, number>> = {
  continue: ERRORS_CONTINUE,
  'remount-ro': ERRORS_RO,
  panic: ERRORS_PANIC,
};
/** Accepted for old scripts' sake, without effect here. */
const IGNORED = new Set([
  'user_xattr',
  'nouser_xattr',
  'acl',
  'noacl',
  'check',
  'nocheck',
  'bsddf',
  'nobh',
  'oldalloc',
  'reservation',
  'noreservation',
  'debug',
]);

/** `before`: what holds where the text is silent. null: an option that does not exist. */
export function parseOptions(text: string, before: Ext2Options): Ext2Options | null {
  const options = { ...before };
  for (const option of text.split(',')) {
    const [key, value] = option.split('=', 2);
    if (key === '' || IGNORED.has(key)) continue;
    if (key === 'errors' && value !== undefined && value in ERRORS) {
      options.shownErrors = options.shownErrors || ERRORS[value] !== before.errors;
      options.errors = ERRORS[value];
    } else if (key === 'grpid' || key === 'bsdgroups') options.groupId = true;
    else if (key === 'nogrpid' || key === 'sysvgroups') options.groupId = false;
    else if (key === 'resuid' && /^\d+$/.test(value ?? '')) options.reservedUid = Number(value);
    else if (key === 'resgid' && /^\d+$/.test(value ?? '')) options.reservedGid = Number(value);
    else return null;
  }
  return options;
}

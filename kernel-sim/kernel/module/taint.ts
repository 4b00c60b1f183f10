/** What has tainted the kernel: bits, letters and the text of reports. Follows kernel/panic.c: taint_flags, print_tainted. */

export const TAINT = {
  PROPRIETARY_MODULE: 0,
  FORCED_MODULE: 1,
  CPU_OUT_OF_SPEC: 2,
  FORCED_RMMOD: 3,
  MACHINE_CHECK: 4,
  BAD_PAGE: 5,
  USER: 6,
  DIE: 7,
  OVERRIDDEN_ACPI_TABLE: 8,
  WARN: 9,
  CRAP: 10,
  FIRMWARE_WORKAROUND: 11,
  OOT_MODULE: 12,
  UNSIGNED_MODULE: 13,
  SOFTLOCKUP: 14,
} as const;

const LETTERS = 'PFSRMBUDAWCIOELKXT';
/** Shown in /proc/modules and behind a module's name in an oops. */
const MODULE_FLAGS = [
  TAINT.PROPRIETARY_MODULE,
  TAINT.OOT_MODULE,
  TAINT.FORCED_MODULE,
  TAINT.CRAP,
  TAINT.UNSIGNED_MODULE,
];

/** `Tainted: G           OE     `, or `Not tainted`. */
export function taintedText(mask: number): string {
  if (mask === 0) return 'Not tainted';
  let text = 'Tainted: ';
  for (let bit = 0; bit < LETTERS.length; bit++) text += (mask >> bit) & 1 ? LETTERS[bit] : bit === 0 ? 'G' : ' ';
  return text;
}

/** `OE` for a module. */
export function moduleTaintText(mask: number): string {
  return [...MODULE_FLAGS]
    .sort((a, b) => a - b)
    .map((bit) => ((mask >> bit) & 1 ? LETTERS[bit] : ''))
    .join('');
}

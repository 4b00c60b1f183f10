/**
 * BUG(): a broken assumption of the kernel's own. The main loop turns it into a panic report; user mistakes never come here.
 * Follows include/asm-generic/bug.h.
 */
export class KernelBug extends Error {
  override name = 'KernelBug';
}

/** Stops the kernel with a reason. */
export function BUG(reason: string): never {
  throw new KernelBug(reason);
}

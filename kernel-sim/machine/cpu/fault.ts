/** An exception raised by TypeScript code that acts for the guest; the run loop catches it and delivers it. Never leaves the core. */
export class GuestFault {
  constructor(
    readonly vector: number,
    readonly errorCode = 0,
    /** CR2, for a page fault. */
    readonly address?: bigint,
  ) {}
}

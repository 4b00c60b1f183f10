/** The computer, as others see it. */

export { type BareEnd, BareMachine, type BareOptions, type DeviceReport } from './bare/machine';
export { multibootImage } from './bare/multiboot';
export { createCore } from './core';
export { type Described, describe as describeInstruction } from './decode/describe';
export { SECTOR } from './devices/ata';
export * from './types';

/** The computer, as others see it. */

export { type BareEnd, BareMachine, type BareOptions, type DeviceReport } from './bare/machine';
export { createCore } from './core';
export * from './types';

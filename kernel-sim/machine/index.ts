/** The computer, as others see it. */

export { createCore } from './core';
export * from './types';

/** Why the verifier refused a program, in plain words. Loaded only when something was refused. */
export { explain } from '@ringzero/kernel-sim/kernel/bpf/explain';

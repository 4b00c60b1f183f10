/**
 * Netfilter: functions that see every IPv4 packet at five places and say what becomes of it. Follows include/linux/netfilter.h and
 * net/netfilter/core.c. A hook may also answer later (`Deferred`): a module's hook is C that runs on the simulated processor. Then
 * the packet waits, and all that come after it, until the answer is there (softirq.ts).
 */
import { DropReason, traceDrop } from '../trace/more-events';
import type { NetDevice } from './device';
import type { NetNamespace } from './namespace';
import type { SkBuff } from './skbuff';

export const NF_DROP = 0;
export const NF_ACCEPT = 1;
export const NF_STOLEN = 2;
export const NF_QUEUE = 3;
export const NF_REPEAT = 4;

export const NF_INET_PRE_ROUTING = 0;
export const NF_INET_LOCAL_IN = 1;
export const NF_INET_FORWARD = 2;
export const NF_INET_LOCAL_OUT = 3;
export const NF_INET_POST_ROUTING = 4;
export const NF_INET_NUMHOOKS = 5;
export const HOOK_NAMES: readonly string[] = ['PRE_ROUTING', 'LOCAL_IN', 'FORWARD', 'LOCAL_OUT', 'POST_ROUTING'];

/** enum nf_ip_hook_priorities. */
export const NF_IP_PRI_FIRST = -(2 ** 31);
export const NF_IP_PRI_CONNTRACK = -200;
export const NF_IP_PRI_MANGLE = -150;
export const NF_IP_PRI_NAT_DST = -100;
export const NF_IP_PRI_FILTER = 0;
export const NF_IP_PRI_NAT_SRC = 100;
export const NF_IP_PRI_LAST = 2 ** 31 - 1;

/** An answer that comes later: `whenAnswered` calls back once, with what is to be told. */
export interface Deferred<T> {
  readonly deferred: true;
  whenAnswered(tell: (answer: T) => void): void;
}

/** Makes one: `start` gets the function to call with the answer, in this moment or later. */
export function deferred<T>(start: (answer: (value: T) => void) => void): Deferred<T> {
  return { deferred: true, whenAnswered: start };
}

export function isDeferred<T extends object | number>(value: T | Deferred<T>): value is Deferred<T> {
  return typeof value === 'object' && 'deferred' in value;
}

/** struct nf_hook_state. */
export interface HookState {
  readonly hook: number;
  readonly in: NetDevice | null;
  readonly out: NetDevice | null;
  readonly ns: NetNamespace;
}

/** The IP header begins at skb.network; skb.head is there too. */
export type HookFunction = (skb: SkBuff, state: HookState) => number | Deferred<number>;

/** struct nf_hook_ops. */
export interface HookOps {
  readonly hook: number;
  readonly priority: number;
  readonly fn: HookFunction;
  /** For /proc and pictures. */
  readonly name?: string;
}

export class NetfilterHooks {
  private readonly chains: HookOps[][] = Array.from({ length: NF_INET_NUMHOOKS }, () => []);

  /** nf_register_net_hook: by priority, the first registered first among equals. Answers what takes it away again. */
  register(ops: HookOps): () => void {
    const chain = this.chains[ops.hook];
    let at = chain.length;
    while (at > 0 && chain[at - 1].priority > ops.priority) at--;
    // A new array: a walk that is under way goes on with the old one.
    this.chains[ops.hook] = [...chain.slice(0, at), ops, ...chain.slice(at)];
    return () => {
      this.chains[ops.hook] = this.chains[ops.hook].filter((other) => other !== ops);
    };
  }

  chain(hook: number): readonly HookOps[] {
    return this.chains[hook];
  }
}

/**
 * NF_HOOK: asks the chain of one place, then goes on with `ok` or drops the packet. The walk is in a loop where answers come at
 * once and pauses the softirq where one does not.
 */
export function nfHook(
  ns: NetNamespace,
  hook: number,
  skb: SkBuff,
  input: NetDevice | null,
  output: NetDevice | null,
  ok: () => void,
): void {
  const chain = ns.netfilter.chain(hook);
  if (chain.length === 0) {
    ok();
    return;
  }
  walk(chain, 0, skb, { hook, in: input, out: output, ns }, ok);
}

function walk(chain: readonly HookOps[], from: number, skb: SkBuff, state: HookState, ok: () => void): void {
  const { softirq } = state.ns.stack;
  for (let at = from; at < chain.length; ) {
    const answer = chain[at].fn(skb, state);
    if (isDeferred(answer)) {
      const here = at;
      softirq.pause();
      answer.whenAnswered((verdict) => {
        softirq.resume(() => {
          const next = judge(chain, here, verdict, skb, state);
          if (next >= 0) walk(chain, next, skb, state, ok);
        });
      });
      return;
    }
    at = judge(chain, at, answer, skb, state);
    if (at < 0) return;
  }
  ok();
}

/** Where the walk goes on after a verdict; −1: it ends here. */
function judge(chain: readonly HookOps[], at: number, verdict: number, skb: SkBuff, state: HookState): number {
  const { stack } = state.ns;
  if (stack.traces) {
    const name = ['DROP', 'ACCEPT', 'STOLEN', 'QUEUE', 'REPEAT'][verdict & 255] ?? String(verdict);
    stack.trace(
      skb,
      'netfilter',
      state.in ? 'rx' : 'tx',
      `${HOOK_NAMES[state.hook]} ${chain[at].name ?? 'hook'}`,
      name,
    );
  }
  switch (verdict & 255) {
    case NF_ACCEPT:
      return at + 1;
    case NF_REPEAT:
      return at;
    case NF_STOLEN:
      return -1;
    default:
      // Nobody listens to a queue here: as without nfnetlink_queue, the packet is dropped.
      traceDrop(state.ns.kernel, skb, DropReason.NETFILTER_DROP);
      state.ns.mib.ip.InDiscards += state.in ? 1 : 0;
      state.ns.mib.ip.OutDiscards += state.in ? 0 : 1;
      return -1;
  }
}

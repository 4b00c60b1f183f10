/**
 * What the network asks of programs on control groups (BPF_CGROUP_RUN_PROG_*, include/linux/bpf-cgroup.h). Installed by
 * bpf/attach/net.ts; null until cgroup2 or BPF is there.
 */
import type { Task } from '../types';
import type { SkBuff } from './skbuff';
import type { Sock } from './sock';

/** enum bpf_attach_type of addresses. */
export const INET4_CONNECT = 10;
export const UDP4_SENDMSG = 14;
export const UDP4_RECVMSG = 19;
export const INET4_GETPEERNAME = 29;
export const INET4_GETSOCKNAME = 31;

export interface CgroupHooks {
  /** A new socket belongs to the group of who made it. */
  join(sock: Sock, task: Task): void;
  /** 0 or an error. */
  create(sock: Sock): number;
  postBind(sock: Sock): number;
  /** 0; an error; above 0: dropped without a word. */
  egress(skb: SkBuff, sock: Sock): number;
  ingress(skb: SkBuff, sock: Sock): number;
  /** The address to use instead, or an error. */
  address(sock: Sock, type: number, given: Uint8Array): Uint8Array | number;
  /** For bind: also whether any port may be had without CAP_NET_BIND_SERVICE. */
  bind(sock: Sock, given: Uint8Array): { address: Uint8Array; anyPort: boolean } | number;
}

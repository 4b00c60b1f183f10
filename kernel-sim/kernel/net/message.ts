/** What sendmsg(2) and recvmsg(2) carry between a program and a socket (struct msghdr inside the kernel). */
import type { File, IoBuffer } from '../types';

/** One control message (struct cmsghdr); open files instead of numbers for SCM_RIGHTS. */
export interface ControlMessage {
  level: number;
  type: number;
  data: Uint8Array;
  files?: File[];
}

export interface Message {
  io: IoBuffer;
  /** MSG_* as given; MSG_DONTWAIT is set for non-blocking sockets. */
  flags: number;
  /** Sending: the destination, null when none was given. Receiving: set to where it came from. */
  name: Uint8Array | null;
  control: ControlMessage[];
  /** Receiving: MSG_TRUNC, MSG_EOR … for the program. */
  outFlags: number;
}

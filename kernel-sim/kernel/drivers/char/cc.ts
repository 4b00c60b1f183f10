/**
 * /dev/cc: the compiler of the host, as a device (misc, 10:240). Not in Linux: a guest that has no compiler of its own asks here.
 * Write a request (in as many writes as it takes), then read the answer to its end; the next write begins a new request.
 * The service is pure: the same request always gets the same answer, and it takes time by its size. Without one, opening fails.
 *
 * Request: lines `kind bcc|c|c-object|c-bpf`, `flag …`, `file PATH BYTES` …, an empty line, then the bytes of the files in order.
 * Answer: lines `ok 0|1`, `NAME BYTES` for each part, …, an empty line, then the parts in order (lab/host-services.ts).
 */
import { EFAULT, ENODEV, ENOSPC } from '../../errno';
import type { BootOptions, FileOperations, Kernel } from '../../types';
import type { CharDevices } from './registry';

export const CC_MAJOR = 10;
export const CC_MINOR = 240;
const LARGEST = 4 * 1024 * 1024;
/** Instructions that compiling costs, for each byte of the request. */
const COST_PER_BYTE = 200;

interface Exchange {
  request: Uint8Array[];
  length: number;
  answer: Uint8Array | null;
  at: number;
}

/** Registers the device for the service that boot was given. */
export function registerCompiler(devices: CharDevices, services: BootOptions['hostServices']): void {
  devices.register(CC_MAJOR, CC_MINOR, 1, 'misc', compilerOps(services));
}

function compilerOps(services: BootOptions['hostServices']): FileOperations {
  return {
    stream: true,
    open(_kernel, _task, file) {
      if (!services) return -ENODEV;
      file.private = fresh();
      return 0;
    },
    write(_kernel, _task, file, io) {
      let exchange = file.private as Exchange;
      if (exchange.answer) {
        exchange = fresh();
        file.private = exchange;
      }
      const bytes = new Uint8Array(io.remaining);
      if (exchange.length + bytes.length > LARGEST) return -ENOSPC;
      if (io.get(bytes, 0, bytes.length) < bytes.length) return -EFAULT;
      exchange.request.push(bytes);
      exchange.length += bytes.length;
      return bytes.length;
    },
    read(kernel, _task, file, io) {
      const exchange = file.private as Exchange;
      exchange.answer ??= ask(kernel, services!, exchange);
      const part = Math.min(io.remaining, exchange.answer.length - exchange.at);
      if (part === 0) return 0;
      const moved = io.put(exchange.answer, exchange.at, part);
      exchange.at += moved;
      return moved === 0 ? -EFAULT : moved;
    },
  };
}

const fresh = (): Exchange => ({ request: [], length: 0, answer: null, at: 0 });

function ask(kernel: Kernel, services: NonNullable<BootOptions['hostServices']>, exchange: Exchange): Uint8Array {
  const request = new Uint8Array(exchange.length);
  let at = 0;
  for (const part of exchange.request) {
    request.set(part, at);
    at += part.length;
  }
  kernel.charge(exchange.length * COST_PER_BYTE);
  return services.compile(request);
}

/**
 * TCP over loopback: megabytes that one program sends to another in a second of host time. Asked for: 20.
 * `node --import tsx kernel-sim/kernel/net/tcp.bench.ts` (musl-gcc builds the program).
 */
import { runProgram } from '../testing/machine';
import { musl, program } from '../testing/native';

const MEGABYTES = 64;
const SOURCE = `
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
static char buf[65536];
int main(void) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(9000), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int l = socket(AF_INET, SOCK_STREAM, 0);
  bind(l, (void *)&a, sizeof a);
  listen(l, 1);
  if (fork() == 0) {
    int c = socket(AF_INET, SOCK_STREAM, 0);
    connect(c, (void *)&a, sizeof a);
    for (int i = 0; i < ${MEGABYTES * 16}; i++) write(c, buf, sizeof buf);
    exit(0);
  }
  int s = accept(l, 0, 0);
  long n, total = 0;
  while ((n = read(s, buf, sizeof buf)) > 0) total += n;
  wait(0);
  return total == ${MEGABYTES}L << 20 ? 0 : 1;
}`;

/** Megabytes a second of elapsed and of processor time. */
function measure(elf: Uint8Array): { elapsed: number; cpu: number } {
  const start = performance.now();
  const before = process.cpuUsage();
  const run = runProgram(elf, { limit: 4_000_000_000 });
  const used = process.cpuUsage(before);
  if (run.status !== 0) throw new Error(`${run.reason} ${run.status}: ${run.stderr}`);
  return {
    elapsed: MEGABYTES / ((performance.now() - start) / 1000),
    cpu: MEGABYTES / ((used.user + used.system) / 1e6),
  };
}

if (!musl) console.log('musl-gcc is not here: nothing to measure');
else {
  const elf = program(SOURCE, 'tcp-bench');
  const runs = Array.from({ length: 7 }, () => measure(elf)).slice(1);
  const { elapsed, cpu } = runs.sort((a, b) => a.cpu - b.cpu)[runs.length >> 1];
  console.log(
    `TCP over loopback (median)  ${elapsed.toFixed(0)} MB/s elapsed  ${cpu.toFixed(0)} MB/s of processor time`,
  );
}

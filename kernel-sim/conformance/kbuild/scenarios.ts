/** What is done with each sample module, on Debian's kernel and on ours alike; and how two logs are made comparable. */
export interface Scenario {
  name: string;
  /** Shell lines that busybox's sh and our own understand; `K` is the folder of the .ko files. */
  lines: readonly string[];
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'hello', lines: ['insmod $K/hello.ko times=2', 'rmmod hello'] },
  {
    name: 'dependency and parameters',
    lines: [
      'insmod $K/party.ko',
      'insmod $K/greeter.ko',
      'insmod $K/party.ko host=Ada guests=3,5 loud',
      'insmod $K/party.ko',
      'rmmod greeter',
      'rmmod party',
      'rmmod greeter',
      'insmod $K/hello.ko times=many',
      'insmod $K/hello.ko wrong=1',
      'rmmod hello',
    ],
  },
  { name: 'chardev', lines: ['insmod $K/scratch.ko', 'echo hi > /dev/scratch', 'cat /dev/scratch', 'rmmod scratch'] },
  { name: 'proc and timer', lines: ['insmod $K/heartbeat.ko period=10000', 'cat /proc/heartbeat', 'rmmod heartbeat'] },
  {
    name: 'file system',
    lines: [
      'insmod $K/notefs.ko',
      'mount -t notefs none /mnt',
      'echo one > /mnt/a',
      'echo two >> /mnt/a',
      'mkdir /mnt/d',
      'cat /mnt/a',
      'echo /mnt/*',
      'rm /mnt/a',
      'echo /mnt/*',
      'umount /mnt',
      'rmmod notefs',
    ],
  },
  { name: 'kprobe', lines: ['insmod $K/watch.ko symbol=__x64_sys_sethostname', 'hostname box', 'rmmod watch'] },
  { name: 'netfilter', lines: ['insmod $K/bouncer.ko', 'ping -c 1 -W 1 127.0.0.1 > /dev/null', 'rmmod bouncer'] },
  { name: 'warn', lines: ['insmod $K/crash.ko how=warn', 'rmmod crash'] },
  { name: 'oops', lines: ['insmod $K/crash.ko how=null', 'cat /proc/sys/kernel/tainted'] },
];

/** Lines of a log that both kernels must print: those of the modules, and of reports. */
const SHARED =
  /^(hello|party|greeter|scratch|heartbeat|watch|bouncer|notefs|crash): |^(BUG: |#PF: |Oops: |RIP: |kernel BUG|divide error|invalid opcode|WARNING: |Modules linked in: |-{12}\[ cut here|-{3}\[ end trace)/;
/** Said once after boot, by whichever module came first. */
const ONCE = /module verification failed|loading out-of-tree module/;

/** Numbers that differ from machine to machine become words. */
export function normalise(log: string): string[] {
  return (
    log
      .split('\n')
      .map((line) =>
        line
          .replace(/^<\d+>/, '')
          .replace(/^\[ *\d+\.\d+\] /, '')
          .trimEnd(),
      )
      .filter((line) => SHARED.test(line) && !ONCE.test(line))
      .map((line) =>
        line
          .replace(/\[\d+\]/g, '[PID]')
          .replace(/(CPU|PID): \d+/g, '$1: N')
          .replace(/\b[0-9a-f]{16}\b/g, 'ADDRESS')
          .replace(/\+0x[0-9a-f]+\/0x[0-9a-f]+/g, '+OFFSET')
          .replace(/ (NO)?PTI$/, '')
          .replace(/crash\.c:\d+/, 'crash.c:LINE')
          .replace(/ at \S*crash\.c/, ' at crash.c')
          .replace(/RIP: 0033:0x[0-9a-f]+/, 'RIP: 0033:USER')
          .replace(/(Modules linked in:).*?(crash\S*).*/, '$1 $2'),
      )
      // busybox's insmod tries finit_module, then init_module: the kernel complains twice.
      .filter((line, i, all) => line !== all[i - 1])
  );
}

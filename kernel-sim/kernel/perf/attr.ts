/** struct perf_event_attr and the numbers of include/uapi/linux/perf_event.h (Linux 6.1). */
export const PerfType = { HARDWARE: 0, SOFTWARE: 1, TRACEPOINT: 2, HW_CACHE: 3, RAW: 4, BREAKPOINT: 5 } as const;
/** Dynamic PMUs, as /sys/bus/event_source/devices/NAME/type says. */
export const PMU_KPROBE = 6;
export const PMU_UPROBE = 7;

export const PerfSw = {
  CPU_CLOCK: 0,
  TASK_CLOCK: 1,
  PAGE_FAULTS: 2,
  CONTEXT_SWITCHES: 3,
  CPU_MIGRATIONS: 4,
  PAGE_FAULTS_MIN: 5,
  PAGE_FAULTS_MAJ: 6,
  ALIGNMENT_FAULTS: 7,
  EMULATION_FAULTS: 8,
  DUMMY: 9,
  BPF_OUTPUT: 10,
  CGROUP_SWITCHES: 11,
} as const;

export const Sample = {
  IP: 1 << 0,
  TID: 1 << 1,
  TIME: 1 << 2,
  ADDR: 1 << 3,
  READ: 1 << 4,
  CALLCHAIN: 1 << 5,
  ID: 1 << 6,
  CPU: 1 << 7,
  PERIOD: 1 << 8,
  STREAM_ID: 1 << 9,
  RAW: 1 << 10,
  IDENTIFIER: 1 << 16,
} as const;
/** What a record can be made of here. */
export const KNOWN_SAMPLE = 0x107ff;

export const ReadFormat = { TOTAL_TIME_ENABLED: 1, TOTAL_TIME_RUNNING: 2, ID: 4, GROUP: 8, LOST: 16 } as const;

const ATTR_SIZE_VER0 = 64;
export const ATTR_BYTES = 128;
export { ATTR_SIZE_VER0 };

export class PerfAttr {
  private readonly view: DataView;
  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer);
  }
  get type(): number {
    return this.view.getUint32(0, true);
  }
  get config(): bigint {
    return this.view.getBigUint64(8, true);
  }
  /** Period, or frequency when `freq` is set. */
  get period(): number {
    return Number(this.view.getBigUint64(16, true));
  }
  get sampleType(): number {
    return Number(this.view.getBigUint64(24, true));
  }
  get readFormat(): number {
    return Number(this.view.getBigUint64(32, true));
  }
  private flag(bit: number): boolean {
    return ((this.view.getUint32(40, true) >>> bit) & 1) === 1;
  }
  get disabled(): boolean {
    return this.flag(0);
  }
  get inherit(): boolean {
    return this.flag(1);
  }
  get excludeUser(): boolean {
    return this.flag(4);
  }
  get excludeKernel(): boolean {
    return this.flag(5);
  }
  get freq(): boolean {
    return this.flag(10);
  }
  get enableOnExec(): boolean {
    return this.flag(12);
  }
  get watermark(): boolean {
    return this.flag(14);
  }
  /** Events, or bytes when `watermark` is set, after which a reader is woken. */
  get wakeup(): number {
    return this.view.getUint32(48, true);
  }
  /** kprobe_func, uprobe_path. */
  get config1(): number {
    return Number(this.view.getBigInt64(56, true));
  }
  /** kprobe_addr, probe_offset. */
  get config2(): bigint {
    return this.view.getBigUint64(64, true);
  }
}

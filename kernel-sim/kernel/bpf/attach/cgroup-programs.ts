/**
 * The programs of one control group by attach type, and which of them and of the groups above are in effect.
 * Follows kernel/bpf/cgroup.c: __cgroup_bpf_attach, __cgroup_bpf_detach, compute_effective_progs, hierarchy_allows_attach.
 */
import { E2BIG, EINVAL, ENOENT, EPERM } from '../../errno';
import type { BpfProgram } from '../program';

export const BPF_F_ALLOW_OVERRIDE = 1;
export const BPF_F_ALLOW_MULTI = 2;
export const BPF_F_REPLACE = 4;
const BPF_CGROUP_MAX_PROGS = 64;

interface Attachment {
  program: BpfProgram;
  /** The link that holds it; null: BPF_PROG_ATTACH. */
  readonly link: object | null;
}

interface Slot {
  flags: number;
  list: readonly Attachment[];
}

const EMPTY: Slot = { flags: 0, list: [] };

export class CgroupPrograms {
  private readonly slots = new Map<number, Slot>();

  constructor(private readonly parent: CgroupPrograms | null) {}

  private slot(type: number): Slot {
    return this.slots.get(type) ?? EMPTY;
  }
  list(type: number): readonly BpfProgram[] {
    return this.slot(type).list.map(({ program }) => program);
  }
  flags(type: number): number {
    return this.slot(type).flags;
  }

  /** What runs for a task in this group: its own programs first, then those above that allow several. */
  effective(type: number): readonly BpfProgram[] {
    const found: BpfProgram[] = [];
    for (let at: CgroupPrograms | null = this; at; at = at.parent)
      if (found.length === 0 || at.flags(type) & BPF_F_ALLOW_MULTI) found.push(...at.list(type));
    return found;
  }
  /** Is there anything to run? Asked for every packet. */
  any(type: number): boolean {
    for (let at: CgroupPrograms | null = this; at; at = at.parent) if (at.slots.has(type)) return true;
    return false;
  }

  private allowed(type: number): boolean {
    for (let at = this.parent; at; at = at.parent) {
      const { flags, list } = at.slot(type);
      if (flags & BPF_F_ALLOW_MULTI) return true;
      if (list.length === 1) return (flags & BPF_F_ALLOW_OVERRIDE) !== 0;
    }
    return true;
  }

  attach(program: BpfProgram, type: number, flags: number, link: object | null, replace: BpfProgram | null): number {
    const kind = flags & (BPF_F_ALLOW_OVERRIDE | BPF_F_ALLOW_MULTI);
    const multi = (flags & BPF_F_ALLOW_MULTI) !== 0;
    if (kind === 3 || ((flags & BPF_F_REPLACE) !== 0 && !multi)) return -EINVAL;
    if ((replace !== null) !== ((flags & BPF_F_REPLACE) !== 0)) return -EINVAL;
    if (!this.allowed(type)) return -EPERM;
    const { list, flags: own } = this.slot(type);
    if (list.length > 0 && own !== kind) return -EPERM;
    if (list.length >= BPF_CGROUP_MAX_PROGS) return -E2BIG;
    if (multi && !link && list.some((entry) => !entry.link && entry.program === program && program !== replace))
      return -EINVAL;
    const old = multi ? list.find((entry) => replace !== null && !entry.link && entry.program === replace) : list[0];
    if (replace && !old) return -ENOENT;
    const entry = { program, link };
    program.get();
    this.slots.set(type, {
      flags: kind,
      list: old ? list.map((other) => (other === old ? entry : other)) : [...list, entry],
    });
    old?.program.put();
    return 0;
  }

  /** Without MULTI there is only one, whatever program is named. */
  detach(program: BpfProgram | null, type: number, link: object | null): number {
    const { list, flags } = this.slot(type);
    const multi = (flags & BPF_F_ALLOW_MULTI) !== 0;
    if (multi && !program && !link) return -EINVAL;
    const entry = multi
      ? list.find((other) => other.link === link && (link !== null || other.program === program))
      : list[0];
    if (!entry) return -ENOENT;
    const rest = list.filter((other) => other !== entry);
    if (rest.length > 0) this.slots.set(type, { flags, list: rest });
    else this.slots.delete(type);
    entry.program.put();
    return 0;
  }

  /** BPF_LINK_UPDATE. */
  replace(link: object, type: number, program: BpfProgram): number {
    const entry = this.slot(type).list.find((other) => other.link === link);
    if (!entry) return -ENOENT;
    program.get();
    entry.program.put();
    entry.program = program;
    return 0;
  }

  /** The group is gone. */
  release(): void {
    for (const { list } of this.slots.values()) for (const { program } of list) program.put();
    this.slots.clear();
  }
}

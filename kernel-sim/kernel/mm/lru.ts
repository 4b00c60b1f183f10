/**
 * Anonymous frames in order of use: two lists, as mm/vmscan.c keeps them. New pages join the inactive list (since Linux 5.9);
 * one that is found referenced there (A bit of a page-table entry) moves to the active one, and comes back when that is too long.
 */
export class Lru {
  /** Oldest first: a Set keeps the order of insertion. */
  readonly active = new Set<number>();
  readonly inactive = new Set<number>();

  add(frame: number): void {
    this.inactive.add(frame);
  }

  remove(frame: number): void {
    if (!this.inactive.delete(frame)) this.active.delete(frame);
  }

  activate(frame: number): void {
    this.inactive.delete(frame);
    this.active.add(frame);
  }

  deactivate(frame: number): void {
    if (this.active.delete(frame)) this.inactive.add(frame);
  }

  /** Second round for a page that cannot go now. */
  rotate(frame: number): void {
    if (this.inactive.delete(frame)) this.inactive.add(frame);
  }
}

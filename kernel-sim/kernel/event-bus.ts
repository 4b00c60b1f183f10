/** Who listens to which events. `wants` is one array read: an event that nobody wants is never made. */
import type { EventListener, KernelEvent } from './events';

type Type = KernelEvent['type'];

export class EventBus {
  private readonly listeners: { listener: EventListener; types: ReadonlySet<Type> | null }[] = [];
  private all = 0;
  private readonly counts = new Map<Type, number>();
  /** system calls are wanted as text. */
  tracing = false;

  wants(type: Type): boolean {
    return this.listeners.length > 0 && (this.all > 0 || (this.counts.get(type) ?? 0) > 0);
  }

  emit(event: KernelEvent): void {
    for (const { listener, types } of this.listeners) if (!types || types.has(event.type)) listener(event);
  }

  /** Without `types`: everything. Returns the way to stop listening. */
  listen(listener: EventListener, types?: readonly Type[]): () => void {
    const entry = { listener, types: types ? new Set(types) : null };
    this.listeners.push(entry);
    this.count(entry.types, 1);
    return () => {
      const at = this.listeners.indexOf(entry);
      if (at < 0) return;
      this.listeners.splice(at, 1);
      this.count(entry.types, -1);
    };
  }

  private count(types: ReadonlySet<Type> | null, change: number): void {
    if (!types) this.all += change;
    else for (const type of types) this.counts.set(type, (this.counts.get(type) ?? 0) + change);
    this.tracing = this.wants('syscall-enter') || this.wants('syscall-exit');
  }
}

/** Moves of an ordering exercise, and its first shuffle: the same for everybody and every visit, made from the exercise's id. */

/** `order` with `id` at position `to`; it is taken out of its old place, or added. */
export function moveTo(order: readonly string[], id: string, to: number): string[] {
  const without = order.filter((other) => other !== id);
  const at = Math.max(0, Math.min(without.length, to));
  return [...without.slice(0, at), id, ...without.slice(at)];
}

/** A fixed shuffle by a seed (xorshift over the characters of it, Fisher–Yates). */
export function shuffled<T>(items: readonly T[], seed: string): T[] {
  let state = 2166136261;
  for (const character of seed) state = Math.imul(state ^ character.charCodeAt(0), 16777619);
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const out = [...items];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = Math.floor(next() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

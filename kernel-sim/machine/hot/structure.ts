/**
 * The order of a region's blocks for WebAssembly, which has loops and forward branches alone: strongly connected components become
 * loops, inside which the edges back to the headers are taken away and the same is done again. A loop with several headers, or with an
 * entry of the function inside, is reached through a number that its head looks at; loops inside it stay loops.
 */

export interface BlockItem {
  kind: 'block';
  block: number;
}
export interface LoopItem {
  kind: 'loop';
  headers: number[];
  items: Item[];
  nodes: number[];
  /** Blocks that the head must be able to send control to; empty for a loop entered at its one header alone. */
  dispatch: number[];
}
export type Item = BlockItem | LoopItem;

export interface Graph {
  next: readonly (readonly number[])[];
  entries: ReadonlySet<number>;
}

/** Strongly connected components of `nodes` in topological order; edges to `cut` do not count. */
function components(nodes: readonly number[], graph: Graph, cut: ReadonlySet<number>): number[][] {
  const inside = new Set(nodes);
  const index = new Map<number, number>();
  const lowest = new Map<number, number>();
  const stack: number[] = [];
  const onStack = new Set<number>();
  const out: number[][] = [];
  // Tarjan, without recursion.
  for (const root of nodes) {
    if (index.has(root)) continue;
    const frames: { node: number; edge: number }[] = [{ node: root, edge: 0 }];
    while (frames.length > 0) {
      const frame = frames[frames.length - 1];
      const { node } = frame;
      if (frame.edge === 0) {
        index.set(node, index.size);
        lowest.set(node, index.get(node)!);
        stack.push(node);
        onStack.add(node);
      }
      const edges = graph.next[node];
      let descended = false;
      while (frame.edge < edges.length) {
        const to = edges[frame.edge++];
        if (!inside.has(to) || cut.has(to)) continue;
        if (!index.has(to)) {
          frames.push({ node: to, edge: 0 });
          descended = true;
          break;
        }
        if (onStack.has(to)) lowest.set(node, Math.min(lowest.get(node)!, index.get(to)!));
      }
      if (descended) continue;
      frames.pop();
      const parent = frames[frames.length - 1];
      if (parent) lowest.set(parent.node, Math.min(lowest.get(parent.node)!, lowest.get(node)!));
      if (lowest.get(node) !== index.get(node)) continue;
      const component: number[] = [];
      for (;;) {
        const member = stack.pop()!;
        onStack.delete(member);
        component.push(member);
        if (member === node) break;
      }
      out.push(component.sort((a, b) => a - b));
    }
  }
  return out.reverse();
}

export function structure(nodes: readonly number[], graph: Graph, cut: ReadonlySet<number> = new Set()): Item[] {
  const before = new Map<number, number[]>();
  graph.next.forEach((list, from) => {
    for (const to of list) before.set(to, [...(before.get(to) ?? []), from]);
  });
  return arrange(nodes, graph, cut, before);
}

function arrange(
  nodes: readonly number[],
  graph: Graph,
  cut: ReadonlySet<number>,
  before: ReadonlyMap<number, readonly number[]>,
): Item[] {
  return components(nodes, graph, cut).map((component): Item => {
    const [only] = component;
    if (component.length === 1 && (cut.has(only) || !graph.next[only].includes(only)))
      return { kind: 'block', block: only };
    const members = new Set(component);
    // Headers that are cut already belong to a loop around this one.
    const entered = component.filter((n) => (before.get(n) ?? []).some((p) => !members.has(p)));
    const called = component.filter((n) => graph.entries.has(n));
    const headers = entered.length > 0 ? entered : called.length > 0 ? [called[0]] : [only];
    const reached = new Set([...headers, ...called]);
    const items = arrange(component, graph, new Set([...cut, ...headers]), before);
    return {
      kind: 'loop',
      headers,
      items,
      nodes: component,
      dispatch: reached.size > 1 ? [...reached] : [],
    };
  });
}

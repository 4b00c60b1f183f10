/** What the address of an attempt asks for: a comment, or a step. */
export type Query = Record<string, string | string[] | undefined>;

export function openFrom({ comment, step }: Query): { comment: string | null; step: number | null } {
  const number = typeof step === 'string' && /^\d{1,16}$/.test(step) ? Number(step) : null;
  return { comment: typeof comment === 'string' ? comment : null, step: number };
}

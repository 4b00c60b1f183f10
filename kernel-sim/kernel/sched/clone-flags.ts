/** clone flags reach above bit 31 in clone3: they are tested as doubles. */
export function has(flags: number, flag: number): boolean {
  return Math.floor(flags / flag) % 2 === 1;
}

/** A Python program of seeded random expressions and format specs, each evaluated on its own: value or exception is printed. */
export function expressions(seed: number, count: number): string {
  let state = seed >>> 0;
  const below = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * n);
  };
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const int = () =>
    pick([
      '0',
      '1',
      '-1',
      '7',
      '-13',
      '255',
      '65536',
      '-99999',
      '2**31',
      '2**64',
      '-(2**70)',
      '10**18',
      '123456789012345678901',
    ]);
  const small = () => pick(['0', '1', '2', '3', '-2', '5']);
  const float = () =>
    pick(['0.0', '-0.0', '1.5', '-2.25', '0.1', '1e16', '1e-7', '123456.789', '1e300', '3.0', '2.675', '99.995']);
  const str = () => pick(["''", "'a'", "'abc'", "'Hello World'", "'日本x'", "'a,b,,c'", "'  pad '", "'x\\ny'", "'%d'"]);
  const list = () =>
    pick([
      '[]',
      '[1, 2, 3]',
      "['b', 'a']",
      '[[1], 2]',
      '(1, 2)',
      '(5,)',
      '()',
      'range(5)',
      '{3: 1}',
      '{1, 2, 3}',
      "b'ab'",
    ]);
  const value = (): string => pick([int, int, float, str, list, () => 'None', () => 'True'])();
  const spec = () =>
    `${pick(['', '', '<', '>', '^', '*^', '0=', '='])}${pick(['', '', '+', ' ', '-'])}${pick(['', '0', ''])}${pick(['', '8', '12', '3'])}${pick(['', '', ',', '_'])}${pick(['', '', '.2', '.0', '.5'])}${pick(['', 'd', 'x', 'b', 'f', 'e', 'g', 's', '%', 'X', 'o', 'c', 'G'])}`;
  const slice = () =>
    `[${pick(['', small()])}:${pick(['', small()])}${pick(['', `:${pick(['1', '2', '-1', '-2'])}`])}]`;
  const make: readonly (() => string)[] = [
    () => `${int()} ${pick(['+', '-', '*', '//', '%', '/', '&', '|', '^', '<', '==', '>='])} ${int()}`,
    () => `${float()} ${pick(['+', '-', '*', '//', '%', '/', '<', '=='])} ${pick([int, float])()}`,
    () => `${int()} ${pick(['<<', '>>', '**'])} ${small()}`,
    () => `${value()} ${pick(['+', '*', '-', '==', '<', 'in', 'and', 'or', '%'])} ${value()}`,
    () => `${pick([str, list])()}${slice()}`,
    () => `format(${pick([int, float, str, float])()}, '${spec()}')`,
    () =>
      `'%${pick(['', '-', '+', '0', '#', ' '])}${pick(['', '6', '2'])}${pick(['', '.2', '.0'])}${pick(['d', 's', 'r', 'x', 'f', 'e', 'g', 'o', 'c'])}' % ${pick([int, float, str])()}`,
    () =>
      `${str()}.${pick(['upper', 'lower', 'title', 'strip', 'split', 'isalpha', 'isdigit', 'swapcase', 'capitalize', 'splitlines', 'encode', 'islower'])}()`,
    () =>
      `${str()}.${pick(['find', 'count', 'split', 'replace', 'partition', 'startswith', 'center', 'zfill', 'index', 'join'])}(${pick([str, small, str])()})`,
    () =>
      `${pick(['repr', 'str', 'int', 'float', 'bool', 'len', 'abs', 'list', 'tuple', 'sorted', 'hex', 'bin', 'round', 'sum', 'max', 'hash', 'ascii', 'type', 'reversed', 'dict', 'chr', 'ord'])}(${pick([int, float, list, str, list])()})`.replace(
        /^hash\('.*|^hash\(b'.*/,
        'hash(1)',
      ),
    () => `round(${float()}, ${small()})`,
    () => `divmod(${pick([int, float])()}, ${pick([int, float])()})`,
    () => `[x ${pick(['*', '+', '-', '%'])} ${small()} for x in ${list()} if ${pick(['x', 'True', 'x != 2'])}]`,
    () => `f'{${pick([int, float])()}:${spec()}}|{${str().replaceAll("'", '"').replaceAll('\\n', ' ')}!r:>8}'`,
  ];
  const lines: string[] = [
    'def t(s):',
    '    try: v = repr(eval(s))',
    "    except Exception as e: v = f'{type(e).__name__}: {e}'",
    "    print(s, '->', v if ' at 0x' not in v else 'object')",
  ];
  while (lines.length < count) {
    const text = pick(make)();
    /* What would fill the memory, and messages that differ by design (docs/python.md), stay out. */
    if (
      /\* (2\*\*31|123456789012345678901|10\*\*18)|(2\*\*31|10\*\*18) \* ['[(br]|b'ab' %|2\*\*(31|64) \*\*|^chr\(/.test(
        text,
      )
    )
      continue;
    lines.push(`t(${JSON.stringify(text)})`);
  }
  return `${lines.join('\n')}\n`;
}

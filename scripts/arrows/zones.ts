/** Who may import whom: ARCHITECTURE's arrows as a table. A zone may always import itself. */

/** First match wins. */
const ZONES: readonly [zone: string, path: RegExp][] = [
  ['conformance', /^kernel-sim\/(.+\/)?(conformance|tests|testing)\//],
  ['machine', /^kernel-sim\/machine\//],
  ['words', /^kernel-sim\/(toolchain\/(messages\/|diagnostics\.ts$)|kernel\/bpf\/(explain\/|verifier\/messages\.ts$))/],
  ['toolchain', /^kernel-sim\/toolchain\//],
  ['kernel', /^kernel-sim\/kernel\//],
  ['userland', /^kernel-sim\/userland\//],
  ['lab public', /^kernel-sim\/lab\/(index|types|checks|common-messages|text)\.ts$/],
  ['lab', /^kernel-sim\/lab\//],
  ['cli', /^kernel-sim\/cli\//],
  ['exercises', /^content\/\d\d-/],
  ['content', /^content\//],
  ['server', /^app\/_server\//],
  ['api', /^app\/api\//],
  ['shared', /^app\/(_shared|_i18n)\//],
  ['ui', /^app\/_ui\//],
  ['lesson', /^app\/_lesson\//],
  ['pages', /^app\/|^mdx-components\.tsx$/],
  ['prisma', /^prisma\//],
  ['house', /./],
];

const ANY = ['*'];

export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  machine: [],
  toolchain: ['words'],
  words: ['toolchain', 'kernel'], // the verifier's words know its types
  kernel: ['machine', 'words'],
  userland: ['words', 'toolchain', 'lab', 'kernel'], // build.ts, which ends by publishing the assets; strace's tables are the kernel's
  'lab public': ['words', 'lab', 'kernel', 'machine', 'toolchain', 'userland'],
  lab: ['words', 'lab public', 'kernel', 'machine', 'toolchain', 'userland'],
  conformance: ['words', 'lab', 'lab public', 'kernel', 'machine', 'toolchain', 'userland', 'cli'],
  cli: ['words', 'lab', 'lab public', 'kernel', 'machine', 'toolchain', 'userland', 'content'],
  exercises: ['content', 'lab public'],
  content: ['exercises', 'lab', 'lab public'],
  shared: ['lab public'],
  ui: ['shared'],
  lesson: ['words', 'shared', 'ui', 'lab', 'lab public', 'content', 'kernel', 'toolchain'],
  server: ['shared', 'content', 'lab public', 'prisma'],
  api: ['server', 'shared'],
  pages: ['server', 'shared', 'ui', 'lesson', 'content', 'lab public'],
  prisma: [],
  house: ANY,
};

export function zoneOf(file: string): string {
  return ZONES.find(([, path]) => path.test(file))?.[0] ?? 'house';
}

export function mayImport(from: string, to: string): boolean {
  const [a, b] = [zoneOf(from), zoneOf(to)];
  const allowed = MAY_IMPORT[a];
  return a === b || allowed === ANY || allowed.includes(b);
}

/** Inside a zone, what may be imported as types only: a lesson's view code knows the shapes of kernel and compiler, not their code. */
export const TYPES_ONLY: readonly [from: string, to: string][] = [
  ['lesson', 'kernel'],
  ['lesson', 'toolchain'],
];

/** kernel-sim files that belong to a host (of userland/ all but the reader of what it builds): they may use Node, a Worker or the clock. */
export const HOST_SIDE =
  /^kernel-sim\/(cli|(.+\/)?(conformance|tests|testing|bench))\/|\.(test|bench)\.ts$|^kernel-sim\/userland\/(?!sysroot\.ts$)[^/]+\.ts$|^kernel-sim\/lab\/(worker|publish|node-assets)\.ts$/;

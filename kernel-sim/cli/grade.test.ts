/** What a tab may send and what is refused: one honest record, and everything that a forger might change about it. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { solutionOf } from '../../content/answers';
import { loaders } from '../../content/generated/registry';
import {
  type Exercise,
  MAX_RECORD,
  REFUSALS,
  type RunRecord,
  readRecord,
  refusalOf,
  runToEnd,
  SHELL_CPUS,
} from '../lab';
import { loadAssets } from '../lab/node-assets';
import { type GradeAnswer, grade } from './grade';

const assets = loadAssets();
/** write-grep varies by seed; read-keys has a file that is given; the other is a shell. */
const [GREP, KEYS, SHELL] = ['ex_g2p8', 'ex_n2k7', 'ex_r8g2'];
const honest: Record<string, { record: RunRecord; digest: string; exercise: Exercise }> = {};

beforeAll(async () => {
  for (const id of [GREP, KEYS, SHELL]) {
    const exercise = await loaders[id]();
    const report = runToEnd(exercise, solutionOf(exercise), { assets, seed: 1, exerciseHash: 'h' });
    honest[id] = { record: report.record, digest: report.digest, exercise };
  }
});

const ask = (record: unknown, seeds: readonly number[] = []): Promise<GradeAnswer> =>
  grade(JSON.stringify({ record, seeds }));
type Loose = Record<string, unknown> & { submission: { files: { path: string; text: string }[] } };
const copy = (id: string): Loose => JSON.parse(JSON.stringify(honest[id].record));

describe('an honest record', () => {
  test.each([GREP, KEYS, SHELL])('of %s passes with the digest of the tab', async (id) => {
    expect(await ask(honest[id].record)).toMatchObject({ digest: honest[id].digest, passed: true });
  });

  test('of every exercise’s solution is one that the exercise allows', async () => {
    for (const [id, load] of Object.entries(loaders)) {
      const exercise = await load();
      const solution = solutionOf(exercise);
      const shell = exercise.kind === 'shell';
      const cpus = shell ? (exercise.cpus ?? SHELL_CPUS) : 'run' in exercise ? (exercise.run?.cpus ?? 1) : 1;
      const submission = solution.kind === 'shell' ? { ...solution, inputs: [] } : solution;
      const head = { version: 1, simHash: 's', toolHash: 't', exerciseId: id, exerciseHash: 'h', cpus, seed: 1 };
      const record = readRecord({ ...head, submission, inputs: [], ...(shell ? { endAt: 1 } : {}) });
      expect(record, id).not.toBeNull();
      expect(refusalOf(exercise, record as RunRecord), id).toBeNull();
    }
  });
});

describe('a forged record is refused', () => {
  const file = (path: string, text: string) => (r: Loose) => {
    r.submission.files = [...r.submission.files.filter((f) => f.path !== path), { path, text }];
  };
  const forgeries: [what: string, id: string, refusal: string, change: (r: Loose) => void][] = [
    ['a field that sets limits', GREP, 'malformed', (r) => Object.assign(r, { limits: { instructions: 1e15 } })],
    ['a field with files of its own', GREP, 'malformed', (r) => Object.assign(r, { files: [] })],
    ['another version of records', GREP, 'malformed', (r) => Object.assign(r, { version: 2 })],
    ['a seed that is no number', GREP, 'malformed', (r) => Object.assign(r, { seed: 'one' })],
    ['a seed with a fraction', GREP, 'malformed', (r) => Object.assign(r, { seed: 1.5 })],
    ['no submission', GREP, 'malformed', (r) => Reflect.deleteProperty(r, 'submission')],
    ['a submission of an unknown kind', GREP, 'malformed', (r) => Object.assign(r, { submission: { kind: 'elf' } })],
    ['a kind that every object has', GREP, 'malformed', (r) => Object.assign(r, { submission: { kind: 'toString' } })],
    [
      'a submission of another kind',
      GREP,
      'other-kind',
      (r) => Object.assign(r, { submission: { kind: 'order', order: [] } }),
    ],
    [
      'an exercise that is not in the course',
      GREP,
      'unknown-exercise',
      (r) => Object.assign(r, { exerciseId: 'ex_none' }),
    ],
    [
      'an exercise named like a method',
      GREP,
      'unknown-exercise',
      (r) => Object.assign(r, { exerciseId: 'constructor' }),
    ],
    [
      'input where none is taken',
      GREP,
      'inputs',
      (r) => Object.assign(r, { inputs: [{ at: 5, device: 'stdin', bytes: 'kernel\n' }] }),
    ],
    [
      'keys of one’s own',
      KEYS,
      'inputs',
      (r) => Object.assign(r, { inputs: [{ at: 5, device: 'keyboard', bytes: 'b' }] }),
    ],
    ['an end of one’s own', GREP, 'inputs', (r) => Object.assign(r, { endAt: 10 })],
    ['more processors', GREP, 'other-machine', (r) => Object.assign(r, { cpus: 64 })],
    [
      'a file that the exercise does not have',
      GREP,
      'unknown-file',
      file('/usr/include/unistd.h', '#define write(a, b, c) c'),
    ],
    ['a given file changed', KEYS, 'changed-file', file('serial.h', 'static void put_char(char c) {}')],
    ['a file twice', GREP, 'malformed', (r) => r.submission.files.push(r.submission.files[0])],
    ['a shell without an end', SHELL, 'inputs', (r) => Reflect.deleteProperty(r, 'endAt')],
    [
      'a shell typed at from another device',
      SHELL,
      'inputs',
      (r) => Object.assign((r.inputs as object[])[0], { device: 'stdin' }),
    ],
    ['a shell typed at after its end', SHELL, 'inputs', (r) => Object.assign(r, { endAt: 1 })],
    ['a shell with two stories', SHELL, 'inputs', (r) => Object.assign(r, { inputs: [] })],
  ];
  test.each(forgeries)('%s', async (_what, id, refusal, change) => {
    const record = copy(id);
    change(record);
    expect(await ask(record)).toEqual({ refused: refusal });
  });

  test('for every reason that there is, and the documents know them all', () => {
    const tried = new Set([...forgeries.map(([, , refusal]) => refusal), 'too-large']);
    expect([...REFUSALS].filter((refusal) => !tried.has(refusal))).toEqual([]);
    const documents = readFileSync(new URL('../../docs/grading.md', import.meta.url), 'utf8');
    expect(REFUSALS.filter((refusal) => !documents.includes(`\`${refusal}\``))).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['null', 'null'],
    ['a list', '[]'],
    ['no record', '{"seeds":[]}'],
    ['a record that is a text', '{"record":"x"}'],
    ['brackets a million deep', `{"record":${'['.repeat(400_000)}${']'.repeat(400_000)}}`],
  ])('%s is malformed', async (_what, text) => {
    expect(await grade(text)).toEqual({ refused: 'malformed' });
  });

  test('more than a record may hold is not even parsed', async () => {
    expect(await grade(`{"record":"${'x'.repeat(MAX_RECORD + 20_000)}"}`)).toEqual({ refused: 'too-large' });
  });
});

describe('what changes a record’s meaning changes its digest', () => {
  test('another seed gives other inputs, and so another digest', async () => {
    const answer = await ask({ ...copy(GREP), seed: 2 });
    expect('digest' in answer && answer.digest).not.toBe(honest[GREP].digest);
  });

  test('hashes of versions are compared by the server; they do not change the run', async () => {
    const answer = await ask({ ...copy(GREP), exerciseHash: 'another', simHash: 'another' });
    expect(answer).toMatchObject({ digest: honest[GREP].digest });
  });
});

describe('seeds of the server', () => {
  const printed = async () => {
    const { exercise } = honest[GREP];
    const wrong = 'wrong' in exercise && exercise.kind === 'program' ? exercise.wrong : [];
    const files = wrong.find(({ name }) => name === 'prints-the-text')?.files;
    return { ...copy(GREP), submission: { kind: 'code', files } };
  };

  test('are all run for a right solution, no more than the exercise asks for', async () => {
    const answer = await ask(honest[GREP].record, [11, 12, 13, 14, 15]);
    expect('seeds' in answer && answer.seeds).toEqual(
      [11, 12, 13].map((seed) => ({ seed, passed: true, failed: null })),
    );
  });

  test('catch a program that prints the expected text: its run passes, the first seed does not', async () => {
    const answer = await ask(await printed(), [11, 12, 13]);
    expect(answer).toMatchObject({ passed: true, seeds: [{ seed: 11, passed: false, failed: { code: 'not-lines' } }] });
  });

  test('mean nothing to an exercise that does not vary', async () => {
    expect(await ask(honest[SHELL].record, [11])).toMatchObject({ passed: true, seeds: [] });
  });
});

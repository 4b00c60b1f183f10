/** The typical wrong answers of an exercise: failed runs put together by what failed and by their text, spaces and comments aside. Pure. */
import type { Submission } from '@ringzero/kernel-sim/lab/types';
import type { AnswerCluster, FailingCheck } from '@/app/_shared/insight';
import { tokensOf } from './similar/tokens';

export interface FailedRun {
  attemptId: string;
  userId: string;
  check: AnswerCluster['check'];
  submission: Submission;
}

const SHOWN = 8;

/** What was handed in, as one text to show. */
export function textOf(submission: Submission): string {
  switch (submission.kind) {
    case 'code':
      return submission.files
        .filter((file) => file.editable !== false)
        .map((file) => (submission.files.length > 1 ? `/* ${file.path} */\n${file.text}` : file.text))
        .join('\n');
    case 'shell':
      return submission.inputs
        .map((input) => input.bytes)
        .join('')
        .replaceAll('\r', '\n');
    case 'predict':
      return Object.entries(submission.answers)
        .map(([question, answer]) => `${question}: ${answer}`)
        .join('\n');
    case 'order':
      return submission.order.join('\n');
  }
}

/** The same for texts that differ in spaces and comments only. */
function normalised(submission: Submission): string {
  if (submission.kind !== 'code') return textOf(submission).replace(/\s+/g, ' ').trim();
  return tokensOf(textOf(submission))
    .map((token) => token.text)
    .join(' ');
}

export function clustersOf(runs: readonly FailedRun[]): AnswerCluster[] {
  const clusters = new Map<string, { runs: FailedRun[]; people: Set<string> }>();
  for (const run of runs) {
    const key = `${run.check?.id ?? ''}\n${run.check?.code ?? ''}\n${normalised(run.submission)}`;
    const found = clusters.get(key) ?? { runs: [], people: new Set<string>() };
    found.runs.push(run);
    found.people.add(run.userId);
    clusters.set(key, found);
  }
  return [...clusters.values()]
    .filter(({ runs: own }) => own.length > 1)
    .sort((a, b) => b.people.size - a.people.size || b.runs.length - a.runs.length)
    .slice(0, SHOWN)
    .map(({ runs: [example, ...rest], people }) => ({
      check: example.check,
      people: people.size,
      runs: rest.length + 1,
      example: { attemptId: example.attemptId, text: textOf(example.submission) },
    }));
}

/** Which check fails first how often. */
export function failingChecks(runs: readonly Omit<FailedRun, 'submission'>[]): FailingCheck[] {
  const found = new Map<string, FailingCheck & { who: Set<string> }>();
  for (const { check, userId } of runs) {
    if (check === null) continue;
    const key = `${check.id}\n${check.code}`;
    const entry = found.get(key) ?? { ...check, runs: 0, people: 0, who: new Set<string>() };
    entry.runs += 1;
    entry.who.add(userId);
    found.set(key, entry);
  }
  return [...found.values()]
    .map(({ who, ...entry }) => ({ ...entry, people: who.size }))
    .sort((a, b) => b.people - a.people || b.runs - a.runs);
}

/** What the pages make of the manifest and of exercises: where "continue" leads, what is to come, what crosses to the page. */
import type { Exercise } from '@ringzero/kernel-sim/lab/types';
import { describe, expect, test } from 'vitest';
import type { LessonView } from './course-view';
import { localizeExercise } from './model';
import { nextStep } from './next-step';

const lesson = (id: string, ...exercises: string[]): LessonView => ({
  id,
  slug: id,
  title: id,
  summary: '',
  minutes: 10,
  ready: true,
  href: `/en/c/${id}`,
  exercises: exercises.map((e) => ({ id: e, title: e })),
});
const lessons = [lesson('l1', 'a', 'b'), lesson('l2', 'c')];

describe('continue', () => {
  test('nothing for somebody new', () => {
    expect(nextStep(lessons, new Map(), null)).toBe(null);
  });
  test('the exercise that was left open', () => {
    expect(nextStep(lessons, new Map([['a', 'passed']]), { lessonId: 'l1', exerciseId: 'b' })?.href).toBe('/en/c/l1#b');
  });
  test('the next one when the last place is passed', () => {
    expect(
      nextStep(
        lessons,
        new Map([
          ['a', 'passed'],
          ['b', 'passed'],
        ]),
        { lessonId: 'l1', exerciseId: 'b' },
      )?.href,
    ).toBe('/en/c/l2#c');
  });
  test('what was skipped comes after the end', () => {
    expect(nextStep(lessons, new Map([['c', 'passed']]), { lessonId: 'l2', exerciseId: 'c' })?.href).toBe('/en/c/l1#a');
  });
  test('the last lesson when all is done', () => {
    const all = new Map(['a', 'b', 'c'].map((e) => [e, 'passed']));
    expect(nextStep(lessons, all, { lessonId: 'l2', exerciseId: 'c' })).toEqual({
      href: '/en/c/l2',
      lesson: 'l2',
      exercise: null,
    });
  });
});

test('an exercise crosses to the page in one language, without its checks’ code, its blocks in no telling order', () => {
  const l = (text: string) => ({ ja: `${text}じゃ`, en: text });
  const exercise: Exercise = {
    id: 'ex',
    kind: 'order',
    title: l('t'),
    task: l('do'),
    hints: [l('h')],
    messages: { m: l('msg') },
    success: l('ok'),
    wrong: [],
    rules: [],
    blocks: [
      { id: 'z', text: l('first') },
      { id: 'a', text: l('second') },
    ],
    distractors: [{ id: 'm', text: l('not') }],
  };
  const data = localizeExercise(exercise, 'ja', 'h', 2);
  expect(data.blocks.map((b) => b.id)).toEqual(['a', 'm', 'z']);
  expect(data.messages.m).toBe('msgじゃ');
  expect(() => structuredClone(data)).not.toThrow();
});

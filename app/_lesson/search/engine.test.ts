import { expect, test } from 'vitest';
import { LessonSearch, tokens } from './engine';

const documents = [
  { id: 'a', chapter: '1', lesson: 'The door', heading: '', text: 'write is a system call. mmap makes a region.' },
  { id: 'b', chapter: '1', lesson: '扉', heading: '', text: 'システムコールは番号の付いた扉です。write は1です。' },
  { id: 'c', chapter: '2', lesson: 'Signals', heading: 'Job control', text: 'Ctrl-Z sends SIGTSTP.' },
];
const search = new LessonSearch(documents);
const ids = (query: string) => search.find(query).map((hit) => hit.id);

test('Japanese is found wherever its characters stand together', () => {
  expect(tokens('番号 write')).toEqual(['番号', 'write']);
  expect(ids('システムコール')).toEqual(['b']);
  expect(ids('コールは番号')).toEqual(['b']);
  expect(ids('号番')).toEqual([]);
});

test('words, beginnings of words, and small slips', () => {
  expect(ids('SIGTSTP')).toEqual(['c']);
  expect(ids('sigt')).toEqual(['c']);
  expect(ids('sistem')).toEqual(['a']);
  expect(ids('write mmap')).toEqual(['a']);
});

test('nothing is found for nothing', () => {
  expect(ids('')).toEqual([]);
  expect(ids('！？')).toEqual([]);
});

test('the excerpt shows what matched', () => {
  expect(search.find('mmap')[0].excerpt[1]).toBe('mmap');
  expect(search.find('番号の付いた')[0].excerpt[1]).toBe('番号の付いた');
});

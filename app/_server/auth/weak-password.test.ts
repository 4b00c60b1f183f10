import { expect, it } from 'vitest';
import { isWeak } from './weak-password';

it.each([
  'password',
  'Password1',
  'password123!',
  'P@ssw0rd',
  'passwordpassword',
  '12345678',
  '87654321',
  '1234567890',
  'qwertyui',
  'aaaaaaaa',
  'abababab',
  '1qaz2wsx',
  'abcdefgh',
  'iloveyou1',
  'welcome2024',
  'qwerty123',
  'RingZero1',
  'linux-2026',
  'kernel!!!',
  'adalovelace1',
  'ada.lovelace',
  '１２３４５６７８',
])('%s is among the first that anybody tries', (password) => {
  expect(isWeak(password, { name: 'AdaLovelace', email: 'ada.lovelace@example.org' })).toBe(true);
});

it.each([
  'correct horse',
  'correct horse battery',
  'the linux kernel was begun in 1991',
  'かいぐんのれきし',
  'ring-zero-demo',
  'a new password',
  'tr0ub4dor&3',
  'passworthless evenings',
])('%s may be taken', (password) => {
  expect(isWeak(password, { name: 'Ada', email: 'a@example.org' })).toBe(false);
});

import { expect, it } from 'vitest';
import { classRoleOf } from './roles';

const M = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const I = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person';

it.each([
  ['an instructor', [`${M}#Instructor`], 'teacher'],
  ['by the short name', ['Instructor'], 'teacher'],
  ['an administrator of the course', [`${M}#Administrator`], 'teacher'],
  ['a designer', [`${M}#ContentDeveloper`], 'teacher'],
  ['a learner', [`${M}#Learner`, `${I}#Student`], 'student'],
  ['an instructor elsewhere who learns here', [`${M}#Learner`, `${I}#Instructor`], 'student'],
  ['a teaching assistant as Canvas sends one', [`${M}/Instructor#TeachingAssistant`, `${M}#Instructor`], 'assistant'],
  ['a teaching assistant alone', [`${M}/Instructor#TeachingAssistant`], 'assistant'],
  ['a grader', [`${M}/Instructor#Grader`], 'assistant'],
  [
    'an assistant who is the main teacher as well',
    [`${M}/Instructor#TeachingAssistant`, `${M}/Instructor#PrimaryInstructor`],
    'teacher',
  ],
  ['a guest who learns', [`${M}/Learner#GuestLearner`], 'student'],
  ['the platform’s administrator without a part in the course', [`${I}#Administrator`], 'teacher'],
  ['the test student', ['http://purl.imsglobal.org/vocab/lti/system/person#TestUser'], 'student'],
  ['a mentor', [`${M}#Mentor`], null],
  ['a mentor who studies elsewhere', [`${M}#Mentor`, `${I}#Student`], null],
  ['nobody', [], null],
  ['a made-up role', ['https://evil.example/roles#Instructor', 'constructor'], null],
] as const)('%s', (_who, roles, expected) => {
  expect(classRoleOf(roles)).toBe(expected);
});

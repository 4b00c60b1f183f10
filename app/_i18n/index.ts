/** The dictionary of a language, for server components; client components get the same object from `useI18n`. */
import { debug } from './debug';
import { exercise } from './exercise';
import { home } from './home';
import { inspect } from './inspect';
import { lab } from './lab';
import type { Language } from './language';
import { lesson } from './lesson';
import { search } from './search';
import { shell } from './shell';
import { verdict } from './verdict';

export { fill, groupDigits } from './define';
export * from './language';

export const AREAS = { shell, home, lesson, exercise, debug, inspect, search, lab, verdict } as const;
export type Dictionary = { readonly [A in keyof typeof AREAS]: (typeof AREAS)[A]['ja'] };

const dictionaries: Readonly<Record<Language, Dictionary>> = { ja: pick('ja'), en: pick('en') };

function pick(lang: Language): Dictionary {
  return {
    shell: shell[lang],
    home: home[lang],
    lesson: lesson[lang],
    exercise: exercise[lang],
    debug: debug[lang],
    inspect: inspect[lang],
    search: search[lang],
    lab: lab[lang],
    verdict: verdict[lang],
  };
}

/** All messages in one language. */
export function dictionary(lang: Language): Dictionary {
  return dictionaries[lang];
}

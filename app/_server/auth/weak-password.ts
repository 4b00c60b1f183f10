/**
 * Passwords that everybody tries first. Besides a list of the most used ones (of eight characters and more), what is made of the
 * site's own words, of the person's name or address, of one character, or of keys in a row. Asked when a password is chosen.
 */

/** Words that mean this site: with anything around them they are no secret here. */
export const CONTEXT_WORDS = ['ringzero', 'ring-zero', 'ring zero', 'linux', 'kernel'];

const ROWS = [
  '01234567890',
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
  'あいうえおかきくけこ',
];

/** Common stems; with digits or signs around them, or in a row of two, they are still the first guesses. */
const STEMS =
  'password passwort passw0rd p@ssword p@ssw0rd pass motdepasse contrasena senha heslo parola letmein welcome iloveyou sunshine princess football baseball basketball superman batman spiderman starwars pokemon dragon monkey master shadow michael jennifer jessica charlie jordan hunter ranger buster soccer hockey killer george andrew thomas robert daniel matthew joshua ashley nicole hannah amanda summer winter spring autumn computer internet samsung google facebook youtube minecraft naruto doraemon pikachu sakura nippon tokyo osaka arigato konnichiwa watashi himitsu angel flower cheese chocolate freedom whatever trustno1 secret student teacher school admin administrator root toor user guest test testing login access hello changeme default qwerty azerty asdf zxcv abc abcd abcdef iloveu lovely purple orange banana cookie ginger pepper maggie mustang corvette harley yankees liverpool chelsea arsenal barcelona juventus'.split(
    ' ',
  );

interface Owner {
  name?: string;
  email?: string;
}

/** True for a password that should not be taken. */
export function isWeak(password: string, { name = '', email = '' }: Owner = {}): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  const bare = text.replace(/[\d\s!-/:-@[-`{-~]+/g, '');
  if (new Set(text).size <= 2) return true;
  if (isRow(text)) return true;
  const own = [email.split('@')[0], name].map((word) => word.trim().toLowerCase()).filter((word) => word.length >= 4);
  const words = [...CONTEXT_WORDS, ...own];
  // The word and no more than three other letters; a sentence that happens to have it in is fine.
  if (words.some((word) => text.includes(word) && text.replace(word, '').replace(/[^\p{L}]/gu, '').length <= 3))
    return true;
  return STEMS.some((stem) => {
    const plain = stem.replace(/[^a-z]/g, '') || stem;
    return text === stem || text === stem + stem || (bare.length > 0 && (bare === plain || bare === plain + plain));
  });
}

/** Keys next to each other, either way, also twice. */
function isRow(text: string): boolean {
  const half = text.length % 2 === 0 && text.slice(0, text.length / 2) === text.slice(text.length / 2);
  const one = half ? text.slice(0, text.length / 2) : text;
  const back = [...one].reverse().join('');
  return one.length >= 4 && ROWS.some((row) => row.includes(one) || row.includes(back));
}

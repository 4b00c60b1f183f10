/**
 * The colours of code in lessons, given to Shiki at build time: names of the site's tokens (app/_ui/tokens.css), so that
 * one highlighted page serves light, dark and high contrast.
 */
const colours = {
  'var(--code-comment)': ['comment', 'punctuation.definition.comment', 'string.comment'],
  'var(--code-keyword)': [
    'keyword',
    'storage',
    'storage.type',
    'keyword.control.directive',
    'meta.preprocessor keyword',
  ],
  'var(--code-string)': ['string', 'string.quoted', 'punctuation.definition.string', 'meta.preprocessor string'],
  'var(--code-number)': [
    'constant',
    'constant.numeric',
    'constant.character',
    'constant.language',
    'variable.other.constant',
  ],
  'var(--code-function)': [
    'entity.name.function',
    'support.function',
    'meta.function-call entity.name',
    'entity.name.command',
  ],
  'var(--code-punctuation)': ['punctuation', 'meta.brace', 'keyword.operator'],
};

export const codeTheme = {
  name: 'ringzero',
  type: 'light',
  fg: 'var(--code-text)',
  bg: 'transparent',
  settings: Object.entries(colours).map(([foreground, scope]) => ({ scope, settings: { foreground } })),
};

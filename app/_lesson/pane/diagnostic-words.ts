/** The compiler's messages in words, with what to try after them. File, line and severity are shown beside them, not in them. */
import type { Diagnostic } from '@ringzero/kernel-sim/toolchain/diagnostics';
import { messageText } from '@ringzero/kernel-sim/toolchain/messages';
import type { Language } from '../../_i18n/language';

export function wordsOf(diagnostic: Diagnostic, lang: Language): string {
  const { code, params, hint, notes = [] } = diagnostic;
  const lines = [messageText(code, params, lang)];
  if (hint) lines.push(messageText(hint.code, hint.params, lang));
  for (const note of notes) lines.push(`${note.at.line}: ${wordsOf(note, lang)}`);
  return lines.join('\n');
}

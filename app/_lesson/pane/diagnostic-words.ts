/** The compiler's messages in words, with what to try after them. */
import type { Diagnostic } from '@ringzero/kernel-sim/toolchain/diagnostics';
import { renderDiagnostic } from '@ringzero/kernel-sim/toolchain/messages';
import type { Language } from '../../_i18n/language';

export const wordsOf = (diagnostic: Diagnostic, lang: Language): string => renderDiagnostic(diagnostic, lang);

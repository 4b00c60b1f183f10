/**
 * Terminal output for readers that hear it: CSI and OSC sequences (ECMA-48 5.4, 8.3.89) and bells removed, carriage
 * returns and backspaces applied.
 */
const ESC = '\\u001b';
const BEL = '\\u0007';
const UNHEARD = new RegExp(
  `${ESC}\\[[0-9;?]*[ -/]*[@-~]|${ESC}\\][^${BEL}]*(?:${BEL}|${ESC}\\\\)|${ESC}[@-_]|${BEL}`,
  'g',
);

export function plainText(raw: string): string {
  let out = '';
  for (const character of raw.replace(UNHEARD, '').replaceAll('\r\n', '\n')) {
    if (character === '\b') out = out.slice(0, -1);
    else if (character === '\r') out = out.slice(0, out.lastIndexOf('\n') + 1);
    else out += character;
  }
  return out;
}

/** Terminal output for readers that hear it. */

/** Terminal output as text: CSI and OSC sequences and bells removed, carriage returns and backspaces applied. */
export function plainText(raw: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are
  const visible = raw
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*(?:\u0007|\u001b\\)|\u001b[@-_]|\u0007/g, '')
    .replaceAll('\r\n', '\n');
  let out = '';
  for (const character of visible) {
    if (character === '\b') out = out.slice(0, -1);
    else if (character === '\r') out = out.slice(0, out.lastIndexOf('\n') + 1);
    else out += character;
  }
  return out;
}

/** Files of the reader's own computer into /root of the machine, and what to say about each. */
import type { Dictionary } from '../../_i18n';
import { fill, groupDigits } from '../../_i18n/define';
import type { Language } from '../../_i18n/language';
import type { FreeMachine } from '../session/free-machine';
import { guestName, kindOf } from './elf';

export const LARGEST = 16 << 20;
const MOST = 16;

export interface PutIn {
  tone: 'info' | 'bad';
  text: string;
}

export async function putIn(
  machine: FreeMachine,
  files: readonly File[],
  words: { lang: Language; t: Dictionary['lab'] },
  say: (lines: readonly PutIn[]) => void,
): Promise<void> {
  const { lang, t } = words;
  const said: PutIn[] = [];
  if (files.length > MOST) said.push({ tone: 'bad', text: t.dropMany });
  for (const file of files.slice(0, MOST)) {
    const size = groupDigits(file.size, lang);
    if (file.size > LARGEST) {
      said.push({ tone: 'bad', text: fill(t.dropLarge, { name: file.name, size }) });
      say([...said]);
      continue;
    }
    say([...said, { tone: 'info', text: fill(t.dropBusy, { name: file.name }) }]);
    said.push(await putOne(machine, file, size, t));
    say([...said]);
  }
}

async function putOne(machine: FreeMachine, file: File, size: string, t: Dictionary['lab']): Promise<PutIn> {
  const failed = (error: string): PutIn => ({ tone: 'bad', text: fill(t.dropFailed, { name: file.name, error }) });
  let data: Uint8Array;
  try {
    data = new Uint8Array(await file.arrayBuffer());
  } catch {
    // A folder, or a file that went away.
    return failed(file.name);
  }
  if (!(await machine.ready())) return failed(t.machineOff);
  const kind = kindOf(data);
  const name = guestName(file.name);
  const path = `/root/${name}`;
  const answer = await machine.ask<'put-file'>({ type: 'put-file', path, mode: 0o755, data });
  if (!answer || answer.error === 'off') return failed(t.machineOff);
  if (answer.error) return failed(answer.error);
  const place = { path, size };
  switch (kind.type) {
    case 'program':
      return { tone: 'info', text: fill(t.dropRun, { ...place, run: path }) };
    case 'module':
      return { tone: 'info', text: fill(t.dropRun, { ...place, run: `insmod ${path}` }) };
    case 'other-machine':
      return { tone: 'bad', text: fill(t.dropOther, { path, machine: kind.machine }) };
    case 'dynamic':
      return { tone: 'bad', text: fill(t.dropDynamic, { path, interpreter: kind.interpreter }) };
    case 'file':
      return { tone: 'info', text: fill(t.dropFile, place) };
  }
}

/** The recorded screen of a booting machine, shown before (and without) the live one. A test compares it with the simulator's own boot. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const bootTranscript = (): Promise<string> => readFile(join(process.cwd(), 'app/_lesson/home/boot.txt'), 'utf8');

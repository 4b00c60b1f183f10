/** Removes the data of the browser tests. */
import { rmSync } from 'node:fs';

export default function teardown(): void {
  rmSync(process.env.E2E_DATA ?? '', { recursive: true, force: true });
}

/** The table form of the layers map: the trace itself. Pure. */
import type { PictureProps } from './picture';
import { DataTable } from './Table';
import { eventWords, LAYER_OF, partOf } from './words';

export function TraceTable({ steps, at, w }: Pick<PictureProps, 'steps' | 'at' | 'w'>) {
  const layers = { hardware: w.hardware, ring0: w.kernel, ring3: w.userland };
  return (
    <DataTable
      caption={w.layersTitle}
      columns={[
        { head: w.colStep },
        { head: w.colTime, mono: true },
        { head: w.colTask, mono: true },
        { head: w.colLayer },
        { head: w.colWhat, mono: true },
      ]}
      rows={steps.map((step, n) => ({
        key: n,
        current: n === at,
        cells: [n + 1, step.event.at, step.event.pid, layers[LAYER_OF[partOf(step.event)]], eventWords(step.event, w)],
      }))}
    />
  );
}

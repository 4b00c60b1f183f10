/** The bare machine: VGA text screen with its colours, serial line, devices with their state, registers. Pure. */
import type { BareSnapshot, RegistersSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import { fill } from '../../_i18n/define';
import { LayerSwatch } from '../../_ui/Ring';
import styles from './inspect.module.css';
import { DataTable } from './Table';
import vga from './vga.module.css';
import type { Words } from './words';

export interface Run {
  text: string;
  attribute: number;
}

/** A row of cells as runs of one attribute (bits 3:0 ink, 6:4 paper; 7 blinks, which we do not). */
export function runsOf(text: string, attributes: readonly number[], row: number, columns = 80): Run[] {
  const runs: Run[] = [];
  for (let column = 0; column < columns; column += 1) {
    const character = text[column] ?? ' ';
    const attribute = (attributes[row * columns + column] ?? 7) & 0x7f;
    const last = runs.at(-1);
    if (last && last.attribute === attribute) last.text += character;
    else runs.push({ text: character, attribute });
  }
  return runs;
}

export function ScreenPicture({ bare, w }: { bare: BareSnapshot; w: Words }) {
  const used = bare.vga.text.map((line, n) => (line.trim() ? `${n + 1}: ${line.trimEnd()}` : '')).filter(Boolean);
  return (
    <div className={styles.bare}>
      <figure>
        <figcaption>{w.screenTitle}</figcaption>
        <div className={vga.screen} role="img" aria-label={`${w.screenTitle}: ${used.join('; ') || w.screenEmpty}`}>
          <pre aria-hidden="true">
            {bare.vga.text.map((line, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a screen
              <span key={row}>
                {runsOf(line, bare.vga.attributes, row).map((run, n) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: runs of a row
                  <span key={n} className={`${vga[`ink${run.attribute & 15}`]} ${vga[`paper${run.attribute >> 4}`]}`}>
                    {run.text}
                  </span>
                ))}
                {'\n'}
              </span>
            ))}
          </pre>
        </div>
      </figure>
      <figure>
        <figcaption>{w.serialTitle}</figcaption>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
        <pre className={styles.serial} tabIndex={0}>
          {bare.serial || w.serialEmpty}
        </pre>
      </figure>
    </div>
  );
}

export function ScreenTable({ bare, w }: { bare: BareSnapshot; w: Words }) {
  const rows = bare.vga.text
    .map((line, n) => ({ key: n, cells: [n + 1, line.trimEnd()] }))
    .filter((row) => row.cells[1] !== '');
  return (
    <>
      {rows.length === 0 ? (
        <p className={styles.hint}>{w.screenEmpty}</p>
      ) : (
        <DataTable
          caption={w.screenTitle}
          columns={[{ head: w.colRow }, { head: w.colText, mono: true }]}
          rows={rows}
        />
      )}
      <p className={styles.hint}>{w.serialTitle}</p>
      <pre className={styles.serial}>{bare.serial || w.serialEmpty}</pre>
    </>
  );
}

/** A device that says so of itself is drawn broken. */
export const isDestroyed = (state: Readonly<Record<string, string | number | boolean>>): boolean =>
  Object.entries(state).some(
    ([key, value]) =>
      (/destroyed|broken|dead/i.test(key) && value === true) ||
      (typeof value === 'string' && /^(destroyed|broken|dead)$/i.test(value)),
  );

const say = (value: string | number | boolean, w: Words) =>
  typeof value === 'boolean' ? (value ? w.yes : w.no) : String(value);
const shutDownWords = (bare: BareSnapshot, w: Words) =>
  ({ running: w.sdRunning, halted: w.sdHalted, 'triple-fault': w.sdTripleFault, exit: w.sdExit })[bare.shutDown];

export function DevicesPicture({ bare, w }: { bare: BareSnapshot; w: Words }) {
  return (
    <div className={styles.devices}>
      <p className={styles.hint}>
        {w.shutDown}: <strong>{shutDownWords(bare, w)}</strong>
      </p>
      <ul>
        {bare.devices.map((device) => {
          const destroyed = isDestroyed(device.state);
          return (
            <li key={device.name} className={destroyed ? styles.deviceBroken : styles.device}>
              <h3>
                <LayerSwatch layer="hw" />
                {device.name}
              </h3>
              {destroyed && <p className={styles.brokenText}>{w.destroyed}</p>}
              <dl>
                {Object.entries(device.state).map(([key, value]) => (
                  <div key={key}>
                    <dt>{key}</dt>
                    <dd>{say(value, w)}</dd>
                  </div>
                ))}
              </dl>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

export function DevicesTable({ bare, w }: { bare: BareSnapshot; w: Words }) {
  return (
    <DataTable
      caption={w.devicesTitle}
      columns={[
        { head: w.colDevice, mono: true },
        { head: w.colProperty, mono: true },
        { head: w.colValue, mono: true },
      ]}
      rows={[
        { key: 'machine', cells: [w.shutDown, '', shutDownWords(bare, w)] },
        ...bare.devices.flatMap((device) =>
          Object.entries(device.state).map(([key, value]) => ({
            key: `${device.name}.${key}`,
            cells: [device.name, key, say(value, w)],
          })),
        ),
      ]}
    />
  );
}

const GPR = [
  'rax',
  'rcx',
  'rdx',
  'rbx',
  'rsp',
  'rbp',
  'rsi',
  'rdi',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
] as const;

export interface RegisterRow {
  name: string;
  value: string;
  meaning: string;
}

/** Registers with what they are for. `gpr` holds the sixteen in encoding order; rip and flags have names of their own. */
export function registerRows(cpu: RegistersSnapshot, w: Words): RegisterRow[] {
  const meanings: Readonly<Partial<Record<string, string>>> = {
    rax: w.regRax,
    rdi: w.regRdi,
    rsi: w.regRsi,
    rdx: w.regRdx,
    r10: w.regR10,
    r8: w.regR8,
    r9: w.regR9,
    rcx: w.regRcx,
    r11: w.regR11,
    rsp: w.regRsp,
  };
  return [
    { name: 'rip', value: cpu.rip, meaning: w.regRip },
    { name: 'rflags', value: cpu.rflags, meaning: w.regRflags },
    ...GPR.map((name, n) => ({ name, value: cpu.gpr[n] ?? '', meaning: meanings[name] ?? '' })),
    { name: 'cr2', value: cpu.cr2, meaning: w.regCr2 },
    { name: 'cr3', value: cpu.cr3, meaning: w.regCr3 },
  ];
}

export function RegistersPicture({ cpu, w }: { cpu: RegistersSnapshot; w: Words }) {
  const layer = cpu.cpl === 0 ? 'ring0' : 'ring3';
  return (
    <div className={styles.registers}>
      <p className={styles.cpl}>
        <LayerSwatch layer={layer} size={14} />
        <span className={styles[layer]}>{cpu.cpl === 0 ? w.ring0 : w.ring3}</span>
        <span className={styles.dimText}>
          CPL {cpu.cpl}
          {cpu.where ? ` · ${cpu.where.function} (${cpu.where.file}:${cpu.where.line})` : ''}
        </span>
      </p>
      <RegistersTable cpu={cpu} w={w} />
    </div>
  );
}

export function RegistersTable({ cpu, w }: { cpu: RegistersSnapshot; w: Words }) {
  return (
    <DataTable
      caption={fill(w.registersTitle, { cpu: cpu.cpu })}
      columns={[{ head: w.colRegister, mono: true }, { head: w.colValue, mono: true }, { head: w.colMeaning }]}
      rows={registerRows(cpu, w).map((row) => ({ key: row.name, cells: [row.name, row.value, row.meaning] }))}
    />
  );
}

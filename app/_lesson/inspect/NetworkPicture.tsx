/**
 * The way of one packet: down through the layers on the left, up on the right, over the device at the bottom; what hooks said
 * beside them. Below: the packets so far and the sockets, as ss shows them. Pure.
 */
import type { KernelSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import { fill } from '../../_i18n/define';
import styles from './inspect.module.css';
import { type Hop, type Journey, journeyAt, journeysOf } from './network';
import { Patterns } from './Patterns';
import type { PictureProps } from './picture';
import { DataTable } from './Table';
import type { Words } from './words';

type NetworkSnapshot = NonNullable<KernelSnapshot['network']>[number];

const WIDTH = 520;
const ROWS = ['socket', 'transport', 'netfilter', 'ip', 'arp', 'xdp', 'link'] as const;
type RowName = (typeof ROWS)[number];
const rowOf = (layer: Hop['layer']): RowName =>
  layer === 'tcp' || layer === 'udp' || layer === 'icmp' ? 'transport' : layer;
const BOX = { w: 150, h: 28, step: 38, top: 34 };
const COLUMN = { tx: 84, rx: 286 } as const;
const LIST = 14;

const boxY = (name: RowName) => BOX.top + ROWS.indexOf(name) * BOX.step;
const DEVICE_Y = BOX.top + ROWS.length * BOX.step + 14;

export function NetworkPicture(props: PictureProps) {
  const { steps, at, end, w, onStep } = props;
  const journeys = journeysOf(steps);
  const current = journeyAt(journeys, at);
  const networks = end?.network ?? [];
  const before = journeys.filter((j) => j.hops[0].step <= at).slice(-LIST);
  return (
    <div className={styles.stack}>
      {current ? <Way journey={current} at={at} w={w} /> : <p className={styles.hint}>{w.netNone}</p>}
      {before.length > 0 && (
        <figure>
          <figcaption className={styles.caption}>{w.netPackets}</figcaption>
          <ol className={styles.packets}>
            {before.map((journey) => (
              <li key={journey.id}>
                <button
                  type="button"
                  aria-current={journey.id === current?.id || undefined}
                  onClick={() => onStep?.(journey.hops[0].step)}
                >
                  <span>{journey.dev}</span>
                  {journey.summary}
                  {journey.dropped && <em> {w.netStopped}</em>}
                </button>
              </li>
            ))}
          </ol>
        </figure>
      )}
      <Sockets networks={networks} w={w} />
    </div>
  );
}

function Way({ journey, at, w }: { journey: Journey; at: number; w: Words }) {
  const names: Readonly<Record<RowName, string>> = {
    socket: w.netSocket,
    transport: w.netTransport,
    netfilter: w.netFilter,
    ip: w.netIp,
    arp: w.netArp,
    xdp: w.netXdp,
    link: w.netLink,
  };
  const done = journey.hops.filter((hop) => hop.step <= at);
  const now = done.at(-1);
  const point = (hop: Hop): [number, number] => [COLUMN[hop.direction] + BOX.w / 2, boxY(rowOf(hop.layer)) + BOX.h / 2];
  const line: string[] = [];
  done.forEach((hop, n) => {
    const before = done[n - 1];
    // From the way down to the way up it goes over the device.
    if (before?.direction === 'tx' && hop.direction === 'rx')
      line.push(`${COLUMN.tx + BOX.w / 2} ${DEVICE_Y + 20}`, `${COLUMN.rx + BOX.w / 2} ${DEVICE_Y + 20}`);
    line.push(point(hop).join(' '));
  });
  const said = (name: RowName, direction: Hop['direction']) =>
    done.filter((hop) => rowOf(hop.layer) === name && hop.direction === direction);
  return (
    <svg
      className={styles.svg}
      viewBox={`0 0 ${WIDTH} ${DEVICE_Y + 48}`}
      role="img"
      aria-label={`${w.networkTitle}: ${journey.summary}. ${done
        .map((hop) => `${hop.direction} ${hop.layer}${hop.verdict ? ` ${hop.verdict}` : ''}`)
        .join(', ')}`}
    >
      <Patterns />
      <rect className={`${styles.band} ${styles.ring0}`} x="0" y="24" width={WIDTH} height={DEVICE_Y - 30} rx="8" />
      <rect className={`${styles.band} ${styles.hw}`} x="0" y={DEVICE_Y} width={WIDTH} height="42" rx="8" />
      {(['tx', 'rx'] as const).map((direction) => (
        <text key={direction} className={styles.boxName} x={COLUMN[direction] + BOX.w / 2} y="15" textAnchor="middle">
          {direction === 'tx' ? `↓ ${w.netDown}` : `↑ ${w.netUp}`}
        </text>
      ))}
      {line.length > 1 && <path className={styles.wayFirm} d={`M${line.join('L')}`} />}
      {ROWS.map((name) => (
        <g key={name} className={styles.ring0}>
          {(['tx', 'rx'] as const).map((direction) => {
            const hops = said(name, direction);
            const isNow = now !== undefined && now.direction === direction && rowOf(now.layer) === name;
            const verdict = hops.findLast((hop) => hop.verdict !== null)?.verdict;
            const label =
              name === 'transport' && hops.length > 0 ? (hops.at(-1)?.layer.toUpperCase() ?? '') : names[name];
            // XDP looks at what comes in only.
            if (name === 'xdp' && direction === 'tx') return null;
            return (
              <g key={direction}>
                <rect
                  className={isNow ? styles.lit : hops.length > 0 ? styles.boxNow : styles.box}
                  x={COLUMN[direction]}
                  y={boxY(name)}
                  width={BOX.w}
                  height={BOX.h}
                  rx="5"
                />
                <text
                  className={hops.length > 0 ? styles.boxName : styles.dim}
                  x={COLUMN[direction] + BOX.w / 2}
                  y={boxY(name) + 19}
                  textAnchor="middle"
                >
                  {label}
                </text>
                {verdict && (
                  <text
                    className={/DROP|REJECT|ABORTED/.test(verdict) ? styles.badText : styles.sideText}
                    x={direction === 'tx' ? COLUMN.tx - 8 : COLUMN.rx + BOX.w + 8}
                    y={boxY(name) + 19}
                    textAnchor={direction === 'tx' ? 'end' : 'start'}
                  >
                    {verdict}
                  </text>
                )}
              </g>
            );
          })}
        </g>
      ))}
      <g className={styles.hw}>
        <text className={styles.bandName} x={WIDTH / 2} y={DEVICE_Y + 17} textAnchor="middle">
          {fill(w.netDevice, { name: journey.dev || '—' })}
        </text>
        <text className={styles.bandSub} x={WIDTH / 2} y={DEVICE_Y + 34} textAnchor="middle">
          {journey.dev === 'lo' ? w.netLoop : journey.dev ? w.netCable : ''}
        </text>
      </g>
    </svg>
  );
}

function Sockets({ networks, w }: { networks: readonly NetworkSnapshot[]; w: Words }) {
  const sockets = networks.flatMap((net) => net.sockets.map((socket) => ({ ns: net.namespace, ...socket })));
  if (sockets.length === 0) return null;
  return (
    <DataTable
      caption={w.netSockets}
      columns={[
        { head: w.colProtocol, mono: true },
        { head: w.colState, mono: true },
        { head: w.colReceive, mono: true },
        { head: w.colSend, mono: true },
        { head: w.colLocal, mono: true },
        { head: w.colPeer, mono: true },
      ]}
      rows={sockets.map((s) => ({
        key: `${s.ns}/${s.protocol}/${s.inode}/${s.local}/${s.remote}`,
        cells: [s.protocol, s.state, s.receiveQueue, s.sendQueue, s.local, s.remote],
      }))}
    />
  );
}

export function NetworkTable({ steps, at, end, w }: PictureProps) {
  const networks = end?.network ?? [];
  const tcp = networks.flatMap((net) => net.sockets.flatMap((s) => (s.tcp ? [{ ...s, tcp: s.tcp }] : [])));
  const hops = steps.flatMap(({ event }, step) => (event.type === 'packet' ? [{ event, step }] : []));
  return (
    <div className={styles.stack}>
      <DataTable
        caption={w.networkTitle}
        columns={[
          { head: w.colStep },
          { head: w.colDevice, mono: true },
          { head: w.colDirection, mono: true },
          { head: w.colNetLayer, mono: true },
          { head: w.colVerdict, mono: true },
          { head: w.colBytes, mono: true },
          { head: w.colWhat, mono: true },
        ]}
        rows={hops.map(({ event, step }) => ({
          key: step,
          current: step <= at && !hops.some((h) => h.step > step && h.step <= at),
          cells: [step + 1, event.dev, event.direction, event.layer, event.verdict ?? '', event.bytes, event.summary],
        }))}
      />
      <Sockets networks={networks} w={w} />
      {tcp.length > 0 && (
        <DataTable
          caption={w.netTcp}
          columns={[
            { head: w.colLocal, mono: true },
            { head: w.colPeer, mono: true },
            { head: w.colWindow, mono: true },
            { head: w.colThreshold, mono: true },
            { head: w.colRtt, mono: true },
            { head: w.colFlight, mono: true },
            { head: w.colAgain, mono: true },
          ]}
          rows={tcp.map((s) => ({
            key: s.inode,
            cells: [s.local, s.remote, s.tcp.cwnd, s.tcp.ssthresh ?? '∞', s.tcp.rtt, s.tcp.inFlight, s.tcp.retransmits],
          }))}
        />
      )}
      {networks.length > 0 && (
        <DataTable
          caption={w.netDevices}
          columns={[
            { head: w.colDevice, mono: true },
            { head: w.colState, mono: true },
            { head: w.colAddresses, mono: true },
            { head: w.colStats, mono: true },
          ]}
          rows={networks.flatMap((net) =>
            net.devices.map((device) => ({
              key: `${net.namespace}/${device.index}`,
              cells: [
                device.name,
                device.state,
                [device.mac, ...device.addresses].join(' '),
                Object.entries(device.stats)
                  .filter(([, n]) => n > 0)
                  .map(([key, n]) => `${key} ${n}`)
                  .join(', '),
              ],
            })),
          )}
        />
      )}
    </div>
  );
}

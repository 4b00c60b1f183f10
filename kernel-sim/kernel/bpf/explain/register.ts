/**
 * What the verifier knew of a register, in plain words: from the log's `R1_w=map_value_or_null(id=1,…)` to a sentence.
 */
import type { Language } from './index';

interface Parsed {
  readonly type: string;
  readonly items: ReadonlyMap<string, string>;
  /** A number known exactly. */
  readonly exact: string | null;
}

/** The text of one register in a rejection's state, or null. */
function find(state: string, reg: number): Parsed | null {
  const match = new RegExp(`(?:^| )R${reg}(?:_[rwD]+)?=(P?)([a-z_]*)(-?\\d+)?(?:\\(([^ ]*)\\))?(?= |$)`).exec(
    state.replace(/; /g, ';'),
  );
  if (!match) return null;
  const [, , type, exact, list] = match;
  const items = new Map<string, string>();
  for (const item of list?.match(/\w+=(?:\([^)]*\)|[^,]*)/g) ?? []) {
    const at = item.indexOf('=');
    items.set(item.slice(0, at), item.slice(at + 1));
  }
  return { type: type === '' ? 'scalar' : type, items, exact: exact ?? null };
}

const TYPES: Readonly<Record<string, readonly [en: string, ja: string]>> = {
  scalar: ['a number', '数'],
  ctx: ['the context', 'コンテキスト'],
  map_ptr: ['a map', 'マップ'],
  map_value: ['a pointer to a map value', 'マップの値を指すポインタ'],
  map_key: ['a pointer to a map key', 'マップのキーを指すポインタ'],
  fp: ['a pointer to the stack', 'スタックを指すポインタ'],
  pkt: ['a pointer into the packet', 'パケットの中を指すポインタ'],
  pkt_meta: ['a pointer to the packet’s metadata', 'パケットのメタデータを指すポインタ'],
  pkt_end: ['the end of the packet', 'パケットの終わり'],
  sock: ['a socket', 'ソケット'],
  sock_common: ['some kind of socket', '何らかのソケット'],
  tcp_sock: ['a TCP socket', 'TCP ソケット'],
  alloc_mem: ['memory of the ring buffer', 'リングバッファのメモリ'],
  mem: ['memory', 'メモリ'],
  func: ['a function', '関数'],
};

function numberWords(parsed: Parsed, language: Language): string {
  const low = parsed.items.get('smin') ?? parsed.items.get('umin');
  const high = parsed.items.get('umax') ?? parsed.items.get('smax');
  const signed = parsed.items.has('smin');
  const least = low ?? (high !== undefined && !parsed.items.has('smax') ? '0' : undefined);
  if (language === 'ja') {
    if (least === undefined && high === undefined) return '何かわからない数';
    return `${least ?? (signed ? '' : '限りない負の数')} 以上 ${high ?? '限りない'} 以下の数`;
  }
  if (least === undefined && high === undefined) return 'a number, nothing more is known';
  if (high === undefined) return `a number of at least ${least}, without an upper bound`;
  return least === undefined
    ? `a number of at most ${high}, perhaps negative`
    : `a number between ${least} and ${high}`;
}

/** Where a pointer may point: fixed part plus what was added to it. Empty at the beginning. */
function offsetWords(parsed: Parsed, language: Language): string {
  const fixed = BigInt(parsed.items.get('off') ?? '0');
  const varies = parsed.items.has('var_off') || parsed.items.has('umax') || parsed.items.has('smin');
  if (!parsed.items.has('off') || (fixed === 0n && !varies)) return '';
  if (!varies) return language === 'ja' ? ` (先頭から ${fixed} バイト)` : `, at offset ${fixed}`;
  const least = parsed.items.get('smin') ?? parsed.items.get('umin') ?? (parsed.items.has('umax') ? '0' : undefined);
  const most = parsed.items.get('umax') ?? parsed.items.get('smax');
  const low = least === undefined ? '?' : `${BigInt(least) + fixed}`;
  const high = most === undefined ? '?' : `${BigInt(most) + fixed}`;
  return language === 'ja' ? ` (オフセットは ${low} から ${high})` : `, at an offset between ${low} and ${high}`;
}

/** `R1: a pointer to a map value, or NULL`. Null where the state tells nothing of it. */
export function registerWords(state: string, reg: number, language: Language): string | null {
  const parsed = find(state, reg);
  if (!parsed) return null;
  const orNull = parsed.type.endsWith('_or_null');
  const names = TYPES[parsed.type.replace(/_or_null$/, '')];
  if (!names) return null;
  const ja = language === 'ja';
  let words: string = ja ? names[1] : names[0];
  if (parsed.type === 'scalar')
    words =
      parsed.exact === null ? numberWords(parsed, language) : ja ? `数 ${parsed.exact}` : `the number ${parsed.exact}`;
  else if (parsed.type === 'fp' && parsed.exact !== null) words = `${words} (fp${parsed.exact})`;
  if (parsed.type !== 'scalar') words += offsetWords(parsed, language);
  if (orNull) words = ja ? `${words}、または NULL` : `${words}, or NULL`;
  const range = parsed.items.get('r');
  if (range !== undefined && Number(range) >= 0)
    words += ja ? `。確かめられたのは ${range} バイト` : `; ${range} bytes are proved to be there`;
  return `R${reg}: ${words}`;
}

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { add, contentCount, playwrightCount, single } from './count.mjs';
import { inlineScriptHashes } from './inline-scripts.mjs';
import { outdated, requireNode } from './install.mjs';

describe('installed packages', () => {
  const there = { 'node_modules/a': { version: '1.0.0' } };

  it('are compared by version', () => {
    expect(outdated({ '': {}, 'node_modules/a': { version: '1.0.0' } }, there)).toEqual([]);
    expect(outdated({ 'node_modules/a': { version: '1.0.1' } }, there)).toHaveLength(1);
    expect(outdated({ 'node_modules/b': { version: '1.0.0' } }, there)).toHaveLength(1);
  });

  it('may lack what is for other machines, and links need no version', () => {
    expect(outdated({ 'node_modules/b': { version: '1.0.0', optional: true } }, there)).toEqual([]);
    expect(outdated({ 'node_modules/k': { resolved: 'kernel-sim', link: true }, 'kernel-sim': {} }, there)).toEqual([]);
  });

  it('need a Node that is new enough', () => {
    expect(() => requireNode('20.19.0')).not.toThrow();
    expect(() => requireNode('24.1.0')).not.toThrow();
    expect(() => requireNode('20.18.1')).toThrow(/Node 20.19 or newer/);
    expect(() => requireNode('18.20.0')).toThrow(/Node 20.19 or newer/);
  });
});

it('inline scripts are found, scripts from files are not', () => {
  const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  const html =
    '<script src="/a.js"></script><script>let a = "<b>";</script><script id="x">b()</script><script>b()</script>';
  expect(inlineScriptHashes(html)).toEqual([hash('let a = "<b>";'), hash('b()')]);
});

describe('counting', () => {
  it('adds runners up', () => {
    expect(add(single(true), add(single(false), single(true)))).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  it('reads the last line of the course proofs', () => {
    expect(contentCount('…\ncontent: 68 passed, 2 failed\n', 1)).toEqual({ passed: 68, failed: 2, skipped: 0 });
    expect(contentCount('crashed', 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('takes a missing report as a failure', () => {
    expect(playwrightCount('/nowhere.json', 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

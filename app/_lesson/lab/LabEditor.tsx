'use client';
/** A C file of the reader's own, compiled into /root of the machine: a program, or a module for its kernel. Kept in this browser. */
import type { Diagnostic } from '@ringzero/kernel-sim/toolchain/diagnostics';
import { useEffect, useRef, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { useDiagnosticTexts } from '../pane/diagnostics';
import type { EditorPort } from '../pane/editor/port';
import { useSetting } from '../pane/settings';
import type { FreeMachine } from '../session/free-machine';
import styles from './FreeLab.module.css';

type Kind = 'program' | 'module';
interface Kept {
  kind: Kind;
  name: Readonly<Record<Kind, string>>;
  text: Readonly<Record<Kind, string>>;
}
const KEY = 'rz.lab.editor';
const FIRST: Kept = {
  kind: 'program',
  name: { program: 'hello', module: 'hello' },
  text: {
    program:
      '#include <stdio.h>\n#include <unistd.h>\n\nint main(void) {\n    printf("hello from PID %d\\n", getpid());\n    return 0;\n}\n',
    module:
      '#include <linux/init.h>\n#include <linux/module.h>\n#include <linux/sched.h>\n\nstatic int __init hello_init(void) {\n    pr_info("hello from ring 0, called by %s\\n", current->comm);\n    return 0;\n}\n\nstatic void __exit hello_exit(void) {\n    pr_info("goodbye\\n");\n}\n\nmodule_init(hello_init);\nmodule_exit(hello_exit);\nMODULE_LICENSE("GPL");\n',
  },
};

/** What an earlier visit left; anything else than that is as if it were not there. */
function readKept(): Kept {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '') as Partial<Kept>;
    const text = (of: 'name' | 'text', kind: Kind) => {
      const value = stored[of]?.[kind];
      return typeof value === 'string' ? value : FIRST[of][kind];
    };
    return {
      kind: stored.kind === 'module' ? 'module' : 'program',
      name: { program: text('name', 'program'), module: text('name', 'module') },
      text: { program: text('text', 'program'), module: text('text', 'module') },
    };
  } catch {
    return FIRST;
  }
}

function keep(kept: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage is full or forbidden: the text lives as long as the page.
  }
}

export function LabEditor({ machine, onBuilt }: { machine: FreeMachine; onBuilt: () => void }) {
  const { lang, t } = useI18n();
  const [kept, setKept] = useState(readKept);
  const { kind } = kept;
  const [state, setState] = useState<{ tone: 'busy' | 'good' | 'bad'; text: string } | null>(null);
  const [diagnostics, setDiagnostics] = useState<readonly Diagnostic[]>([]);
  const messages = useDiagnosticTexts(diagnostics, lang);
  const plain = useSetting('plainEditor');
  const host = useRef<HTMLDivElement>(null);
  const port = useRef<EditorPort | null>(null);
  const [opened, setOpened] = useState(0);
  const name = kept.name[kind];
  const file = `${/^[\w-]+$/.test(name) ? name : 'main'}.c`;

  useEffect(() => keep(kept), [kept]);
  const edit = (text: string) => setKept((now) => ({ ...now, text: { ...now.text, [now.kind]: text } }));
  const build = async () => {
    if (!/^[\w-]{1,60}$/.test(name)) return setState({ tone: 'bad', text: t.lab.badName });
    setState({ tone: 'busy', text: t.lab.building });
    if (!(await machine.ready())) return setState({ tone: 'bad', text: t.lab.machineOff });
    const path = `/root/${name}${kind === 'module' ? '.ko' : ''}`;
    const files = [{ path: file, text: kept.text[kind] }];
    const answer = await machine.ask<'build'>({ type: 'build', files, path });
    setDiagnostics(answer?.diagnostics ?? []);
    if (!answer || answer.error === 'off') return setState({ tone: 'bad', text: t.lab.machineOff });
    if (answer.error === 'compile') return setState({ tone: 'bad', text: t.lab.buildFailed });
    if (answer.error)
      return setState({ tone: 'bad', text: fill(t.lab.dropFailed, { name: path, error: answer.error }) });
    onBuilt();
    setState({
      tone: 'good',
      text:
        kind === 'module'
          ? fill(t.lab.builtModule, { path, run: `insmod ${path}` })
          : fill(t.lab.builtProgram, { path, run: path }),
    });
  };
  const run = useRef(build);
  useEffect(() => {
    run.current = build;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text flows from the editor; another kind opens another text
  useEffect(() => {
    const around = host.current;
    if (!around) return;
    const element = document.createElement('div');
    element.className = styles.editor;
    around.append(element);
    let gone = false;
    const options = {
      label: fill(t.exercise.editorLabel, { file }),
      readOnly: false,
      path: 'main.c',
      language: lang,
      value: kept.text[kind],
      onChange: edit,
      onRun: () => void run.current(),
    };
    const openPlain = async () => (await import('../pane/editor/plain')).createPlain(element, options);
    const openMonaco = async () => (await import('../pane/editor/monaco')).createMonaco(element, options);
    const narrow = !window.matchMedia('(min-width: 1100px)').matches;
    void (plain || narrow ? openPlain() : openMonaco().catch(openPlain)).then((made) => {
      if (gone) return made.dispose();
      port.current = made;
      setOpened((n) => n + 1);
    });
    return () => {
      gone = true;
      port.current?.dispose();
      port.current = null;
      element.remove();
    };
  }, [kind, plain, lang]);
  useEffect(() => {
    if (opened > 0) port.current?.setSquiggles(messages);
  }, [messages, opened]);

  return (
    <div className={styles.editorPanel}>
      <form
        className={styles.row}
        onSubmit={(event) => {
          event.preventDefault();
          void build();
        }}
      >
        <label>
          <span className="visually-hidden">{t.lab.kind}</span>
          <select
            value={kind}
            onChange={(event) => {
              setKept({ ...kept, kind: event.target.value as Kind });
              setDiagnostics([]);
              setState(null);
            }}
          >
            <option value="program">{t.lab.kindProgram}</option>
            <option value="module">{t.lab.kindModule}</option>
          </select>
        </label>
        <label className={styles.name}>
          <span className="visually-hidden">{t.lab.name}</span>
          <input
            value={name}
            spellCheck={false}
            autoCapitalize="off"
            onChange={(event) => setKept({ ...kept, name: { ...kept.name, [kind]: event.target.value } })}
          />
        </label>
        <Button size="s" type="submit" disabled={state?.tone === 'busy'}>
          <Icon name="play" size={14} />
          {t.lab.build}
        </Button>
      </form>
      <p className={state?.tone === 'bad' ? styles.bad : styles.quiet} role="status">
        {state?.text ?? ''}
      </p>
      <div ref={host} className={styles.editorHost} />
      {messages.length > 0 && (
        <ul className={styles.messages}>
          {messages.slice(0, 20).map((m) => (
            <li key={`${m.line}:${m.column}:${m.message}`}>
              <button type="button" onClick={() => port.current?.reveal(m.line)}>
                {fill(t.exercise.lineN, { n: m.line })}
              </button>{' '}
              {m.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

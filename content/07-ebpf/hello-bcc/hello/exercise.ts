import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { attachedTo } from '../../checks';

const TARGET = 'kprobe:__x64_sys_clone';

export default defineExercise({
  id: 'ex_l2o7',
  kind: 'bpf',
  title: { ja: '記事のプログラム', en: 'The article’s program' },
  inspector: 'bpf',
  script: [
    './hello.py > out.txt &',
    'sleep 2',
    '/bin/true',
    '/bin/true',
    'sleep 1',
    'kill $!',
    'sleep 1',
    'cat out.txt',
  ],
  hints: [
    {
      ja: '`bpf_trace_printk("Hello, World!\\\\n");` を関数の中に書きます（Pythonの文字列の中なので、\\ は2つです）。',
      en: 'Write `bpf_trace_printk("Hello, World!\\\\n");` in the function; within a Python string it takes two backslashes.',
    },
    {
      ja: '`b.attach_kprobe(event="__x64_sys_clone", fn_name="trace_sys_clone")`',
      en: '`b.attach_kprobe(event="__x64_sys_clone", fn_name="trace_sys_clone")`',
    },
  ],
  wrong: { 'not-attached': 'not-attached', 'wrong-event': 'other-event', 'nothing-printed': 'silent' },
  limits: { instructions: 2_000_000_000, tasks: 32 },
  checks: [
    check('attached', { ja: 'clone に掛かっている', en: 'It hangs on clone' }, (view) => {
      if (attachedTo(view, TARGET)) return null;
      const other = view.of('bpf').find((e) => e.op === 'attach');
      return other ? fail('other-event', { event: other.detail ?? '?' }) : 'not-attached';
    }),
    check('printed', { ja: 'Hello, World! が出る', en: 'Hello, World! is printed' }, (view) => {
      const count =
        view
          .file('/root/out.txt')
          ?.split('\n')
          .filter((line) => /bpf_trace_printk: Hello, World!/.test(line)).length ?? 0;
      return count >= 2 ? null : fail('silent', { count });
    }),
  ],
  messages: {
    'not-attached': {
      ja: 'プログラムは入りましたが、どこにも掛かっていません。`attach_kprobe` の行が要ります。',
      en: 'Nothing is attached. The line with `attach_kprobe` is missing.',
    },
    'other-event': {
      ja: '掛かっているのは {event} です。clone を受け持つ関数は `__x64_sys_clone` です。',
      en: 'It hangs on {event}. The function in charge of clone is `__x64_sys_clone`.',
    },
    silent: {
      ja: '`Hello, World!` は {count} 回しか出ていません。関数は呼ばれていますが、書いていますか。',
      en: '`Hello, World!` came {count} times. The function is called; does it print?',
    },
  },
  success: {
    ja: 'カーネルを作り直さず、再起動もせずに、カーネルの関数に自分のプログラムを掛けました。止めれば、跡形もなく外れます。',
    en: 'Your program hung on a function of a running kernel, nothing built again, nothing restarted. Stopped, it left no trace.',
  },
});

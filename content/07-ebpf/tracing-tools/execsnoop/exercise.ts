import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';
import { accepted, attachedTo } from '../../checks';

export default defineExercise({
  id: 'ex_s3n8',
  kind: 'bpf',
  title: { ja: 'execsnoop を作る', en: 'Make execsnoop' },
  inspector: 'bpf',
  readonly: ['snoop.py'],
  script: ['./snoop.py > out.txt &', 'sleep 2', '/bin/true', '/bin/echo hello', 'sleep 4', 'cat out.txt'],
  hints: [
    {
      ja: '`data.pid = bpf_get_current_pid_tgid() >> 32;` と `bpf_get_current_comm(&data.comm, sizeof(data.comm));`',
      en: '`data.pid = bpf_get_current_pid_tgid() >> 32;` and `bpf_get_current_comm(&data.comm, sizeof(data.comm));`',
    },
    { ja: 'ファイル名は task にある1行です。', en: 'The file name is the line in the task.' },
  ],
  wrong: { 'no-file-name': 'no-file', 'kernel-copy': 'no-file', 'no-pid': 'no-pid' },
  limits: { instructions: 4_000_000_000, tasks: 32 },
  checks: [
    accepted(),
    check('attached', { ja: 'execve に掛かる', en: 'It hangs on execve' }, (view) =>
      attachedTo(view, 'tracepoint:syscalls:sys_enter_execve') ? null : 'not-attached',
    ),
    check('records', { ja: '実行されたファイルが分かる', en: 'It tells what was run' }, (view) => {
      const lines = (view.file('/root/out.txt') ?? '').trim().split('\n');
      const run = lines.find((line) => line.endsWith('/bin/echo'));
      if (!run) return lines.join('').trim() === '' ? 'no-records' : 'no-file';
      const [pid, comm] = run.split(' ');
      const real = view.of('exec').find((e) => e.path === '/bin/echo')?.pid;
      if (Number(pid) !== real) return fail('no-pid', { got: pid, pid: real ?? '?' });
      return comm === 'sh' ? null : fail('no-comm', { got: comm ?? '' });
    }),
  ],
  messages: {
    rejected: { ja: '検証器に断られました: 「{reason}」', en: 'The verifier refused it: “{reason}”.' },
    'nothing-loaded': { ja: 'プログラムが入れられていません。', en: 'No program was loaded.' },
    'not-attached': {
      ja: '`syscalls:sys_enter_execve` に掛かっていません。',
      en: 'Nothing hangs on `syscalls:sys_enter_execve`.',
    },
    'no-records': { ja: '記録が1つも届いていません。', en: 'No record arrived.' },
    'no-file': {
      ja: '記録は届きましたが、ファイル名が入っていません。名前はユーザー空間にあるので、`bpf_probe_read_user_str` で写します。',
      en: 'Records arrive without the file name. It lies in user space: copy it by `bpf_probe_read_user_str`.',
    },
    'no-pid': { ja: 'PIDが {got} です（正しくは {pid}）。', en: 'The PID is {got}; it should be {pid}.' },
    'no-comm': {
      ja: '呼んだプロセスの名前が「{got}」です。execve する前は sh のはずです。',
      en: 'The caller’s name is “{got}”. Before execve it should be sh.',
    },
  },
  success: {
    ja: '一瞬で終わるプロセスも、見逃しません。',
    en: 'Not even a process that lives for a moment is missed.',
  },
});

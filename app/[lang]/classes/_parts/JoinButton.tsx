'use client';
/** Joins the class of a link and opens it. */
import { call } from '@/app/_people/call';
import { useAction } from '@/app/_people/use-action';
import type { ClassInfo } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import parts from './class.module.css';
import { rememberClasses } from './classes-hint';
import type { Frame } from './words';

export function JoinButton({ t, errors, lang, code }: Omit<Frame, 'classId'> & { code: string }) {
  const action = useAction(errors);
  const join = () =>
    action.run(
      () => call<ClassInfo>('POST', '/api/classes/join', { code }),
      ({ id }) => {
        rememberClasses();
        window.location.assign(`/${lang}/classes/${id}`);
      },
    );
  return (
    <>
      <div className={`${parts.buttons} needs-js`}>
        <Button look="primary" disabled={action.busy} onClick={join}>
          {action.busy ? t.working : t.join}
        </Button>
      </div>
      <div role="alert">{action.error && <Notice tone="bad">{action.error}</Notice>}</div>
    </>
  );
}

'use client';
/** The way to the account page for somebody who wants to join: the code waits in this browser meanwhile. */
import { ButtonLink } from '@/app/_ui/Button';
import { keepJoin } from './pending-join';

export function KeepJoin({ code, href, label }: { code: string; href: string; label: string }) {
  return (
    <ButtonLink look="primary" href={href} onClick={() => keepJoin(code)}>
      {label}
    </ButtonLink>
  );
}

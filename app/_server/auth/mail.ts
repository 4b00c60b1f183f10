/**
 * Mail by SMTP: `SMTP_URL` (smtp://user:password@host:587, smtps://…), `MAIL_FROM`, and SITE_URL for the links. Without
 * SMTP_URL, mail is printed to the log by `npm run dev` and does not exist otherwise: the pages say so.
 * Sending never holds up an answer (how long it takes would tell whether an address has an account); failures are logged.
 */
import { createTransport } from 'nodemailer';
import { siteUrl } from './site-url';

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

export interface Mailer {
  /** `smtp`: people get it, so an address can be proved. `log`: for whoever develops. */
  kind: 'smtp' | 'log';
  send(mail: Mail): void;
}

let complained = false;

/** Null where no mail can be sent. */
export function mailer(env: NodeJS.ProcessEnv = process.env): Mailer | null {
  if (env.SMTP_URL && siteUrl())
    return smtp(env.SMTP_URL, env.MAIL_FROM || `no-reply@${new URL(siteUrl() ?? '').hostname}`);
  if (env.SMTP_URL && !complained) {
    complained = true;
    console.error('SMTP_URL is set but SITE_URL is not: links in mails would not be known, so no mail is sent.');
  }
  return env.NODE_ENV === 'development' ? toLog : null;
}

function smtp(url: string, from: string): Mailer {
  const transport = createTransport(url);
  return {
    kind: 'smtp',
    send: (mail) => {
      transport.sendMail({ from, ...mail }).catch((error: unknown) => {
        console.error('A mail could not be sent:', error instanceof Error ? error.message : error);
      });
    },
  };
}

const toLog: Mailer = {
  kind: 'log',
  send: ({ to, subject, text }) => console.log(`\n--- mail to ${to}: ${subject}\n${text}\n---\n`),
};

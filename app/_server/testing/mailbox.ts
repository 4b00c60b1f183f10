/** A mail server on loopback for tests: takes whatever it is given and keeps it (RFC 5321, as far as nodemailer speaks it). */

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

export interface Received {
  to: string;
  text: string;
}

export interface Mailbox {
  url: string;
  /** The next mail to this address, waiting for it up to two seconds. */
  take(to: string): Promise<Received>;
  count(to: string): number;
  close(): void;
}

export async function openMailbox(): Promise<Mailbox> {
  const mails: Received[] = [];
  const server = createServer((socket) => talk(socket, (mail) => mails.push(mail)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    count: (to) => mails.filter((mail) => mail.to === to).length,
    async take(to) {
      for (let tries = 0; tries < 100; tries++) {
        const index = mails.findIndex((mail) => mail.to === to);
        if (index >= 0) return mails.splice(index, 1)[0];
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`no mail to ${to}`);
    },
    close: () => server.close(),
  };
}

function talk(socket: Socket, keep: (mail: Received) => void): void {
  let to = '';
  let data: string[] | null = null;
  let rest = '';
  socket.on('error', () => socket.destroy());
  socket.write('220 test\r\n');
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString('utf8')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (data) {
        if (line !== '.') data.push(line);
        else {
          keep({ to, text: decode(data.join('\r\n')) });
          data = null;
          socket.write('250 ok\r\n');
        }
      } else if (/^DATA/i.test(line)) {
        data = [];
        socket.write('354 go\r\n');
      } else {
        to = line.match(/^RCPT TO:<(.*)>/i)?.[1] ?? to;
        socket.write(/^QUIT/i.test(line) ? '221 bye\r\n' : '250 ok\r\n');
      }
    }
  });
}

/** The text of a one-part mail, whatever its transfer encoding. */
function decode(mail: string): string {
  const [head = '', ...body] = mail.split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(head)) return text;
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

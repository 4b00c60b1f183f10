import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_k5a3',
  kind: 'order',
  title: { ja: '下りて、上る', en: 'Down and up' },
  inspector: 'network',
  hints: [
    {
      ja: 'ヘッダは、内側（UDP）から外側（イーサネット）の順に付きます。',
      en: 'Headers go on from the inside, UDP, to the outside, Ethernet.',
    },
  ],
  blocks: [
    {
      id: 'socket',
      text: { ja: 'カーネルが hello をユーザー空間から写す', en: 'The kernel copies hello from user space' },
    },
    { id: 'udp', text: { ja: 'UDPのヘッダ（ポート番号）を付ける', en: 'The UDP header goes on: ports' } },
    {
      id: 'route',
      text: {
        ja: 'IPのヘッダを付け、経路表で装置を選ぶ',
        en: 'The IP header goes on; the routing table chooses a device',
      },
    },
    {
      id: 'arp',
      text: { ja: 'ARPで相手のMACアドレスを知り、枠にする', en: 'ARP tells the MAC address; it becomes a frame' },
    },
    {
      id: 'wire',
      text: {
        ja: '装置が線に出し、相手の装置が割り込みを起こす',
        en: 'The device puts it on the line; the other device interrupts',
      },
    },
    {
      id: 'ip-in',
      text: {
        ja: '相手のIPが、自分あてかどうかを確かめる',
        en: 'IP on the other side sees whether it is for this host',
      },
    },
    { id: 'port', text: { ja: 'UDPがポート番号でソケットを見つける', en: 'UDP finds a socket by the port' } },
    {
      id: 'recv',
      text: { ja: 'recvfrom で眠っていたプログラムが起きる', en: 'The program sleeping in recvfrom wakes' },
    },
  ],
  distractors: [
    { id: 'ack', text: { ja: '相手のUDPが「届いた」と返事をする', en: 'UDP on the other side acknowledges it' } },
  ],
  rules: [
    { before: 'socket', after: 'udp', code: 'copy-first' },
    { before: 'udp', after: 'route', code: 'inside-first' },
    { before: 'route', after: 'arp', code: 'device-first' },
    { before: 'arp', after: 'wire', code: 'frame-first' },
    { before: 'wire', after: 'ip-in', code: 'then-up' },
    { before: 'ip-in', after: 'port', code: 'ip-before-udp' },
    { before: 'port', after: 'recv', code: 'socket-before-wake' },
  ],
  wrong: [
    {
      name: 'outside-first',
      order: ['socket', 'route', 'udp', 'arp', 'wire', 'ip-in', 'port', 'recv'],
      expect: 'inside-first',
    },
    {
      name: 'arp-before-routing',
      order: ['socket', 'udp', 'arp', 'route', 'wire', 'ip-in', 'port', 'recv'],
      expect: 'device-first',
    },
    {
      name: 'udp-before-ip',
      order: ['socket', 'udp', 'route', 'arp', 'wire', 'port', 'ip-in', 'recv'],
      expect: 'ip-before-udp',
    },
  ],
  messages: {
    'copy-first': {
      ja: 'まず、文字をユーザー空間から受け取ります。',
      en: 'First the bytes are taken from user space.',
    },
    'inside-first': {
      ja: 'ヘッダは内側から付きます。UDPが先で、IPはその外側です。',
      en: 'Headers go on from the inside: UDP first, IP around it.',
    },
    'device-first': {
      ja: 'どの装置から出すかが決まらないと、誰に聞くか（ARP）も決まりません。',
      en: 'Before the device is chosen there is nobody to ask by ARP.',
    },
    'frame-first': { ja: '線に出るのは、枠になってからです。', en: 'It goes on the line when it is a frame.' },
    'then-up': { ja: '線を渡った後が、上りです。', en: 'Only after the line does it go up.' },
    'ip-before-udp': {
      ja: '上りは外側から外します。IPが先です。',
      en: 'On the way up the outside comes off first: IP.',
    },
    'socket-before-wake': {
      ja: 'どのソケットかが分かってから、そこで眠っている人を起こします。',
      en: 'Who sleeps there is woken when the socket is known.',
    },
  },
  success: {
    ja: 'UDPは返事をしません。届いたことを確かめたければ、その上のプログラムか、TCPの仕事です。',
    en: 'UDP does not acknowledge. To know that it arrived is for the program above, or for TCP.',
  },
});

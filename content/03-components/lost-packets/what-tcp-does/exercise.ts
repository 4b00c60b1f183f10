import { defineExercise } from '../../../types';

const DEMO = `#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BYTES = 40000 };

/* 40,000 bytes to the echo service and back, by TCP, over a cable that loses one frame in ten. */
int main(void) {
    static unsigned char out[BYTES], in[BYTES];
    for (int i = 0; i < BYTES; i++) out[i] = i % 251;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7)};
    inet_pton(AF_INET, "10.0.2.3", &to.sin_addr);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(s, (struct sockaddr *)&to, sizeof(to)) < 0) {
        perror("connect");
        return 1;
    }
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    int sent = 0, got = 0;
    while (got < BYTES) {
        if (sent < BYTES) {
            int part = BYTES - sent < 4000 ? BYTES - sent : 4000;
            int n = send(s, out + sent, part, 0);
            if (n > 0) sent += n;
        }
        int n = recv(s, in + got, BYTES - got, sent < BYTES ? MSG_DONTWAIT : 0);
        if (n == 0) break;
        if (n > 0) got += n;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    long ms = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000;
    struct tcp_info info;
    socklen_t length = sizeof(info);
    memset(&info, 0, sizeof(info));
    getsockopt(s, IPPROTO_TCP, TCP_INFO, &info, &length);
    printf("%d bytes back, %s\\n", got, memcmp(out, in, BYTES) == 0 ? "all in order" : "different");
    printf("%ld ms, segments sent again: %u\\n", ms, info.tcpi_total_retrans);
    return 0;
}
`;

export default defineExercise({
  id: 'ex_d5k2',
  kind: 'predict',
  title: { ja: '失われた区切り', en: 'A lost segment' },
  inspector: 'network',
  hints: [
    {
      ja: '受け取り側は、「次に欲しいバイトの番号」だけを返事します。',
      en: 'The receiver answers with the number of the next byte that it wants.',
    },
  ],
  questions: [
    {
      id: 'gap',
      prompt: {
        ja: '5つのセグメントを続けて送り、2番目だけが失われました。受け取り側は、3・4・5番目が来たとき何を返事しますか。',
        en: 'Of five segments sent one after another the second is lost. What does the receiver answer when the third, fourth and fifth come?',
      },
      options: [
        {
          id: 'same-ack',
          text: { ja: '3回とも「2番目をください」', en: 'Three times: “I want the second”' },
          correct: true,
          feedback: {
            ja: 'その通りです。同じ番号の返事（重複ACK）が3つ続くと、送り側は時間切れを待たずに再送します（fast retransmit）。',
            en: 'Right. After three such duplicate ACKs the sender sends it again without waiting for its timer: fast retransmit.',
          },
        },
        {
          id: 'each',
          text: {
            ja: '「3番目が来た」「4番目が来た」「5番目が来た」',
            en: '“Got the third”, “got the fourth”, “got the fifth”',
          },
          feedback: {
            ja: 'TCPの返事は累積です。「ここまで全部来た」を言うので、穴の先には進めません（SACKは補足として付きます）。',
            en: 'ACKs are cumulative: “everything up to here has come”. They cannot pass a gap. (SACK adds what came beyond it.)',
          },
        },
        {
          id: 'silent',
          text: { ja: '2番目が来るまで黙っている', en: 'Nothing until the second has come' },
          feedback: {
            ja: '順番通りでないセグメントには、すぐに返事をします。それが送り側への知らせになります。',
            en: 'Segments out of order are answered at once: that is what tells the sender.',
          },
        },
      ],
    },
    {
      id: 'program',
      prompt: {
        ja: '10 % のフレームを失うケーブルで、TCPを使うプログラムの `recv` はどうなりますか。',
        en: 'Over a cable that loses 10 % of its frames, what does `recv` of a program that uses TCP see?',
      },
      options: [
        {
          id: 'holes',
          text: { ja: '失われた所が抜ける', en: 'Holes where something was lost' },
          feedback: {
            ja: '抜けません。カーネルは穴が埋まるまで、その先をプログラムに渡しません。',
            en: 'No holes: the kernel gives out nothing behind a gap before it is filled.',
          },
        },
        {
          id: 'error',
          text: { ja: 'ときどきエラーになる', en: 'An error now and then' },
          feedback: {
            ja: '再送を十数回あきらめずに続け、それでもだめなときだけ ETIMEDOUT です。',
            en: 'Only when a dozen or so retransmissions have failed is there an error, ETIMEDOUT.',
          },
        },
        {
          id: 'late',
          text: { ja: '全部が順番通りに、ただし遅れて来る', en: 'Everything in order, only later' },
          correct: true,
          feedback: {
            ja: 'その通りです。プログラムに見えるのは、遅れだけです。',
            en: 'Right. All that the program notices is the delay.',
          },
        },
      ],
    },
  ],
  demo: {
    kind: 'program',
    files: [{ path: 'main.c', text: DEMO }],
    limits: { instructions: 3_000_000_000 },
    run: { network: { lossPercent: 10, delayUs: 5000 } },
  },
  solution: { gap: 'same-ack', program: 'late' },
  wrong: [
    { name: 'each-segment', answers: { gap: 'each', program: 'late' }, expect: 'gap/each' },
    { name: 'silence', answers: { gap: 'silent', program: 'late' }, expect: 'gap/silent' },
    { name: 'holes', answers: { gap: 'same-ack', program: 'holes' }, expect: 'program/holes' },
  ],
  messages: {},
  success: {
    ja: 'プログラムは、失われたことを知りません。知っているのはカーネルで、`ss -i` や TCP_INFO の retrans に数えられています。',
    en: 'The program does not know that anything was lost. The kernel does, and counts it: see retrans in `ss -i` or TCP_INFO.',
  },
});

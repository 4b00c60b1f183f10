// Writes of up to PIPE_BUF bytes by several processes are never mixed.
#include "show.h"
#include <limits.h>

int main(void) {
  int p[2];
  pipe(p);
  for (int child = 0; child < 3; child++) {
    if (fork() == 0) {
      char block[PIPE_BUF];
      memset(block, 'a' + child, sizeof block);
      for (int i = 0; i < 40; i++) write(p[1], block, sizeof block);
      _exit(0);
    }
  }
  close(p[1]);
  long blocks[3] = {0}, torn = 0;
  char block[PIPE_BUF];
  for (;;) {
    size_t have = 0;
    ssize_t n;
    while (have < sizeof block && (n = read(p[0], block + have, sizeof block - have)) > 0) have += n;
    if (have == 0) break;
    for (size_t i = 1; i < have; i++) torn += block[i] != block[0];
    blocks[block[0] - 'a']++;
  }
  printf("%ld %ld %ld, torn %ld\n", blocks[0], blocks[1], blocks[2], torn);
  while (wait(0) > 0) {}
  return 0;
}

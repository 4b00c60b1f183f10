/* Strings, sorting, number parsing, 128-bit arithmetic and formatted output: what libc makes of them. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t crc(const unsigned char *p, size_t n) {
  uint32_t c = ~0u;
  while (n--) {
    c ^= *p++;
    for (int i = 0; i < 8; i++) c = c >> 1 ^ (0xEDB88320 & -(c & 1));
  }
  return ~c;
}

static int by_text(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }

static uint32_t words(void) {
  char buf[300], *w[64];
  for (int i = 0; i < 64; i++) {
    snprintf(buf, sizeof buf, "word%03d-%x-%o", (i * 37) % 101, i * 7919, i);
    w[i] = strdup(buf);
  }
  qsort(w, 64, sizeof *w, by_text);
  for (int i = 0; i < 64; i += 7) printf("%s\n", w[i]);
  return crc((unsigned char *)w[0], strlen(w[0]));
}

static void blocks(void) {
  static char big[5000];
  memset(big, 'a', sizeof big);
  big[4999] = 0;
  big[1234] = 'b';
  printf("%zu %d %d\n", strlen(big), (int)(strchr(big, 'b') - big), memcmp(big, big + 1, 4000) < 0);
  memmove(big + 3, big, 3000);
  memcpy(big + 3777, big + 11, 1101);
  printf("%08x\n", crc((unsigned char *)big, 4999));
}

static void numbers(void) {
  printf("%ld %lu %llx %d\n", strtol("-12345", 0, 10), strtoul("ffff", 0, 16), (unsigned long long)-1, atoi("77"));
  long long a = 123456789012345LL;
  printf("%lld %lld %lld\n", a * 1000 % 998244353, a / -7, -a % 1000);
  __int128 m = (__int128)a * a;
  printf("%llx%016llx\n", (long long)(m >> 64), (unsigned long long)m);
  m /= 12345;
  printf("%llx%016llx\n", (long long)(m >> 64), (unsigned long long)m);
}

int main(void) {
  uint32_t sum = words();
  blocks();
  numbers();
  char text[] = "The quick brown fox";
  for (char *p = text; *p; p++) *p = toupper((unsigned char)*p);
  puts(text);
  for (char *t = strtok(text, " "); t; t = strtok(0, " ")) printf("[%s]", t);
  puts("");
  return (int)(sum & 0x7f);
}

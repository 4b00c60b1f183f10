/* An LZ77 compressor and its inverse over a megabyte of made-up text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N (1 << 20)
static unsigned char input[N], packed[2 * N], output[N + 300];
static int table[65536];

int main(void) {
    static const char *words[] = {"kernel ", "ring ", "page ", "fault ", "the ", "a ", "system ", "call ", "zero\n"};
    unsigned seed = 1;
    size_t n = 0;
    while (n < N - 16) {
        seed = seed * 1664525 + 1013904223;
        const char *w = words[(seed >> 24) % 9];
        memcpy(input + n, w, strlen(w));
        n += strlen(w);
    }
    memset(table, -1, sizeof table);
    size_t out = 0, at = 0;
    while (at < n) {
        unsigned h = (input[at] * 2654435761u ^ input[at + 1] * 40503u ^ input[at + 2] * 97u) & 65535;
        int from = table[h];
        table[h] = (int)at;
        size_t len = 0;
        if (from >= 0 && at - from < 65535)
            while (len < 255 && at + len < n && input[from + len] == input[at + len]) len++;
        if (len >= 5) {
            size_t back = at - from;
            packed[out++] = 1;
            packed[out++] = len;
            packed[out++] = back;
            packed[out++] = back >> 8;
            at += len;
        } else {
            packed[out++] = 0;
            packed[out++] = input[at++];
        }
    }
    size_t made = 0;
    for (size_t i = 0; i < out;) {
        if (packed[i] == 0) {
            output[made++] = packed[i + 1];
            i += 2;
        } else {
            size_t len = packed[i + 1], back = packed[i + 2] | packed[i + 3] << 8;
            for (size_t j = 0; j < len; j++, made++) output[made] = output[made - back];
            i += 4;
        }
    }
    printf("%zu %zu %d\n", n, out, made == n && memcmp(input, output, n) == 0);
    return 0;
}

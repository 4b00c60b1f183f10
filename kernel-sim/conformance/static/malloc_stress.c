/* 60,000 allocations of all sizes, kept whole; realloc, calloc, aligned_alloc, large blocks by mmap. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 512
static unsigned char *slot[SLOTS];
static size_t size[SLOTS];
static unsigned char mark[SLOTS];

static uint64_t state = 88172645463325252ull;
static uint64_t next(void) {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static int whole(int i) {
    size_t n = size[i];
    return n == 0 || (slot[i][0] == mark[i] && slot[i][n - 1] == mark[i] && slot[i][(n - 1) / 2] == mark[i]);
}

int main(void) {
    long bad = 0, bytes = 0;
    for (int round = 0; round < 60000; round++) {
        int i = next() % SLOTS;
        if (slot[i] && !whole(i)) bad++;
        size_t n = next() % 100 < 97 ? next() % 900 : next() % 20000;
        switch (next() % 4) {
        case 0:
            free(slot[i]);
            slot[i] = NULL;
            size[i] = 0;
            continue;
        case 1:
            slot[i] = realloc(slot[i], n + 1);
            break;
        case 2:
            free(slot[i]);
            slot[i] = calloc(1, n + 1);
            if (slot[i][n / 2]) bad++;
            break;
        default:
            free(slot[i]);
            slot[i] = malloc(n + 1);
        }
        size[i] = n + 1;
        mark[i] = (unsigned char)round;
        slot[i][0] = slot[i][n / 2] = slot[i][n] = mark[i];
        bytes += n;
    }
    for (int i = 0; i < SLOTS; i++) {
        if (slot[i] && !whole(i)) bad++;
        free(slot[i]);
    }
    printf("bad %ld bytes %ld\n", bad, bytes);
    char *big = malloc(8 << 20);
    memset(big, 7, 8 << 20);
    big = realloc(big, 16 << 20);
    printf("%d %d\n", big[0], big[(8 << 20) - 1]);
    free(big);
    void *aligned = aligned_alloc(4096, 8192);
    printf("%d\n", (int)((uintptr_t)aligned % 4096));
    free(aligned);
    void *p = NULL;
    printf("%d %d\n", posix_memalign(&p, 64, 100), (int)((uintptr_t)p % 64));
    free(p);
    errno = 0;
    volatile size_t huge = SIZE_MAX / 2;
    p = malloc(huge);
    printf("%d %d\n", p == NULL, errno == ENOMEM);
    return bad != 0;
}

/* Fills a matrix, has its columns summed, and counts what the TLB missed meanwhile. Given; look, but do not change. */
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "matrix.h"

int matrix[N][N];
long sums[N];

/* A counter of misses of the data TLB on loads: PERF_TYPE_HW_CACHE, DTLB, read, miss. */
static int open_counter(void) {
    unsigned attr[32];
    memset(attr, 0, sizeof(attr));
    attr[0] = 3;
    attr[1] = 112;
    attr[2] = 3 | 0 << 8 | 1 << 16;
    return (int)syscall(SYS_perf_event_open, attr, 0, -1, -1, 0);
}

int main(void) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) matrix[i][j] = (i * 7 + j * 3) % 100;
    int counter = open_counter();
    long before = 0, after = 0;
    read(counter, &before, sizeof(before));
    sum_columns();
    read(counter, &after, sizeof(after));
    unsigned long check = 0;
    for (int j = 0; j < N; j++) check = check * 31 + (unsigned long)sums[j];
    printf("columns: %ld %ld %ld … check %lx\n", sums[0], sums[1], sums[2], check);
    printf("TLB misses: %ld\n", after - before);
    return 0;
}

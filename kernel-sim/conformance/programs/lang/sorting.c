/* Three sorts of the same 2,000 numbers give one order: quick, heap, merge; checked by a hash. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 2000 };
static unsigned seed = 1;
static unsigned next(void) { return seed = seed * 1103515245u + 12345u; }
static void quick(unsigned *v, int n) {
    if (n < 2) return;
    unsigned p = v[n / 2];
    int i = 0, j = n - 1;
    while (i <= j) { while (v[i] < p) i++; while (v[j] > p) j--; if (i <= j) { unsigned t = v[i]; v[i++] = v[j]; v[j--] = t; } }
    quick(v, j + 1);
    quick(v + i, n - i);
}
static void sift(unsigned *v, int i, int n) {
    for (int c; (c = 2 * i + 1) < n; i = c) { if (c + 1 < n && v[c + 1] > v[c]) c++; if (v[i] >= v[c]) return; unsigned t = v[i]; v[i] = v[c]; v[c] = t; }
}
static void heap(unsigned *v, int n) {
    for (int i = n / 2; i-- > 0;) sift(v, i, n);
    while (--n > 0) { unsigned t = v[0]; v[0] = v[n]; v[n] = t; sift(v, 0, n); }
}
static void merge(unsigned *v, int n) {
    if (n < 2) return;
    int h = n / 2;
    merge(v, h);
    merge(v + h, n - h);
    unsigned *t = malloc(n * sizeof *t);
    for (int i = 0, j = h, k = 0; k < n; k++) t[k] = j >= n || (i < h && v[i] <= v[j]) ? v[i++] : v[j++];
    memcpy(v, t, n * sizeof *t);
    free(t);
}
static unsigned long hash(const unsigned *v) { unsigned long h = 14695981039346656037ul; for (int i = 0; i < N; i++) h = (h ^ v[i]) * 1099511628211ul; return h; }

int main(void) {
    static unsigned a[N], b[N], c[N];
    for (int i = 0; i < N; i++) a[i] = b[i] = c[i] = next();
    quick(a, N);
    heap(b, N);
    merge(c, N);
    for (int i = 1; i < N; i++) if (a[i - 1] > a[i]) return 1;
    printf("%lx %d %d\n", hash(a), hash(a) == hash(b), hash(b) == hash(c));
    return 0;
}

#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

struct header {
    size_t size; /* of the piece behind it */
    size_t used;
};

static char *first; /* the first header, or NULL */
static char *end;   /* behind the last piece */

/* A piece of at least `size` bytes, or NULL. */
static void *allocate(size_t size) {
    size = (size + 15) & ~(size_t)15;
    char *at;
    for (at = first; at && at < end; at += sizeof(struct header) + ((struct header *)at)->size) {
        struct header *h = (struct header *)at;
        if (h->used || h->size < size) continue;
        h->used = 1;
        return h + 1;
    }
    at = sbrk((intptr_t)(size + sizeof(struct header)));
    if (at == (char *)-1) return NULL;
    if (!first) first = at;
    end = at + sizeof(struct header) + size;
    struct header *h = (struct header *)at;
    h->size = size;
    h->used = 1;
    return h + 1;
}

static void release(void *piece) {
    ((struct header *)piece)->used = 0;
}

int main(void) {
    char *a = allocate(100), *b = allocate(40);
    for (int i = 0; i < 100; i++) a[i] = 'a';
    for (int i = 0; i < 40; i++) b[i] = 'b';
    release(a);
    for (int i = 0; i < 100; i++) {
        char *piece = allocate(80);
        for (int k = 0; k < 80; k++) piece[k] = 'x';
        release(piece);
    }
    char *bigger = allocate(200);
    bigger[199] = 'z';
    int intact = 1;
    for (int i = 0; i < 40; i++) intact &= b[i] == 'b';
    printf("aligned: %s\n", ((uintptr_t)b & 15) == 0 && ((uintptr_t)bigger & 15) == 0 ? "yes" : "no");
    printf("intact: %s\n", intact ? "yes" : "no");
    printf("heap: %ld bytes\n", (long)(end - first));
    return 0;
}

/* qsort on records and strings, bsearch, and the tree and list of search.h. */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct record {
    int key;
    char name[12];
};

static int by_key(const void *a, const void *b) {
    const struct record *x = a, *y = b;
    return x->key != y->key ? (x->key > y->key) - (x->key < y->key) : strcmp(x->name, y->name);
}
static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }
static int by_int(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static long visited;
static void visit(const void *node, VISIT which, int depth) {
    if (which == postorder || which == leaf) visited = visited * 31 + **(int *const *)node + depth * 0;
}

int main(void) {
    static struct record records[5000];
    unsigned seed = 7;
    for (int i = 0; i < 5000; i++) {
        seed = seed * 1103515245 + 12345;
        records[i].key = seed >> 20;
        snprintf(records[i].name, sizeof records[i].name, "r%d", i);
    }
    qsort(records, 5000, sizeof *records, by_key);
    long sum = 0;
    for (int i = 0; i < 5000; i++) sum = sum * 131 + records[i].key * 7 + records[i].name[1];
    printf("%d %s %d %s %lx\n", records[0].key, records[0].name, records[4999].key, records[4999].name, sum);
    struct record want = records[1234], *got = bsearch(&want, records, 5000, sizeof *records, by_key);
    printf("%td\n", got - records);
    char *words[] = {"pear", "fig", "apple", "zebra", "mango", "apple"};
    qsort(words, 6, sizeof *words, by_text);
    for (int i = 0; i < 6; i++) printf("%s%c", words[i], i < 5 ? ' ' : '\n');
    static int numbers[300];
    void *root = NULL;
    for (int i = 0; i < 300; i++) {
        numbers[i] = (i * 7919) % 1009;
        tsearch(&numbers[i], &root, by_int);
    }
    twalk(root, visit);
    int probe = numbers[17], absent = 5000;
    printf("%ld %d %d\n", visited, **(int **)tfind(&probe, &root, by_int), tfind(&absent, &root, by_int) != NULL);
    hcreate(64);
    for (int i = 0; i < 6; i++) hsearch((ENTRY){words[i], (void *)(long)i}, ENTER);
    ENTRY *e = hsearch((ENTRY){"mango", NULL}, FIND);
    printf("%s %ld\n", e->key, (long)e->data);
    return 0;
}

/* setjmp and longjmp as exceptions, atexit handlers, qsort of strings and structures. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jmp_buf here;
static int depth(int n) { if (n == 0) longjmp(here, 5); return depth(n - 1) + 1; }
static void bye(void) { puts("bye"); }
static void last(void) { puts("last"); }
struct person { char name[8]; int age; };
static int by_age(const void *a, const void *b) { const struct person *x = a, *y = b; return x->age != y->age ? x->age - y->age : strcmp(x->name, y->name); }
static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

int main(void) {
    atexit(last);
    atexit(bye);
    volatile int tries = 0;
    int r = setjmp(here);
    if (r == 0) { tries++; depth(50); }
    printf("%d %d\n", r, tries);
    struct person people[] = {{"Ken", 80}, {"Linus", 54}, {"Dennis", 70}, {"Brian", 80}};
    qsort(people, 4, sizeof *people, by_age);
    for (int i = 0; i < 4; i++) printf("%s %d\n", people[i].name, people[i].age);
    const char *words[] = {"tty", "mm", "fs", "net", "bpf"};
    qsort(words, 5, sizeof *words, by_text);
    for (int i = 0; i < 5; i++) printf("%s ", words[i]);
    puts("");
    exit(3);
}

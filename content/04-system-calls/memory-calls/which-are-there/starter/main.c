#include <stdio.h>
#include <sys/mman.h>

#define PAGE 4096
#define PAGES 8

/* Prints a 1 or 0 for each page. */
static void show(char *region) {
    unsigned char there[PAGES] = {0};
    (void)region;
    for (int i = 0; i < PAGES; i++) putchar(there[i] & 1 ? '1' : '0');
    putchar('\n');
}

int main(void) {
    char *region = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    /* Touch pages 0, 3 and 4. */
    show(region);
    /* Lock all of it. */
    show(region);
    return 0;
}

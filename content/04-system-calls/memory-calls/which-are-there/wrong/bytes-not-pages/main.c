#include <stdio.h>
#include <sys/mman.h>

#define PAGE 4096
#define PAGES 8

/* Prints a 1 or 0 for each page. */
static void show(char *region) {
    unsigned char there[PAGES] = {0};
    mincore(region, PAGES * PAGE, there);
    for (int i = 0; i < PAGES; i++) putchar(there[i] & 1 ? '1' : '0');
    putchar('\n');
}

int main(void) {
    char *region = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    region[0] = region[3] = region[4] = 1;
    show(region);
    mlock(region, PAGES * PAGE);
    show(region);
    return 0;
}

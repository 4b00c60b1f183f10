#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define MIB (1024 * 1024)

/* Doubles a region of `size` bytes; returns its new address, or NULL. */
static char *grow(char *region, size_t size) {
    char *moved = mremap(region, size, 2 * size, MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? NULL : moved;
}

int main(void) {
    char *both = mmap(NULL, 8 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *region = both;
    char *wall = both + 4 * MIB;
    for (size_t i = 0; i < 4 * MIB; i += 4096) region[i] = (char)(i / 4096);
    strcpy(wall, "wall");

    char *bigger = grow(region, 4 * MIB);
    if (!bigger) {
        printf("grow failed\n");
        return 1;
    }
    int kept = 1;
    for (size_t i = 0; i < 4 * MIB; i += 4096) kept &= bigger[i] == (char)(i / 4096);
    bigger[8 * MIB - 1] = 1;
    printf("kept: %s\nmoved: %s\nwall: %s\n", kept ? "yes" : "no", bigger != region ? "yes" : "no", wall);
    return 0;
}

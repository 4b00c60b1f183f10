#include <stdio.h>
#include <sys/mman.h>

enum { PAGE = 4096, PAGES = 16 };

int main(void) {
    volatile char *p = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        perror("mmap");
        return 1;
    }
    p[0 * PAGE] = 1;
    p[4 * PAGE] = 1;
    p[16 * PAGE] = 1;
    return 0;
}

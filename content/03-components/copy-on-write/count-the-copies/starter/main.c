#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096
#define PAGES 10

/* In the child: writes pages 2, 5 and 7, reads all, returns the sum of the first bytes. */
static int touch_pages(volatile char *region) {
    int sum = 0;
    for (int i = 0; i < PAGES; i++) {
        region[i * PAGE] += 0;
        sum += region[i * PAGE];
    }
    return sum;
}

int main(void) {
    char *region = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < PAGES; i++) region[i * PAGE] = (char)i;

    pid_t child = fork();
    if (child == 0) _exit(touch_pages(region));
    int status;
    waitpid(child, &status, 0);
    printf("sum %d\n", WEXITSTATUS(status));
    return 0;
}

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    /* Make a child, let it work, collect it. */
    return 0;
}

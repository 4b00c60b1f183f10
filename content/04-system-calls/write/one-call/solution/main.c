#include <stdio.h>
#include <unistd.h>

int main(void) {
    static char buffer[4096];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    for (int i = 1; i <= 10; i++) printf("line %d\n", i);
    return 0;
}

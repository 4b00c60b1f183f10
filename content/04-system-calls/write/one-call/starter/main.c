#include <stdio.h>
#include <unistd.h>

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int i = 1; i <= 10; i++) printf("line %d\n", i);
    return 0;
}

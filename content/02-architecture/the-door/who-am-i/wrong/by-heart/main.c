#include <stdio.h>
#include <unistd.h>

int main(void) {
    printf("real 1000 effective 1000\n");
    return 0;
}

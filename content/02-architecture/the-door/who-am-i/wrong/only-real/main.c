#include <stdio.h>
#include <unistd.h>

int main(void) {
    int uid = getuid();
    printf("real %d effective %d\n", uid, uid);
    return 0;
}

/* Makes 300 system calls and says who it is. Given; look, but do not change. */
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    for (int i = 0; i < 300; i++) syscall(SYS_getppid);
    printf("busy is pid %d\n", getpid());
    return 0;
}

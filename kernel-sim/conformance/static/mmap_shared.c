/* Shared memory between processes: anonymous and file mappings, process-shared mutexes, fork trees, pipes. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
    pthread_mutex_t lock;
    long total;
    int order[16];
};

int main(void) {
    struct shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&s->lock, &attr);
    for (int c = 0; c < 6; c++)
        if (fork() == 0) {
            for (int i = 0; i < 500; i++) {
                pthread_mutex_lock(&s->lock);
                s->total += c + 1;
                pthread_mutex_unlock(&s->lock);
            }
            s->order[c] = c * c;
            _exit(c);
        }
    int codes = 0, status;
    while (wait(&status) > 0) codes += WEXITSTATUS(status);
    printf("%ld %d %d\n", s->total, codes, s->order[5]);
    int fd = open("mapped", O_RDWR | O_CREAT | O_TRUNC, 0600);
    ftruncate(fd, 10000);
    char *file = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *copy = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    strcpy(file + 5000, "seen by read");
    strcpy(copy, "seen by nobody");
    msync(file, 10000, MS_SYNC);
    char text[32] = "";
    printf("%zd %s|", pread(fd, text, 12, 5000), text);
    printf("%zd %d|%s\n", pread(fd, text, 12, 0), text[0], copy + 5000);
    munmap(file, 10000);
    printf("%d %d\n", mprotect(copy, 4096, PROT_READ), madvise(copy, 4096, MADV_NORMAL));
    fflush(stdout);
    if (fork() == 0) {
        copy[1] = 'x';
        _exit(0);
    }
    wait(&status);
    printf("%d %d\n", WIFSIGNALED(status), WTERMSIG(status));
    unlink("mapped");
    return 9;
}

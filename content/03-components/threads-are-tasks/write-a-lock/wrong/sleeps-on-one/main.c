#include <linux/futex.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static int state; /* 0 free, 1 taken, 2 taken and somebody waits */

static int exchange(int value) {
    return __atomic_exchange_n(&state, value, __ATOMIC_SEQ_CST);
}

static int compare_exchange(int old, int new) {
    __atomic_compare_exchange_n(&state, &old, new, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return old;
}

static void futex_wait(int while_it_is) {
    syscall(SYS_futex, &state, FUTEX_WAIT, while_it_is, NULL, NULL, 0);
}

static void futex_wake(void) {
    syscall(SYS_futex, &state, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void lock(void) {
    if (compare_exchange(0, 1) == 0) return;
    while (exchange(1) != 0) futex_wait(1);
}

static void unlock(void) {
    if (exchange(0) == 2) futex_wake();
}

static volatile long counter;

static void *count(void *unused) {
    (void)unused;
    for (int i = 0; i < 300; i++) {
        lock();
        long seen = counter;
        if (i % 20 == 0) usleep(1000); /* long work with the lock held */
        counter = seen + 1;
        unlock();
    }
    return NULL;
}

int main(void) {
    pthread_t a, b;

    pthread_create(&a, NULL, count, NULL);
    pthread_create(&b, NULL, count, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    printf("counter = %ld\n", counter);
    (void)futex_wait;
    (void)futex_wake;
    return 0;
}

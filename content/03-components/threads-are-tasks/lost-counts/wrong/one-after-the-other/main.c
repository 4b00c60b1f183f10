#include <pthread.h>
#include <stdio.h>

static volatile long counter;

static void *count(void *unused) {
    (void)unused;
    for (int i = 0; i < 20000; i++) {
        long seen = counter;
        counter = seen + 1;
    }
    return NULL;
}

int main(void) {
    pthread_t a, b;

    pthread_create(&a, NULL, count, NULL);
    pthread_join(a, NULL);
    pthread_create(&b, NULL, count, NULL);
    pthread_join(b, NULL);
    printf("counter = %ld\n", counter);
    return 0;
}

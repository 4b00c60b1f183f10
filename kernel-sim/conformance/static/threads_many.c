/* pthreads: mutex, condition, barrier, once, thread-local storage, semaphores, cancellation, return values. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define N 8
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t tokens;
static long counter;
static int queue[64], head, tail, inits;
static __thread long mine;
static __thread char name[16] = "unset";

static void init(void) { inits++; }

static void *count(void *arg) {
    long id = (long)arg;
    pthread_once(&once, init);
    for (int i = 0; i < 2000; i++) {
        pthread_mutex_lock(&lock);
        counter++;
        pthread_mutex_unlock(&lock);
        mine += id;
    }
    snprintf(name, sizeof name, "thread %ld", id);
    int serial = pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
    return (void *)(mine * 2 + serial);
}

static void *consume(void *arg) {
    long sum = 0;
    for (;;) {
        pthread_mutex_lock(&lock);
        while (head == tail) pthread_cond_wait(&filled, &lock);
        int v = queue[head++ % 64];
        pthread_mutex_unlock(&lock);
        sem_post(&tokens);
        if (v < 0) return (void *)sum;
        sum += v;
    }
}

static void cleanup(void *arg) { *(int *)arg = 1; }
static void *sleeper(void *arg) {
    pthread_cleanup_push(cleanup, arg);
    for (;;) pause();
    pthread_cleanup_pop(0);
    return NULL;
}

int main(void) {
    pthread_t t[N];
    pthread_barrier_init(&barrier, NULL, N);
    for (long i = 0; i < N; i++) pthread_create(&t[i], NULL, count, (void *)(i + 1));
    long total = 0;
    for (int i = 0; i < N; i++) {
        void *r;
        pthread_join(t[i], &r);
        total += (long)r;
    }
    printf("%ld %ld %d %s %ld\n", counter, total, inits, name, mine);
    sem_init(&tokens, 0, 16);
    pthread_create(&t[0], NULL, consume, NULL);
    pthread_create(&t[1], NULL, consume, NULL);
    for (int i = 1; i <= 1002; i++) {
        sem_wait(&tokens);
        pthread_mutex_lock(&lock);
        queue[tail++ % 64] = i <= 1000 ? i : -1;
        pthread_cond_signal(&filled);
        pthread_mutex_unlock(&lock);
    }
    total = 0;
    for (int i = 0; i < 2; i++) {
        void *r;
        pthread_join(t[i], &r);
        total += (long)r;
    }
    printf("%ld\n", total);
    int cleaned = 0;
    void *r;
    pthread_create(&t[0], NULL, sleeper, &cleaned);
    pthread_cancel(t[0]);
    pthread_join(t[0], &r);
    printf("%d %d\n", cleaned, r == PTHREAD_CANCELED);
    return 0;
}

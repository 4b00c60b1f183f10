#include "machine.h"

static volatile int lock;

/* Comes back when the lock is ours. */
static void acquire(void) {
    while (swap(&lock, 1)) {
    }
}

static void release(void) {
    lock = 0;
}

/* Writes one line: a name and a number. */
static void say(const char *name, int number) {
    acquire();
    put_text(name);
    put_char(' ');
    put_char('0' + number);
    put_char('\n');
}

static void left(void) {
    for (int i = 1; i <= 6; i++) say("left left left left", i);
}

static void right(void) {
    for (int i = 1; i <= 6; i++) say("RIGHT RIGHT RIGHT", i);
}

int main(void) {
    run_both(left, right);
    return 0;
}

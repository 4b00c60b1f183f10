#include "machine.h"

static volatile int ticks;

/* Called at every timer interrupt, by timer.s. */
void on_timer(void) {
}

int main(void) {
    set_up_interrupts();
    set_rate(0xffff);
    /* Turn interrupts on, then wait for five of them. */
    put_char('0' + ticks);
    put_text(" ticks\n");
    flush();
    return 0;
}

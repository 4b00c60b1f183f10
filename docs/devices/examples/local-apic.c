#include "pc.h"

#define APIC 0xfee00000ul
static volatile int ticks, messages;

static void tick(void) {
    ticks++;
    store(APIC + 0xb0, 0);                    /* end of interrupt */
}
static void message(void) {
    messages++;
    store(APIC + 0xb0, 0);
}

int main(void) {
    map_device(APIC);
    set_lines(0xffff);                        /* the 8259s keep out of it */
    set_handler(0x30, tick);
    set_handler(0x31, message);
    store(APIC + 0xf0, 0x1ff);                /* on; spurious vector 0xff */
    show_hex("version: ", load(APIC + 0x30) & 0xff);
    store(APIC + 0x300, 0x40031);             /* a message to myself */
    __asm__ volatile("sti\n nop\n nop\n cli");
    show("messages: ", messages);

    store(APIC + 0x3e0, 3);                   /* a sixteenth of 1 GHz */
    store(APIC + 0x320, 0x20030);             /* periodic, vector 0x30 */
    store(APIC + 0x380, 625000);              /* a hundred times a second */
    while (ticks < 10) sleep();
    store(APIC + 0x380, 0);
    show("ticks: ", ticks);

    store(APIC + 0x80, 0x30);                 /* only what is above 0x3f may interrupt */
    store(APIC + 0x300, 0x40031);
    __asm__ volatile("sti\n nop\n nop\n cli");
    show("held back, messages: ", messages);
    store(APIC + 0x80, 0);
    __asm__ volatile("sti\n nop\n nop\n cli");
    show("let through: ", messages);
    leave(0);
}

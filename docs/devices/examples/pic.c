#include "pc.h"

static u8 in_service, asked;

static void timer(void) {
    outb(0x20, 0x0b);                         /* reads of 0x20 give the ISR … */
    in_service = inb(0x20);
    outb(0x20, 0x0a);                         /* … and the IRR again */
    asked = inb(0x20);
    end_of_interrupt(0);
}

int main(void) {
    set_lines(0xffff);                        /* all shut */
    set_handler(0x20, timer);
    outb(0x43, 0x30);                         /* one tick, soon */
    outb(0x40, 100);
    outb(0x40, 0);
    for (volatile int i = 0; i < 100000; i++) {}
    outb(0x20, 0x0a);
    show_hex("waiting behind the mask: ", inb(0x20) & 1);
    outb(0x21, 0xfe);                         /* line 0 open */
    sleep();
    show_hex("in service in its handler: ", in_service);
    show_hex("waiting in its handler: ", asked & 1);
    outb(0x20, 0x0b);
    show_hex("in service afterwards: ", inb(0x20));
    leave(0);
}

#include "machine.h"

#define VAULT 0x600000UL
#define TWO_MIB 0x200000UL

/* The entry of an address: one for every 2 MiB, from 0x3000 on. */
static volatile unsigned long *entry(unsigned long address) {
    return (volatile unsigned long *)0x3000 + address / TWO_MIB;
}

static void hide(unsigned long address) {
    *entry(address) &= ~1UL;
    invlpg(address);
}

static void show(unsigned long address) {
    *entry(address) |= 1UL;
    invlpg(address);
}

int main(void) {
    start_owner();
    hide(VAULT);
    run("stranger", stranger);
    show(VAULT);
    run("owner", owner);
    flush();
    return 0;
}

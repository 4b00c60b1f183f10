#include "pc.h"

int main(void) {
    for (int slot = 0; slot < 5; slot++) {
        u32 id = pci_read(slot, 0);
        u32 kind = pci_read(slot, 8) >> 16;
        if (id == 0xffffffff || slot == 1) continue;
        put_number(slot, 10);
        put_text(": ");
        put_number(id & 0xffff, 16);
        put_char(':');
        put_number(id >> 16, 16);
        show_hex(", class ", kind);
    }
    int disk = pci_find(0x10011af4);
    u32 bar = pci_read(disk, 0x10);
    pci_write(disk, 0x10, 0xffffffff);        /* how large is it? */
    u32 size = pci_read(disk, 0x10);
    pci_write(disk, 0x10, bar);
    show("the disk's ports: ", (~(size & ~3u) + 1) & 0xffff);
    leave(0);
}

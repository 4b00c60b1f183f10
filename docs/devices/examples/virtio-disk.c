#include "pc.h"
#include "virtio.h"

static struct queue q;
static struct { u32 type, zero; u64 sector; } header;
static u8 data[512], status;
static u16 port;

static void request(u32 type, u64 sector, int device_writes) {
    header.type = type;
    header.sector = sector;
    status = 0xff;
    q.table[0] = (struct descriptor){(u64)&header, 16, 1, 1};
    q.table[1] = (struct descriptor){(u64)data, 512, device_writes ? 3 : 1, 2};
    q.table[2] = (struct descriptor){(u64)&status, 1, 2, 0};
    u16 before = q.used;
    virtio_offer(port, 0, &q, 0);
    while (q.used == before) {}
}

int main(void) {
    port = virtio_find(0x10011af4);
    virtio_queue(port, 0, &q);
    virtio_go(port);
    show("sectors: ", inl(port + 20));
    const char text[] = "by virtio";
    for (int i = 0; i < (int)sizeof text; i++) data[i] = text[i];
    request(1, 9, 0);                         /* write sector 9 */
    show("written, status ", status);
    for (int i = 0; i < 512; i++) data[i] = 0;
    request(0, 9, 1);                         /* read it */
    put_text((char *)data);
    put_char('\n');
    request(0, 1000000, 1);
    show("beyond the end, status ", status);
    leave(0);
}

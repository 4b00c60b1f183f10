/* A split virtqueue as the legacy interface lays it out for 256 entries. */
struct descriptor {
    u64 address;
    u32 length;
    u16 flags, next;                          /* 1: there is a next one, 2: the device writes */
};
struct queue {
    struct descriptor table[256];
    u16 flags, available, ring[256];
    u8 pad[4096 - 4 - 512];
    volatile u16 used_flags, used;
    struct { u32 id, length; } done[256];
} __attribute__((aligned(4096)));

/* Reset, "I see you", "I can drive you"; then the queues; then `virtio_go`. */
static inline u16 virtio_find(u32 id) {
    int slot = pci_find(id);
    u16 port = pci_read(slot, 0x10) & ~3;
    pci_write(slot, 4, 7);                    /* ports, memory, may read and write RAM */
    outb(port + 18, 0);
    outb(port + 18, 1);
    outb(port + 18, 3);
    return port;
}
static inline void virtio_queue(u16 port, int n, struct queue *q) {
    outw(port + 14, n);
    outl(port + 8, (u64)q >> 12);
}
static inline void virtio_go(u16 port) { outb(port + 18, 7); }

/* Gives the device the chain that begins at descriptor `head` and tells it. */
static inline void virtio_offer(u16 port, int n, struct queue *q, u16 head) {
    q->ring[q->available % 256] = head;
    __asm__ volatile("" : : : "memory");
    q->available++;
    outw(port + 16, n);
}

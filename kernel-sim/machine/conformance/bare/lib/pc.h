/*
 * What the images share: output on COM1, exceptions told as a line of text, page tables, ports, interrupt controllers.
 * Lines say nothing that depends on where the compiler put things.
 */
#pragma once
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef signed long s64;

/* As lib/entry.S pushes them. */
struct regs {
  u64 r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
  u64 vector, error, rip, cs, rflags, rsp, ss;
};

enum { KCODE = 0x10, KDATA = 0x18, UDATA = 0x2b, UCODE = 0x33, TSS = 0x40 };
enum { P = 1, W = 2, U = 4, PWT = 8, PCD = 0x10, A = 0x20, D = 0x40, PS = 0x80, G = 0x100 };
#define NX (1ul << 63)
#define USER_TEXT __attribute__((section(".user.text")))
#define USER_DATA __attribute__((section(".user.data")))

struct tss {
  u32 reserved0;
  u64 rsp[3];
  u64 reserved1;
  u64 ist[7];
  u64 reserved2;
  u16 reserved3, iomap;
} __attribute__((packed));
struct gate {
  u16 low, selector;
  u8 ist, type;
  u16 middle;
  u32 high, reserved;
};
struct table {
  u16 limit;
  u64 base;
} __attribute__((packed));

extern struct tss tss;
extern u64 gdt[16];
extern struct gate idt[256];
extern char user_stack[4096];
extern u64 try_at, try_end, try_rsp, try_rbp, try_top;
extern const char *try_what;
/* Called instead of the usual telling, where it is set. Returns 0 to leave the usual to be done. */
extern int (*on_trap)(struct regs *);
extern void (*on_irq[256])(void);

void leave(int code) __attribute__((noreturn));
void putc(char c);
/* %d %x %lx %s %c */
void print(const char *format, ...);
void describe(struct regs *r);
void resume(struct regs *r);
void begin_try(const char *what);
void end_try(void);
void enter_user(u64 rip, u64 rsp, u64 rflags);
void set_gate(int vector, u64 handler, int type, int ist);
void load_gdt(u64 base, int limit);
void load_idt(u64 base, int limit);
extern char stubs[];

u64 *table_page(void);
/* The entry that maps `va` by 4 KiB, its tables made where they are missing. */
u64 *pte(u64 va);
/* The entry of the page directory. */
u64 *pde(u64 va);
void map(u64 va, u64 pa, u64 flags);
void map_device(u64 pa);
extern u64 *pml4;
u32 pci_read(int slot, int reg);
void pci_write(int slot, int reg, u32 v);
/* The slot whose first register is `id`, or -1. */
int pci_find(u32 id);
/* The local APIC's registers. */
enum { APIC = 0xfee00000u };
u32 apic_get(int r);
void apic_set(int r, u32 v);

/* Interrupt controllers. */
void pic_init(u16 mask);
void pic_eoi(int irq);
extern volatile u32 ticks[256];
void delay(u32 loops);
void wait_tick(int vector, u32 count);

#define STR2(x) #x
#define STR(x) STR2(x)
#define ALL "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc"

/* Runs `code` in ring 0; an exception is told as a line and the image goes on after it. */
#define TRY(what, code) \
  do { \
    begin_try(what); \
    __asm__ volatile("movq $991f, try_at\n movq $992f, try_end\n movq %%rsp, try_rsp\n movq %%rsp, try_top\n movq %%rbp, try_rbp\n" \
                     "991: " code "\n 992: movq try_rsp, %%rsp\n movq try_rbp, %%rbp" ::: ALL); \
    end_try(); \
  } while (0)

/* The same in ring 3; there `int $0x80` comes back with rax told. */
#define USER_FLAGS(what, flags, code) \
  do { \
    u64 at_; \
    begin_try(what); \
    __asm__ volatile(".pushsection .user.text, \"ax\"\n 991: " code "\n int $0x80\n .popsection\n movq $991b, %0" : "=r"(at_)); \
    try_at = at_; \
    try_top = (u64)user_stack + 4096; \
    enter_user(at_, (u64)user_stack + 4096, flags); \
    end_try(); \
  } while (0)
#define USER(what, code) USER_FLAGS(what, 0x202, code)

static inline void outb(u16 port, u8 v) { __asm__ volatile("outb %0, %1" ::"a"(v), "Nd"(port)); }
static inline void outw(u16 port, u16 v) { __asm__ volatile("outw %0, %1" ::"a"(v), "Nd"(port)); }
static inline void outl(u16 port, u32 v) { __asm__ volatile("outl %0, %1" ::"a"(v), "Nd"(port)); }
static inline u8 inb(u16 port) { u8 v; __asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port)); return v; }
static inline u16 inw(u16 port) { u16 v; __asm__ volatile("inw %1, %0" : "=a"(v) : "Nd"(port)); return v; }
static inline u32 inl(u16 port) { u32 v; __asm__ volatile("inl %1, %0" : "=a"(v) : "Nd"(port)); return v; }
static inline u64 rdmsr(u32 i) { u32 a, d; __asm__ volatile("rdmsr" : "=a"(a), "=d"(d) : "c"(i)); return a | ((u64)d << 32); }
static inline void wrmsr(u32 i, u64 v) { __asm__ volatile("wrmsr" ::"a"((u32)v), "d"((u32)(v >> 32)), "c"(i) : "memory"); }
static inline u64 rdtsc(void) { u32 a, d; __asm__ volatile("rdtsc" : "=a"(a), "=d"(d)); return a | ((u64)d << 32); }
#define CONTROL(n) \
  static inline u64 read_cr##n(void) { u64 v; __asm__ volatile("mov %%cr" #n ", %0" : "=r"(v)); return v; } \
  static inline void write_cr##n(u64 v) { __asm__ volatile("mov %0, %%cr" #n ::"r"(v) : "memory"); }
CONTROL(0)
CONTROL(2)
CONTROL(3)
CONTROL(4)
CONTROL(8)
#define DEBUG_REGISTER(n) \
  static inline u64 read_dr##n(void) { u64 v; __asm__ volatile("mov %%db" #n ", %0" : "=r"(v)); return v; } \
  static inline void write_dr##n(u64 v) { __asm__ volatile("mov %0, %%db" #n ::"r"(v) : "memory"); }
DEBUG_REGISTER(0)
DEBUG_REGISTER(1)
DEBUG_REGISTER(2)
DEBUG_REGISTER(3)
DEBUG_REGISTER(6)
DEBUG_REGISTER(7)
static inline void cpuid(u32 leaf, u32 *v) {
  __asm__ volatile("cpuid" : "=a"(v[0]), "=b"(v[1]), "=c"(v[2]), "=d"(v[3]) : "a"(leaf), "c"(0));
}
static inline void invlpg(u64 va) { __asm__ volatile("invlpg (%0)" ::"r"(va) : "memory"); }
static inline u64 flags(void) { u64 v; __asm__ volatile("pushfq; popq %0" : "=r"(v)); return v; }
static inline void sti(void) { __asm__ volatile("sti" ::: "memory"); }
static inline void cli(void) { __asm__ volatile("cli" ::: "memory"); }
static inline void sti_hlt(void) { __asm__ volatile("sti; hlt" ::: "memory"); }
static inline u32 load32(u64 at) { return *(volatile u32 *)at; }
static inline void store32(u64 at, u32 v) { *(volatile u32 *)at = v; }

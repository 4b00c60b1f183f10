#include "pc.h"

#define COM1 0x3f8
char kernel_stack[16384] __attribute__((aligned(16)));
__asm__(".globl kernel_stack_end\n .set kernel_stack_end, kernel_stack + 16384");
char interrupt_stack[8192] __attribute__((aligned(16)));
char user_stack[4096] USER_DATA __attribute__((aligned(4096))) = {1};
struct tss tss;
u64 gdt[16];
struct gate idt[256];
u64 try_at, try_end, try_rsp, try_rbp, try_top;
const char *try_what;
static int trapped;
int (*on_trap)(struct regs *);
void (*on_irq[256])(void);
volatile u32 ticks[256];
u64 *pml4;

/* ---- output ---- */

void delay(u32 loops) {
  for (; loops; loops--) __asm__ volatile("");
}

void putc(char c) {
  static int room;
  while (room == 0) {
    if (inb(COM1 + 5) & 0x20) room = 16;
    else delay(3000);
  }
  room--;
  outb(COM1, c);
}

static void number(u64 v, unsigned base) {
  char digits[24];
  int n = 0;
  do digits[n++] = "0123456789abcdef"[v % base];
  while (v /= base);
  while (n) putc(digits[--n]);
}

void print(const char *f, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, f);
  for (; *f; f++) {
    if (*f != '%') {
      putc(*f);
      continue;
    }
    int wide = f[1] == 'l';
    f += 1 + wide;
    if (*f == 'd') {
      s64 v = wide ? __builtin_va_arg(list, s64) : __builtin_va_arg(list, int);
      if (v < 0) putc('-');
      number(v < 0 ? -v : v, 10);
    } else if (*f == 'x') number(wide ? __builtin_va_arg(list, u64) : __builtin_va_arg(list, u32), 16);
    else if (*f == 'c') putc(__builtin_va_arg(list, int));
    else if (*f == 's') {
      const char *s = __builtin_va_arg(list, const char *);
      while (*s) putc(*s++);
    } else putc(*f);
  }
  __builtin_va_end(list);
}

void leave(int code) {
  while ((inb(COM1 + 5) & 0x60) != 0x60) delay(3000);
  outb(0xf4, code);
  for (;;) __asm__ volatile("cli; hlt");
}

/* ---- exceptions ---- */

static const char *const names[20] = {"#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "9",
                                      "#TS", "#NP", "#SS", "#GP", "#PF", "15",  "#MF", "#AC", "#MC", "#XM"};

static int has_error(u64 v) { return v == 8 || (v >= 10 && v <= 14) || v == 17; }

/* A distance; addresses far away are told whole where they are told at all, for the compiler does not choose those. */
static void offset(const char *what, s64 by) {
  if (by > 0x100000 || by < -0x100000) print("%s elsewhere", what);
  else print("%s%s%ld", what, by < 0 ? "" : "+", by);
}

void describe(struct regs *r) {
  print("%s: ", try_what ? try_what : "?");
  if (r->vector < 20) print("%s", names[r->vector]);
  else print("vector %lx", r->vector);
  if (has_error(r->vector)) print("(%lx)", r->error);
  offset(" rip", r->rip - try_at);
  print(" cs=%lx ss=%lx", r->cs, r->ss);
  offset(" sp", r->rsp - try_top);
  print(" flags=%lx", r->rflags & 0x3e7700);
  if (r->vector == 14) print(" cr2=%lx", read_cr2());
  if (r->vector == 1) print(" dr6=%lx", read_dr6());
  print("\n");
}

/* The handler's return goes on after the snippet that was tried. */
void resume(struct regs *r) {
  trapped = 1;
  r->rip = try_end;
  r->rsp = try_rsp;
  if ((r->cs & 3) == 0) r->rbp = try_rbp;
  r->cs = KCODE;
  r->ss = KDATA;
  r->rflags = 2;
}

void trap(struct regs *r) {
  if (on_irq[r->vector]) {
    on_irq[r->vector]();
    return;
  }
  if (on_trap && on_trap(r)) return;
  if (r->vector == 0x80 && (r->cs & 3) == 3) {
    print("%s: back with rax=%lx\n", try_what, r->rax);
    resume(r);
    return;
  }
  describe(r);
  if (!try_end) leave(99);
  resume(r);
}

void begin_try(const char *what) {
  try_what = what;
  trapped = 0;
}
void end_try(void) {
  if (!trapped) print("%s: nothing\n", try_what);
  try_end = 0;
}

/* ---- descriptor tables ---- */

void set_gate(int vector, u64 handler, int type, int ist) {
  idt[vector] = (struct gate){handler, KCODE, ist, type, handler >> 16, handler >> 32, 0};
}
void load_gdt(u64 base, int limit) {
  struct table t = {limit, base};
  __asm__ volatile("lgdt %0" ::"m"(t));
}
void load_idt(u64 base, int limit) {
  struct table t = {limit, base};
  __asm__ volatile("lidt %0" ::"m"(t));
}

static void set_tables(void) {
  gdt[2] = 0x00af9a000000ffff;
  gdt[3] = 0x00cf92000000ffff;
  gdt[5] = 0x00cff2000000ffff;
  gdt[6] = 0x00affa000000ffff;
  u64 base = (u64)&tss;
  gdt[8] = 0x0000890000000067 | ((base & 0xffffff) << 16) | ((base >> 24 & 0xff) << 56);
  gdt[9] = base >> 32;
  tss.rsp[0] = (u64)interrupt_stack + sizeof interrupt_stack;
  tss.iomap = 104;
  load_gdt((u64)gdt, sizeof gdt - 1);
  __asm__ volatile("pushq $0x10; pushq $1f; lretq; 1: movl $0x18, %%eax; movl %%eax, %%ss; movl %%eax, %%ds; movl %%eax, %%es;"
                   "movl $0x40, %%eax; ltr %%ax" ::: "eax", "memory");
  for (int i = 0; i < 256; i++) set_gate(i, (u64)stubs + i * 16, i == 3 || i == 4 || i == 0x80 ? 0xee : 0x8e, 0);
  load_idt((u64)idt, sizeof idt - 1);
}

/* ---- page tables: 16 MiB one to one, supervisor except .user; 4 KiB pages below 4 MiB ---- */

static u64 pool[32][512] __attribute__((aligned(4096)));
static int used;
u64 *table_page(void) { return pool[used++]; }

static u64 *next(u64 *table, int index) {
  if (!(table[index] & P)) table[index] = (u64)table_page() | P | W | U;
  return (u64 *)(table[index] & 0xffffffffff000);
}
u64 *pde(u64 va) { return &next(next(pml4, va >> 39 & 511), va >> 30 & 511)[va >> 21 & 511]; }
u64 *pte(u64 va) {
  u64 *directory = next(next(pml4, va >> 39 & 511), va >> 30 & 511);
  return &next(directory, va >> 21 & 511)[va >> 12 & 511];
}
void map(u64 va, u64 pa, u64 flags) {
  *pte(va) = pa | flags;
  invlpg(va);
}
void map_device(u64 pa) { *pde(pa) = (pa & ~0x1ffffful) | P | W | PCD | PS; }

extern char user_start[], user_end[];
static void set_pages(void) {
  pml4 = table_page();
  for (u64 a = 0; a < 0x400000; a += 4096) *pte(a) = a | P | W;
  for (u64 a = 0x400000; a < 0x1000000; a += 0x200000) *pde(a) = a | P | W | PS;
  for (u64 a = (u64)user_start; a < (u64)user_end; a += 4096) *pte(a) |= U;
  write_cr3((u64)pml4);
}

/* ---- 8259 ---- */

void pic_init(u16 mask) {
  outb(0x20, 0x11), outb(0x21, 0x20), outb(0x21, 4), outb(0x21, 1);
  outb(0xa0, 0x11), outb(0xa1, 0x28), outb(0xa1, 2), outb(0xa1, 1);
  outb(0x21, mask), outb(0xa1, mask >> 8);
}
void pic_eoi(int irq) {
  if (irq >= 8) outb(0xa0, 0x20);
  outb(0x20, 0x20);
}
/* Sleeps until a vector has been counted so often; interrupts are off before and after. */
void wait_tick(int vector, u32 count) {
  while (ticks[vector] < count) {
    sti_hlt();
    cli();
  }
}

void setup(void) {
  outb(COM1 + 1, 0), outb(COM1 + 3, 0x80), outb(COM1, 1), outb(COM1 + 1, 0), outb(COM1 + 3, 3), outb(COM1 + 2, 7), outb(COM1 + 4, 8);
  set_tables();
  set_pages();
}

/* ---- PCI and the local APIC ---- */

u32 pci_read(int slot, int reg) {
  outl(0xcf8, 0x80000000 | slot << 11 | reg);
  return inl(0xcfc);
}
void pci_write(int slot, int reg, u32 v) {
  outl(0xcf8, 0x80000000 | slot << 11 | reg);
  outl(0xcfc, v);
}
int pci_find(u32 id) {
  for (int slot = 0; slot < 32; slot++)
    if (pci_read(slot, 0) == id) return slot;
  return -1;
}
u32 apic_get(int r) { return load32(APIC + r); }
void apic_set(int r, u32 v) { store32(APIC + r, v); }

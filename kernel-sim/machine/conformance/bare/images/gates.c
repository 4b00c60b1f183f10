/* Gates of the IDT that refuse: privilege, presence, type, limit, code segment. SDM 3A 6.12, 6.13. */
#include "../lib/pc.h"

int main(void) {
  USER("int to dpl 0", "int $0x31");
  USER("int to #PF's gate", "int $14");
  USER("int3", "int3");
  USER("int 3", ".byte 0xcd, 3");
  USER("int 4", "int $4");
  USER("int 1", "int $1");
  USER("int 0x81", "int $0x81");
  set_gate(0x81, (u64)stubs + 0x81 * 16, 0xee, 0);
  USER("int 0x81, dpl 3", "int $0x81");
  set_gate(0x81, (u64)stubs + 0x81 * 16, 0xef, 0);
  USER("int 0x81, trap gate", "int $0x81");
  set_gate(0x81, (u64)stubs + 0x81 * 16, 0x6e, 0);
  USER("int 0x81, not present", "int $0x81");
  TRY("int 0x81, not present, ring 0", "int $0x81");
  set_gate(0x81, (u64)stubs + 0x81 * 16, 0x0e, 0);
  USER("int 0x81, dpl 0 and not present", "int $0x81");
  set_gate(0x81, (u64)stubs + 0x81 * 16, 0xec, 0);
  TRY("call gate in the IDT", "int $0x81");
  set_gate(0x81, (u64)stubs + 0x81 * 16, 0xe5, 0);
  TRY("task gate in the IDT", "int $0x81");
  set_gate(0x81, (u64)stubs + 0x81 * 16, 0xee, 0);
  idt[0x81].selector = 0x18;
  TRY("data selector", "int $0x81");
  idt[0x81].selector = 0;
  TRY("null selector", "int $0x81");
  idt[0x81].selector = 0x78;
  TRY("empty descriptor", "int $0x81");
  idt[0x81].selector = 0x88;
  TRY("beyond the GDT", "int $0x81");
  idt[0x81].selector = 0x12;
  TRY("rpl 2 does not matter", "int $0x81");
  idt[0x81].selector = UCODE;
  TRY("segment of ring 3 from ring 0", "int $0x81");
  gdt[7] = 0x00af1a000000ffff;
  idt[0x81].selector = 0x38;
  TRY("segment not present", "int $0x81");
  set_gate(0x81, 0x800000000000, 0xee, 0);
  load_idt((u64)idt, 0x81 * 16 - 1);
  TRY("beyond the IDT", "int $0x81");
  TRY("half beyond the IDT", "int $0x80");
  return 0;
}

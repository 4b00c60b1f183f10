# Entered by a Multiboot loader in 32-bit protected mode at 8 MiB (multiboot.ts): copies the segments down to where they are linked,
# builds what BARE (layout.ts) promises, and jumps to the program in long mode. multiboot.ts holds the bytes; its test assembles this.
    .code32
    .org 0
start:
    cli                             # as the virtual machine starts: no interrupts, every line of the PIC masked
    movb $0xff, %al
    outb %al, $0x21
    outb %al, $0xa1
    movl $0x800200, %ebx            # segments: {to, from, bytes, zero bytes after} …, ended by to = 0
1:  movl (%ebx), %edi
    testl %edi, %edi
    jz 2f
    movl 4(%ebx), %esi
    movl 8(%ebx), %ecx
    rep movsb
    movl 12(%ebx), %ecx
    xorl %eax, %eax
    rep stosb
    addl $16, %ebx
    jmp 1b
2:  movl $0x1000, %edi              # page tables (layout.ts): PML4, PDPT, PD, then the GDT
    xorl %eax, %eax
    movl $0xc08, %ecx
    rep stosl
    movl $0x2003, 0x1000
    movl $0x3003, 0x2000
    movl $0x3000, %edi
    movl $0x83, %eax                # present, writable, 2 MiB; eight of them are 16 MiB
    movl $8, %ecx
3:  movl %eax, (%edi)
    addl $0x200000, %eax
    addl $8, %edi
    loop 3b
    movl $0x0000ffff, 0x4010
    movl $0x00af9a00, 0x4014
    movl $0x0000ffff, 0x4018
    movl $0x00cf9200, 0x401c
    lgdt 0x8001f0
    movl $0xb8000, %edi             # an empty text screen
    movl $0x07200720, %eax
    movl $1000, %ecx
    rep stosl
    movl $0x620, %eax               # PAE, OSFXSR, OSXMMEXCPT
    movl %eax, %cr4
    movl $0x1000, %eax
    movl %eax, %cr3
    movl $0xc0000080, %ecx
    rdmsr
    orl $0x901, %eax                # SCE, LME, NXE
    wrmsr
    movl $0x80010011, %eax          # PG, WP, ET, PE
    movl %eax, %cr0
    ljmp $0x10, $0x800020 + long - start
    .code64
long:
    movl $0x18, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl $0x9f000, %esp
    movl 0x8001f8, %eax
    jmp *%rax

# The program: says which code segment it runs in, then tries to turn interrupts off.
    .text
    .global user_begin
    .global user_end
user_begin:
    mov %cs, %edi
    mov $1, %eax
    int $0x80
    cli
    mov $2, %eax
    int $0x80
user_end:
    nop

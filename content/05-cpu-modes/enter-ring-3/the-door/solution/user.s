# The program: prints "ring " and the ring it is in, then asks for something that does not exist.
    .text
    .global user_begin
    .global user_end
user_begin:
    lea text(%rip), %rbx
1:  movzbl (%rbx), %edi
    test %edi, %edi
    jz 2f
    mov $1, %eax
    syscall
    inc %rbx
    jmp 1b
2:  mov %cs, %edi
    and $3, %edi
    add $48, %edi
    mov $1, %eax
    syscall
    mov $10, %edi
    mov $1, %eax
    syscall
    mov $99, %eax
    syscall
    cmp $-38, %rax
    jne 3f
    mov $79, %edi
    mov $1, %eax
    syscall
    mov $75, %edi
    mov $1, %eax
    syscall
    mov $10, %edi
    mov $1, %eax
    syscall
3:  mov %cs, %edi
    cmp $0x33, %edi
    je 4f
    mov $63, %edi
    mov $1, %eax
    syscall
4:  mov $2, %eax
    syscall
text:
    .asciz "ring "
user_end:
    nop

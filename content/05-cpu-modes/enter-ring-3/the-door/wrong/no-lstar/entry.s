# syscall comes here in ring 0, on the program's stack: rcx is the way back, r11 its flags.
    .text
    .global entry_syscall
entry_syscall:
    mov %rsp, user_stack(%rip)
    lea kernel_stack_top(%rip), %rsp
    push %rcx
    push %r11
    mov %rdi, %rsi
    mov %rax, %rdi
    call on_syscall
    pop %r11
    pop %rcx
    mov user_stack(%rip), %rsp
    sysretq

    .global entry_fault
entry_fault:
    call on_fault

    .bss
user_stack:
    .quad 0
    .zero 4096
kernel_stack_top:
    .quad 0

# Where ring 3 comes in: int 0x80, and the two exceptions that it may cause.
    .text
    .global entry_call
entry_call:
    push %rcx
    push %rdx
    push %rsi
    push %rdi
    mov %rdi, %rsi
    mov %rax, %rdi
    call on_call
    pop %rdi
    pop %rsi
    pop %rdx
    pop %rcx
    iretq
    .global entry_gp
entry_gp:
    call on_gp
    .global entry_pf
entry_pf:
    pop %rdi
    call on_pf

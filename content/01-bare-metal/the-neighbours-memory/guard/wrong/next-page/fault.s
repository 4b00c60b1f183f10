# Calls a program so that a page fault inside it comes back here instead of ending everything.
    .text
    .global guarded_call
guarded_call:
    push %rbx
    push %rbp
    push %r12
    push %r13
    push %r14
    push %r15
    mov %rsp, saved_stack(%rip)
    call *%rdi
    xor %eax, %eax
    jmp leave
    .global on_page_fault
on_page_fault:
    mov saved_stack(%rip), %rsp
    mov $1, %eax
leave:
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbp
    pop %rbx
    ret
    .bss
saved_stack:
    .quad 0

# The way into an image, the 256 ways into its exception handler, and the ways into ring 3 and back.
    .text
    .globl _start
_start:
    leaq kernel_stack_end(%rip), %rsp
    xorl %ebp, %ebp
    call setup
    call main
    movl %eax, %edi
    call leave

    .altmacro
    .macro stub n
    .balign 16
    .if (\n == 8) || (\n >= 10 && \n <= 14) || (\n == 17) || (\n == 21)
    .else
    pushq $0
    .endif
    pushq $\n
    jmp common
    .endm
    .balign 16
    .globl stubs
stubs:
    .set n, 0
    .rept 256
    stub %n
    .set n, n + 1
    .endr

common:
    pushq %rax; pushq %rbx; pushq %rcx; pushq %rdx; pushq %rsi; pushq %rdi; pushq %rbp
    pushq %r8; pushq %r9; pushq %r10; pushq %r11; pushq %r12; pushq %r13; pushq %r14; pushq %r15
    cld
    movq %rsp, %rdi
    movq %rsp, %rbx
    andq $-16, %rsp
    call trap
    movq %rbx, %rsp
    .globl restore
restore:
    popq %r15; popq %r14; popq %r13; popq %r12; popq %r11; popq %r10; popq %r9; popq %r8
    popq %rbp; popq %rdi; popq %rsi; popq %rdx; popq %rcx; popq %rbx; popq %rax
    addq $16, %rsp
    iretq

# enter_user(rip, rsp, rflags): runs ring 3 until something there comes back through back_to_kernel.
    .globl enter_user
enter_user:
    pushq %rbx; pushq %rbp; pushq %r12; pushq %r13; pushq %r14; pushq %r15
    movq %rsp, try_rsp(%rip)
    leaq back_to_kernel(%rip), %rax
    movq %rax, try_end(%rip)
    pushq $0x2b
    pushq %rsi
    pushq %rdx
    pushq $0x33
    pushq %rdi
    xorl %eax, %eax; xorl %ebx, %ebx; xorl %ecx, %ecx; xorl %edx, %edx; xorl %esi, %esi; xorl %edi, %edi; xorl %ebp, %ebp
    xorl %r8d, %r8d; xorl %r9d, %r9d; xorl %r10d, %r10d; xorl %r11d, %r11d
    iretq
back_to_kernel:
    popq %r15; popq %r14; popq %r13; popq %r12; popq %rbp; popq %rbx
    ret

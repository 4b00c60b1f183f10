/*
 * setjmp(3) and longjmp(3): save and restore the registers a function must preserve (System V AMD64 ABI 3.2.1), the stack
 * pointer and the return address. jmp_buf: rbx rbp r12 r13 r14 r15 rsp rip, then whether a signal mask was saved, and the mask.
 */
	.text
	.globl setjmp
	.globl _setjmp
	.type setjmp, @function
setjmp:
_setjmp:
	movq %rbx, (%rdi)
	movq %rbp, 8(%rdi)
	movq %r12, 16(%rdi)
	movq %r13, 24(%rdi)
	movq %r14, 32(%rdi)
	movq %r15, 40(%rdi)
	leaq 8(%rsp), %rdx
	movq %rdx, 48(%rdi)
	movq (%rsp), %rdx
	movq %rdx, 56(%rdi)
	movq $0, 64(%rdi)
	xorl %eax, %eax
	ret

	.globl sigsetjmp
	.type sigsetjmp, @function
sigsetjmp:
	testl %esi, %esi
	je setjmp
	movq (%rsp), %rdx
	movq %rdx, 56(%rdi)
	leaq 8(%rsp), %rdx
	movq %rdx, 48(%rdi)
	movq %rbx, (%rdi)
	movq %rbp, 8(%rdi)
	movq %r12, 16(%rdi)
	movq %r13, 24(%rdi)
	movq %r14, 32(%rdi)
	movq %r15, 40(%rdi)
	movq $1, 64(%rdi)
	/* rt_sigprocmask(SIG_BLOCK, NULL, &mask, 8) */
	leaq 72(%rdi), %rdx
	movl $14, %eax
	xorl %edi, %edi
	xorl %esi, %esi
	movl $8, %r10d
	syscall
	xorl %eax, %eax
	ret

	.globl longjmp
	.globl _longjmp
	.globl siglongjmp
	.type longjmp, @function
longjmp:
_longjmp:
siglongjmp:
	movq %rdi, %r8
	movl %esi, %r9d
	cmpq $0, 64(%r8)
	je 1f
	/* rt_sigprocmask(SIG_SETMASK, &mask, NULL, 8) */
	leaq 72(%r8), %rsi
	movl $14, %eax
	movl $2, %edi
	xorl %edx, %edx
	movl $8, %r10d
	syscall
1:
	movq (%r8), %rbx
	movq 8(%r8), %rbp
	movq 16(%r8), %r12
	movq 24(%r8), %r13
	movq 32(%r8), %r14
	movq 40(%r8), %r15
	movq 48(%r8), %rsp
	movl %r9d, %eax
	testl %eax, %eax
	jne 2f
	movl $1, %eax
2:
	jmp *56(%r8)
	.section .note.GNU-stack,"",@progbits

/*
 * int clone(int (*function)(void *), void *stackTop, int flags, void *argument, pid_t *parentTid, void *tls, pid_t *childTid)
 * The raw clone(2) returns twice on two stacks, which C cannot say: the child finds function and argument on its new stack.
 */
	.text
	.globl clone
	.type clone, @function
clone:
	testq %rdi, %rdi
	je 2f
	testq %rsi, %rsi
	je 2f
	andq $-16, %rsi
	subq $16, %rsi
	movq %rdi, (%rsi)
	movq %rcx, 8(%rsi)
	movl %edx, %edi
	movq %r8, %rdx
	movq %r9, %r8
	movq 8(%rsp), %r10
	movl $56, %eax
	syscall
	testq %rax, %rax
	je 1f
	js 3f
	ret
1:
	xorl %ebp, %ebp
	popq %rax
	popq %rdi
	call *%rax
	movl %eax, %edi
	movl $60, %eax
	syscall
	hlt
2:
	movq $-22, %rax
3:
	movq %rax, %rdi
	jmp __cloneFailed
	.section .note.GNU-stack,"",@progbits

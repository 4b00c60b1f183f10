/*
 * vfork(2): the child runs in our memory, on our stack, while we wait. Its calls overwrite what lies below, the return
 * address of this one included, so that is kept in a register that the system call leaves alone.
 */
	.text
	.globl vfork
	.type vfork, @function
vfork:
	popq %rdx
	movl $58, %eax
	syscall
	pushq %rdx
	cmpq $-4095, %rax
	jae 1f
	ret
1:	movq %rax, %rdi
	jmp __cloneFailed
	.size vfork, . - vfork
	.section .note.GNU-stack,"",@progbits

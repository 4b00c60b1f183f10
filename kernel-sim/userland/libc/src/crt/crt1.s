/*
 * _start: where the kernel enters the program after execve(2). On the stack: argc, argv[], NULL, envp[], NULL, auxv[]
 * (System V AMD64 ABI 3.4.1). The frame pointer is cleared so that back-traces end here.
 */
	.text
	.globl _start
	.type _start, @function
_start:
	xorl %ebp, %ebp
	movq %rsp, %rdi
	andq $-16, %rsp
	call __libc_start
	hlt
	.size _start, .-_start
	.section .note.GNU-stack,"",@progbits

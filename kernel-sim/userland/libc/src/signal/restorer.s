/*
 * Where a signal handler returns to: the kernel put this address on the stack under the frame (SA_RESTORER, sigaction(2)).
 * rt_sigreturn(2) takes the saved registers from the frame and never comes back here.
 */
	.text
	.globl __restore_rt
	.type __restore_rt, @function
__restore_rt:
	movl $15, %eax
	syscall
	.section .note.GNU-stack,"",@progbits

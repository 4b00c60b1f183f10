/* linux/ptrace.h */
#ifndef _LINUX_PTRACE_H
#define _LINUX_PTRACE_H
#include <linux/types.h>
#include <generated/structs.h>

static inline unsigned long regs_return_value(struct pt_regs *regs) { return regs->ax; }
static inline unsigned long instruction_pointer(struct pt_regs *regs) { return regs->ip; }
static inline unsigned long regs_get_kernel_argument(struct pt_regs *regs, unsigned int n)
{
	switch (n) {
	case 0: return regs->di;
	case 1: return regs->si;
	case 2: return regs->dx;
	case 3: return regs->cx;
	case 4: return regs->r8;
	case 5: return regs->r9;
	}
	return 0;
}

#endif

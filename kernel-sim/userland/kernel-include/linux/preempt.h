/* When the CPU may be taken away (include/linux/preempt.h). */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H
#include <linux/types.h>

static inline int preempt_count(void)
{
	unsigned int count;
	__asm__ __volatile__("movl %%gs:__preempt_count, %0" : "=r"(count));
	return count & 0x7fffffff;
}
#define preempt_disable() __asm__ __volatile__("incl %%gs:__preempt_count" : : : "memory")
#define preempt_enable() __asm__ __volatile__("decl %%gs:__preempt_count" : : : "memory")
#define in_atomic() (preempt_count() != 0)

#endif

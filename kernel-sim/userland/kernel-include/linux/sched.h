/* Tasks (include/linux/sched.h). */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/preempt.h>
#include <linux/cred.h>
#include <generated/structs.h>

#define TASK_RUNNING 0
#define TASK_INTERRUPTIBLE 1
#define TASK_UNINTERRUPTIBLE 2
#define TASK_KILLABLE 0x102
#define TASK_NORMAL 3
#define TASK_COMM_LEN 16
#define PF_KTHREAD 0x00200000
#define MAX_SCHEDULE_TIMEOUT (~0UL >> 1)
static __always_inline struct task_struct *get_current(void)
{
	struct task_struct *task;
	__asm__("movq %%gs:current_task, %0" : "=r"(task));
	return task;
}
#define current get_current()
#define __set_current_state(state) WRITE_ONCE(current->__state, state)
#define set_current_state(state) WRITE_ONCE(current->__state, state)
void schedule(void);
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_uninterruptible(long timeout);
int wake_up_process(struct task_struct *tsk);
int __cond_resched(void);
#define cond_resched() __cond_resched()
pid_t __task_pid_nr_ns(struct task_struct *task, int type, void *ns);
static inline pid_t task_pid_nr(struct task_struct *tsk) { return tsk->pid; }
static inline pid_t task_tgid_nr(struct task_struct *tsk) { return tsk->tgid; }
#define task_pid_vnr(tsk) __task_pid_nr_ns(tsk, 0, NULL)
#define get_task_comm(buf, tsk) __get_task_comm(buf, sizeof(buf), tsk)
char *__get_task_comm(char *to, size_t len, struct task_struct *tsk);
int signal_pending_state_(void);
static inline int smp_processor_id(void)
{
	int cpu;
	__asm__ __volatile__("movl %%gs:cpu_number, %0" : "=r"(cpu));
	return cpu;
}
#define raw_smp_processor_id() smp_processor_id()
#define get_cpu() ({ preempt_disable(); smp_processor_id(); })
#define put_cpu() preempt_enable()

#endif

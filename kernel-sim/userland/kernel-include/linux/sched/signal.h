/* linux/sched/signal.h */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H
#include <linux/sched.h>

int send_sig(int sig, struct task_struct *p, int priv);
int __ringzero_signal_pending(void);
#define signal_pending(task) __ringzero_signal_pending()

#endif

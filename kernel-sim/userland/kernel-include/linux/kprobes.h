/* linux/kprobes.h */
#ifndef _LINUX_KPROBES_H
#define _LINUX_KPROBES_H
#include <linux/ptrace.h>
#include <linux/list.h>
#include <linux/sched.h>

int register_kprobe(struct kprobe *p);
void unregister_kprobe(struct kprobe *p);
int register_kretprobe(struct kretprobe *rp);
void unregister_kretprobe(struct kretprobe *rp);
#define NOKPROBE_SYMBOL(fname)

#endif

/*
 * The fields of a task that programs ask for, where Debian's 6.1 for amd64 has them (include/linux/sched.h); what lies
 * between has no name here.
 */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H
#include <linux/types.h>

#ifndef TASK_COMM_LEN
#define TASK_COMM_LEN 16
#endif

struct mm_struct;
struct nsproxy;
struct cred {
	long usage;
	unsigned int uid, gid, suid, sgid, euid, egid, fsuid, fsgid;
};

struct task_struct {
	char __gap0[24];
	unsigned int __state;
	char __gap1[4];
	void *stack;
	char __gap2[4];
	unsigned int flags;
	char __gap3[4];
	int on_cpu;
	char __gap4[52];
	int prio;
	int static_prio;
	char __gap5[2156];
	struct mm_struct *mm;
	char __gap6[32];
	int exit_code;
	char __gap7[100];
	int pid;
	int tgid;
	char __gap8[8];
	struct task_struct *real_parent;
	struct task_struct *parent;
	char __gap9[32];
	struct task_struct *group_leader;
	char __gap10[272];
	unsigned long nvcsw;
	unsigned long nivcsw;
	__u64 start_time;
	char __gap11[168];
	const struct cred *real_cred;
	const struct cred *cred;
	char __gap12[8];
	char comm[TASK_COMM_LEN];
	char __gap13[72];
	struct nsproxy *nsproxy;
};
_Static_assert(__builtin_offsetof(struct task_struct, prio) == 108, "task_struct");
_Static_assert(__builtin_offsetof(struct task_struct, mm) == 2272, "task_struct");
_Static_assert(__builtin_offsetof(struct task_struct, pid) == 2416, "task_struct");
_Static_assert(__builtin_offsetof(struct task_struct, group_leader) == 2480, "task_struct");
_Static_assert(__builtin_offsetof(struct task_struct, cred) == 2960, "task_struct");
_Static_assert(__builtin_offsetof(struct task_struct, comm) == 2976, "task_struct");
_Static_assert(__builtin_offsetof(struct task_struct, nsproxy) == 3064, "task_struct");

#endif

// SPDX-License-Identifier: GPL-2.0
/* A kprobe: tells of every clone(2). */
#include <linux/kprobes.h>
#include <linux/module.h>

static char *symbol = "__x64_sys_clone";
module_param(symbol, charp, 0444);
static int hits;
module_param(hits, int, 0444);

static int before(struct kprobe *p, struct pt_regs *regs)
{
	hits++;
	pr_info("watch: %s by %s[%d]\n", p->symbol_name, current->comm, current->pid);
	return 0;
}

static struct kprobe probe = { .pre_handler = before };

static int __init watch_init(void)
{
	int error;

	probe.symbol_name = symbol;
	error = register_kprobe(&probe);
	if (error < 0)
		pr_err("watch: register_kprobe failed: %d\n", error);
	return error;
}

static void __exit watch_exit(void)
{
	unregister_kprobe(&probe);
	pr_info("watch: %d hit(s)\n", hits);
}

module_init(watch_init);
module_exit(watch_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Ring Zero");
MODULE_DESCRIPTION("Watches a kernel function with a kprobe");

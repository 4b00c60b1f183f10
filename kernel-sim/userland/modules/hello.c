// SPDX-License-Identifier: GPL-2.0
/* The first module: it says hello from ring 0, as often as its parameter tells. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/sched.h>

static int times = 1;
module_param(times, int, 0644);
MODULE_PARM_DESC(times, "how often to say hello");

static int __init hello_init(void)
{
	int i;

	for (i = 0; i < times; i++)
		pr_info("hello: hello from ring 0, called by %s[%d]\n", current->comm, current->pid);
	return 0;
}

static void __exit hello_exit(void)
{
	pr_info("hello: goodbye\n");
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Ring Zero");
MODULE_DESCRIPTION("Says hello from ring 0");

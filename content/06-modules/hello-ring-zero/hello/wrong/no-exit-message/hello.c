#include <linux/init.h>
#include <linux/module.h>
#include <linux/sched.h>

static int __init hello_init(void)
{
	pr_info("hello from ring 0, called by %s[%d]\n", current->comm, current->pid);
	return 0;
}

static void __exit hello_exit(void)
{
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_LICENSE("GPL");

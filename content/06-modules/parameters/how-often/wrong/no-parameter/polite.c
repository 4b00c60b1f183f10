#include <linux/init.h>
#include <linux/module.h>

static int times = 1;
static char *whom = "world";

static int __init polite_init(void)
{
	int i;

	for (i = 1; i <= times; i++)
		pr_info("hello, %s (%d)\n", whom, i);
	return 0;
}

static void __exit polite_exit(void)
{
}

module_init(polite_init);
module_exit(polite_exit);
MODULE_LICENSE("GPL");

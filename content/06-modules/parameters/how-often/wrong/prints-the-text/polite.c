#include <linux/init.h>
#include <linux/module.h>

static int times = 1;
module_param(times, int, 0644);
MODULE_PARM_DESC(times, "how often to say hello");

static char *whom = "world";
module_param(whom, charp, 0444);
MODULE_PARM_DESC(whom, "to whom");

static int __init polite_init(void)
{
	int i;

	if (times < 1)
		return -EINVAL;
	for (i = 1; i <= 3; i++)
		pr_info("hello, Tokyo (%d)\n", i);
	return 0;
}

static void __exit polite_exit(void)
{
}

module_init(polite_init);
module_exit(polite_exit);
MODULE_LICENSE("GPL");

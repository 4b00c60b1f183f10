// SPDX-License-Identifier: GPL-2.0
/* Exports a function for other modules. */
#include <linux/module.h>

int greet(const char *whom);

static int greetings;
module_param(greetings, int, 0444);
MODULE_PARM_DESC(greetings, "how many greetings so far");

int greet(const char *whom)
{
	pr_info("greeter: hello, %s\n", whom);
	return ++greetings;
}
EXPORT_SYMBOL_GPL(greet);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("Ring Zero");
MODULE_DESCRIPTION("Greets on behalf of other modules");

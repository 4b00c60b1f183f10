// SPDX-License-Identifier: GPL-2.0
/* Uses greeter: a dependency between two modules, and parameters of all kinds. */
#include <linux/module.h>

int greet(const char *whom);

static char *host = "nobody";
module_param(host, charp, 0444);
MODULE_PARM_DESC(host, "who gives the party");

static int guests[4];
static int count;
module_param_array(guests, int, &count, 0444);
MODULE_PARM_DESC(guests, "numbers of the guests");

static bool loud;
module_param(loud, bool, 0444);

static int __init party_init(void)
{
	int i;

	pr_info("party: %d greeting(s)\n", greet(host));
	for (i = 0; i < count; i++)
		pr_info("party: guest %d is number %d%s\n", i, guests[i], loud ? "!" : "");
	return 0;
}

static void __exit party_exit(void)
{
	pr_info("party: over\n");
}

module_init(party_init);
module_exit(party_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Ring Zero");
MODULE_DESCRIPTION("A party that needs a greeter");

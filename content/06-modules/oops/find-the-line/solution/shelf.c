#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>

struct book {
	long pages;
	long year;
	char title[16];
	struct book *next;
};

static struct book *shelf;

static int put(const char *title)
{
	struct book *book = kzalloc(sizeof(*book), GFP_KERNEL);

	if (!book)
		return -ENOMEM;
	strscpy(book->title, title, sizeof(book->title));
	book->next = shelf;
	shelf = book;
	return 0;
}

static int count(void)
{
	struct book *book = shelf;
	int n = 0;

	do {
		n++;
		book = book->next;
	} while (book);
	return n;
}

static int __init shelf_init(void)
{
	put("C");
	put("Go");
	put("Rust");
	pr_info("%d books, first: %s\n", count(), shelf->title);
	return 0;
}

static void __exit shelf_exit(void)
{
	while (shelf) {
		struct book *next = shelf->next;

		kfree(shelf);
		shelf = next;
	}
}

module_init(shelf_init);
module_exit(shelf_exit);
MODULE_LICENSE("GPL");

#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/timer.h>

static unsigned int beats;
static struct timer_list timer;

static void beat(struct timer_list *unused)
{
	beats++;
}

static int show(struct seq_file *m, void *v)
{
	seq_printf(m, "beats: %u\n", beats);
	return 0;
}

static int heartbeat_open(struct inode *inode, struct file *file)
{
	return single_open(file, show, NULL);
}

static const struct proc_ops heartbeat_ops = {
	.proc_open = heartbeat_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

static int __init heartbeat_init(void)
{
	if (!proc_create("heartbeat", 0444, NULL, &heartbeat_ops))
		return -ENOMEM;
	timer_setup(&timer, beat, 0);
	mod_timer(&timer, jiffies + msecs_to_jiffies(100));
	return 0;
}

static void __exit heartbeat_exit(void)
{
	remove_proc_entry("heartbeat", NULL);
	del_timer_sync(&timer);
}

module_init(heartbeat_init);
module_exit(heartbeat_exit);
MODULE_LICENSE("GPL");

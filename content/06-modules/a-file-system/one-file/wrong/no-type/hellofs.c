#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define HELLOFS_MAGIC 0x48454c4c

static const char text[] = "hello from a file system\n";

/* read(2) of /mnt/hello: gives `text`, from *pos on. */
static ssize_t hellofs_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	return simple_read_from_buffer(to, count, pos, text, i_size_read(file_inode(file)));
}

static const struct file_operations hellofs_file_fops = {
	.owner = THIS_MODULE,
	.read = hellofs_read,
	.llseek = generic_file_llseek,
};

/* A new inode: a number, an owner, a mode, three times. */
static struct inode *hellofs_inode(struct super_block *sb, umode_t mode)
{
	struct inode *inode = new_inode(sb);

	if (!inode)
		return NULL;
	inode->i_ino = get_next_ino();
	inode_init_owner(&init_user_ns, inode, NULL, mode);
	inode->i_atime = inode->i_mtime = inode->i_ctime = current_time(inode);
	return inode;
}

/* Puts the file `hello` into the directory `dir`. */
static int hellofs_add_hello(struct super_block *sb, struct dentry *dir)
{
	struct inode *inode = hellofs_inode(sb, 0444);
	struct dentry *dentry = d_alloc_name(dir, "hello");

	if (!inode || !dentry)
		return -ENOMEM;
	inode->i_fop = &hellofs_file_fops;
	i_size_write(inode, strlen(text));
	d_add(dentry, inode);
	return 0;
}

static const struct super_operations hellofs_ops = {
	.statfs = simple_statfs,
	.drop_inode = generic_delete_inode,
};

/* mount(2) made a super block: give it a root directory. */
static int hellofs_fill(struct super_block *sb, void *data, int silent)
{
	struct inode *root;

	sb->s_magic = HELLOFS_MAGIC;
	sb->s_op = &hellofs_ops;
	sb->s_time_gran = 1;
	root = hellofs_inode(sb, S_IFDIR | 0755);
	if (!root)
		return -ENOMEM;
	root->i_op = &simple_dir_inode_operations;
	root->i_fop = &simple_dir_operations;
	inc_nlink(root);
	sb->s_root = d_make_root(root);
	if (!sb->s_root)
		return -ENOMEM;
	return hellofs_add_hello(sb, sb->s_root);
}

static struct dentry *hellofs_mount(struct file_system_type *type, int flags, const char *name, void *data)
{
	return mount_nodev(type, flags, data, hellofs_fill);
}

static struct file_system_type hellofs_type = {
	.owner = THIS_MODULE,
	.name = "hellofs",
	.mount = hellofs_mount,
	.kill_sb = kill_litter_super,
};

static int __init hellofs_init(void)
{
	return register_filesystem(&hellofs_type);
}

static void __exit hellofs_exit(void)
{
	unregister_filesystem(&hellofs_type);
}

module_init(hellofs_init);
module_exit(hellofs_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A file system with one file");

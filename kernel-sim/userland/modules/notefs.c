// SPDX-License-Identifier: GPL-2.0
/* A small file system in memory: directories, and files of up to one page each. mount -t notefs none /mnt */
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/statfs.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define NOTEFS_MAGIC 0x4e4f5445
#define ROOM 4096

static const struct inode_operations notefs_dir_ops;

static ssize_t notefs_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	struct inode *inode = file_inode(file);

	return simple_read_from_buffer(to, count, pos, inode->i_private, i_size_read(inode));
}

static ssize_t notefs_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	struct inode *inode = file_inode(file);
	ssize_t done;

	/* The VFS leaves O_APPEND to file systems that have write and not write_iter. */
	if (file->f_flags & O_APPEND)
		*pos = i_size_read(inode);
	if (*pos >= ROOM)
		return -ENOSPC;
	done = simple_write_to_buffer(inode->i_private, ROOM, pos, from, count);
	if (done > 0 && *pos > i_size_read(inode))
		i_size_write(inode, *pos);
	return done;
}

static const struct file_operations notefs_file_fops = {
	.owner = THIS_MODULE,
	.read = notefs_read,
	.write = notefs_write,
	.llseek = generic_file_llseek,
};

static struct inode *notefs_inode(struct super_block *sb, const struct inode *dir, umode_t mode)
{
	struct inode *inode = new_inode(sb);

	if (!inode)
		return NULL;
	inode->i_ino = get_next_ino();
	inode_init_owner(&init_user_ns, inode, dir, mode);
	inode->i_atime = inode->i_mtime = inode->i_ctime = current_time(inode);
	if (S_ISDIR(mode)) {
		inode->i_op = &notefs_dir_ops;
		inode->i_fop = &simple_dir_operations;
		inc_nlink(inode);
		return inode;
	}
	inode->i_private = kzalloc(ROOM, GFP_KERNEL);
	if (!inode->i_private) {
		iput(inode);
		return NULL;
	}
	inode->i_fop = &notefs_file_fops;
	return inode;
}

static int notefs_create(struct user_namespace *ns, struct inode *dir, struct dentry *dentry, umode_t mode, bool excl)
{
	struct inode *inode = notefs_inode(dir->i_sb, dir, mode | S_IFREG);

	if (!inode)
		return -ENOSPC;
	d_instantiate(dentry, inode);
	dget(dentry);
	pr_info("notefs: created %s\n", dentry->d_name.name);
	return 0;
}

static int notefs_mkdir(struct user_namespace *ns, struct inode *dir, struct dentry *dentry, umode_t mode)
{
	struct inode *inode = notefs_inode(dir->i_sb, dir, mode | S_IFDIR);

	if (!inode)
		return -ENOSPC;
	d_instantiate(dentry, inode);
	dget(dentry);
	inc_nlink(dir);
	return 0;
}

static const struct inode_operations notefs_dir_ops = {
	.lookup = simple_lookup,
	.create = notefs_create,
	.unlink = simple_unlink,
	.mkdir = notefs_mkdir,
	.rmdir = simple_rmdir,
};

static void notefs_evict(struct inode *inode)
{
	clear_inode(inode);
	kfree(inode->i_private);
}

static const struct super_operations notefs_ops = {
	.statfs = simple_statfs,
	.drop_inode = generic_delete_inode,
	.evict_inode = notefs_evict,
};

static int notefs_fill(struct super_block *sb, void *data, int silent)
{
	struct inode *root;

	sb->s_magic = NOTEFS_MAGIC;
	sb->s_op = &notefs_ops;
	sb->s_time_gran = 1;
	root = notefs_inode(sb, NULL, S_IFDIR | 0755);
	sb->s_root = d_make_root(root);
	return sb->s_root ? 0 : -ENOMEM;
}

static struct dentry *notefs_mount(struct file_system_type *type, int flags, const char *name, void *data)
{
	return mount_nodev(type, flags, data, notefs_fill);
}

static struct file_system_type notefs_type = {
	.owner = THIS_MODULE,
	.name = "notefs",
	.mount = notefs_mount,
	.kill_sb = kill_litter_super,
};

static int __init notefs_init(void)
{
	return register_filesystem(&notefs_type);
}

static void __exit notefs_exit(void)
{
	unregister_filesystem(&notefs_type);
}

module_init(notefs_init);
module_exit(notefs_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Ring Zero");
MODULE_DESCRIPTION("A file system of notes in memory");

/* Files, inodes, file systems (include/linux/fs.h). */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H
#include <linux/kdev_t.h>
#include <linux/stat.h>
#include <linux/list.h>
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/mutex.h>
#include <linux/uio.h>
#include <linux/slab.h>
#include <linux/fcntl.h>
#include <linux/dcache.h>
#include <generated/structs.h>

#define FMODE_READ 0x1u
#define FMODE_WRITE 0x2u
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#define FS_REQUIRES_DEV 1
#define FS_USERNS_MOUNT 8
#define SB_RDONLY 1
#define MAX_LFS_FILESIZE 0x7fffffffffffffffLL
struct module;
struct cdev;
struct super_block;
struct user_namespace;
struct fiemap_extent_info;
static inline unsigned iminor(const struct inode *inode) { return MINOR(inode->i_rdev); }
static inline unsigned imajor(const struct inode *inode) { return MAJOR(inode->i_rdev); }
static inline struct inode *file_inode(const struct file *f) { return f->f_inode; }
static inline loff_t i_size_read(const struct inode *inode) { return inode->i_size; }
static inline void i_size_write(struct inode *inode, loff_t i_size) { inode->i_size = i_size; }
static inline struct dentry *file_dentry(const struct file *file) { return file->f_path.dentry; }
int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const char *name, const struct file_operations *fops);
void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const char *name);
int alloc_chrdev_region(dev_t *dev, unsigned baseminor, unsigned count, const char *name);
int register_chrdev_region(dev_t from, unsigned count, const char *name);
void unregister_chrdev_region(dev_t from, unsigned count);
static inline int register_chrdev(unsigned int major, const char *name, const struct file_operations *fops) { return __register_chrdev(major, 0, 256, name, fops); }
static inline void unregister_chrdev(unsigned int major, const char *name) { __unregister_chrdev(major, 0, 256, name); }
loff_t noop_llseek(struct file *file, loff_t offset, int whence);
loff_t no_llseek(struct file *file, loff_t offset, int whence);
loff_t default_llseek(struct file *file, loff_t offset, int whence);
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size);
int nonseekable_open(struct inode *inode, struct file *filp);
int stream_open(struct inode *inode, struct file *filp);
int simple_open(struct inode *inode, struct file *file);
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos, const void *from, size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos, const void __user *from, size_t count);
/* File systems. */
int register_filesystem(struct file_system_type *fs);
int unregister_filesystem(struct file_system_type *fs);
struct dentry *mount_nodev(struct file_system_type *fs_type, int flags, void *data, int (*fill_super)(struct super_block *, void *, int));
struct dentry *mount_single(struct file_system_type *fs_type, int flags, void *data, int (*fill_super)(struct super_block *, void *, int));
void kill_litter_super(struct super_block *sb);
void kill_anon_super(struct super_block *sb);
void generic_shutdown_super(struct super_block *sb);
struct inode *new_inode(struct super_block *sb);
struct inode *iget_locked(struct super_block *sb, unsigned long ino);
void unlock_new_inode(struct inode *inode);
void iput(struct inode *inode);
void ihold(struct inode *inode);
unsigned int get_next_ino(void);
void inc_nlink(struct inode *inode);
void drop_nlink(struct inode *inode);
void clear_nlink(struct inode *inode);
void set_nlink(struct inode *inode, unsigned int nlink);
void clear_inode(struct inode *inode);
void truncate_inode_pages_final(void *mapping);
void inode_init_owner(struct user_namespace *mnt_userns, struct inode *inode, const struct inode *dir, umode_t mode);
struct timespec64 current_time(struct inode *inode);
void mark_inode_dirty(struct inode *inode);
int simple_statfs(struct dentry *dentry, struct kstatfs *buf);
struct dentry *simple_lookup(struct inode *dir, struct dentry *dentry, unsigned int flags);
int simple_unlink(struct inode *dir, struct dentry *dentry);
int simple_rmdir(struct inode *dir, struct dentry *dentry);
int simple_getattr(struct user_namespace *ns, const struct path *path, struct kstat *stat, u32 request_mask, unsigned int flags);
int simple_setattr(struct user_namespace *ns, struct dentry *dentry, struct iattr *iattr);
int generic_delete_inode(struct inode *inode);
int dcache_dir_open(struct inode *inode, struct file *file);
int dcache_dir_close(struct inode *inode, struct file *file);
int dcache_readdir(struct file *file, struct dir_context *ctx);
ssize_t generic_read_dir(struct file *filp, char __user *buf, size_t siz, loff_t *ppos);
extern const struct file_operations simple_dir_operations;
extern const struct inode_operations simple_dir_inode_operations;
extern const struct dentry_operations simple_dentry_operations;
static inline bool dir_emit(struct dir_context *ctx, const char *name, int namelen, u64 ino, unsigned type) { return ctx->actor(ctx, name, namelen, ctx->pos, ino, type); }
bool __ringzero_dir_emit_dots(struct file *file, struct dir_context *ctx);
static inline bool dir_emit_dots(struct file *file, struct dir_context *ctx) { return __ringzero_dir_emit_dots(file, ctx); }
#define DT_UNKNOWN 0
#define DT_CHR 2
#define DT_DIR 4
#define DT_REG 8
#define DT_LNK 10
static inline void i_uid_write(struct inode *inode, uid_t uid) { inode->i_uid.val = uid; }
static inline void i_gid_write(struct inode *inode, gid_t gid) { inode->i_gid.val = gid; }

#endif

/* linux/dcache.h */
#ifndef _LINUX_DCACHE_H
#define _LINUX_DCACHE_H
#include <linux/types.h>
#include <generated/structs.h>

struct dentry_operations;
void d_add(struct dentry *entry, struct inode *inode);
void d_instantiate(struct dentry *entry, struct inode *inode);
struct dentry *d_make_root(struct inode *root_inode);
struct dentry *d_splice_alias(struct inode *inode, struct dentry *dentry);
struct dentry *d_alloc_name(struct dentry *parent, const char *name);
void dput(struct dentry *dentry);
struct dentry *dget(struct dentry *dentry);
static inline struct inode *d_inode(const struct dentry *dentry) { return dentry->d_inode; }
static inline bool d_really_is_positive(const struct dentry *dentry) { return dentry->d_inode != NULL; }

#endif

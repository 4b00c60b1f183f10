/* Loadable modules (include/linux/module.h). `struct module` has the layout of Debian's 6.1 for amd64. */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/types.h>

#define MODULE_NAME_LEN (64 - sizeof(unsigned long))

struct module {
	int state;
	struct list_head list;
	char name[MODULE_NAME_LEN];
	char __mkobj[96];
	void *modinfo_attrs;
	const char *version;
	const char *srcversion;
	char __gap1[112];
	int (*init)(void);
	char __gap2[528];
	void (*exit)(void);
	atomic_t refcnt;
} __attribute__((aligned(64)));
_Static_assert(offsetof(struct module, init) == 312 && offsetof(struct module, exit) == 848, "layout of struct module");
_Static_assert(sizeof(struct module) == 896, "size of struct module");

#define MODULE_INFO(tag, info) __MODULE_INFO(tag, tag, info)
#define MODULE_LICENSE(_license) MODULE_INFO(license, _license)
#define MODULE_AUTHOR(_author) MODULE_INFO(author, _author)
#define MODULE_DESCRIPTION(_description) MODULE_INFO(description, _description)
#define MODULE_VERSION(_version) MODULE_INFO(version, _version)
#define MODULE_ALIAS(_alias) MODULE_INFO(alias, _alias)
#define MODULE_SOFTDEP(_softdep) MODULE_INFO(softdep, _softdep)

#define module_init(initfn) \
	static inline initcall_t __maybe_unused __inittest(void) { return initfn; } \
	int init_module(void) __attribute__((alias(#initfn)))
#define module_exit(exitfn) \
	static inline exitcall_t __maybe_unused __exittest(void) { return exitfn; } \
	void cleanup_module(void) __attribute__((alias(#exitfn)))

extern int init_module(void);
extern void cleanup_module(void);
void __module_get(struct module *module);
bool try_module_get(struct module *module);
void module_put(struct module *module);

#endif

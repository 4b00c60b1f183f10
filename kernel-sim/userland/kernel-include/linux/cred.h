/* linux/cred.h */
#ifndef _LINUX_CRED_H
#define _LINUX_CRED_H
#include <linux/uidgid.h>
#include <generated/structs.h>

#define current_cred() (current->cred)
#define current_uid() (current->cred->uid)
#define current_gid() (current->cred->gid)
#define current_euid() (current->cred->euid)
#define current_fsuid() (current->cred->fsuid)
#define current_fsgid() (current->cred->fsgid)

#endif

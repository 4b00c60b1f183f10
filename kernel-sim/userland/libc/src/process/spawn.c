/*
 * posix_spawn(3): a new program in one call. The child of clone(CLONE_VM | CLONE_VFORK) works in our memory, on a stack of its
 * own, until it has called execve; its error comes back through that memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../internal/syscall.h"

#define STACK (64UL * 1024)

struct __spawnAction {
	struct __spawnAction *next;
	enum { OPEN, CLOSE, DUP, CHDIR } what;
	int fd, other, flags;
	mode_t mode;
	char path[];
};

struct request {
	const char *path;
	const posix_spawn_file_actions_t *actions;
	const posix_spawnattr_t *attr;
	char *const *argv, *const *envp;
	int (*execute)(const char *, char *const[], char *const[]);
	unsigned long mask;
	int error;
};

static int setMask(unsigned long mask) { return (int)__ret(__syscall4(SYS_rt_sigprocmask, SIG_SETMASK, (long)&mask, 0, 8)); }

static int perform(const struct __spawnAction *action)
{
	switch (action->what) {
	case CLOSE: return close(action->fd);
	case CHDIR: return chdir(action->path);
	case DUP:
		if (action->fd != action->other) return dup2(action->fd, action->other);
		return fcntl(action->fd, F_SETFD, 0);
	default: break;
	}
	int fd = open(action->path, action->flags, action->mode);
	if (fd < 0 || fd == action->fd) return fd;
	int result = dup2(fd, action->fd);
	close(fd);
	return result;
}

/* The attributes, in the order of posix_spawn(3). */
static int prepare(const struct request *request)
{
	const posix_spawnattr_t *attr = request->attr;
	int flags = attr ? attr->__flags : 0;
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action;
		if (sigaction(number, NULL, &action) < 0) continue;
		int reset = (flags & POSIX_SPAWN_SETSIGDEF) && sigismember(&attr->__default, number);
		/* A handler of ours must not run in the child, which has our memory. */
		if (!reset && (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN)) continue;
		action.sa_handler = SIG_DFL;
		action.sa_flags = 0;
		sigaction(number, &action, NULL);
	}
	if ((flags & POSIX_SPAWN_SETSCHEDULER) && sched_setscheduler(0, attr->__policy, &attr->__param) < 0) return -1;
	if ((flags & POSIX_SPAWN_SETSCHEDPARAM) && !(flags & POSIX_SPAWN_SETSCHEDULER) && sched_setparam(0, &attr->__param) < 0) return -1;
	if ((flags & POSIX_SPAWN_SETSID) && setsid() < 0) return -1;
	if ((flags & POSIX_SPAWN_SETPGROUP) && setpgid(0, attr->__group) < 0) return -1;
	if ((flags & POSIX_SPAWN_RESETIDS) && (setegid(getgid()) < 0 || seteuid(getuid()) < 0)) return -1;
	for (const struct __spawnAction *action = request->actions ? request->actions->__first : NULL; action; action = action->next)
		if (perform(action) < 0) return -1;
	return setMask(flags & POSIX_SPAWN_SETSIGMASK ? attr->__mask.__bits : request->mask);
}

static int child(void *argument)
{
	struct request *request = argument;
	if (prepare(request) == 0) request->execute(request->path, request->argv, request->envp);
	request->error = errno;
	_exit(127);
}

static int spawn(pid_t *pid, struct request *request)
{
	int saved = errno;
	char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	if (stack == MAP_FAILED) return ENOMEM;
	unsigned long all = ~0UL;
	__syscall4(SYS_rt_sigprocmask, SIG_BLOCK, (long)&all, (long)&request->mask, 8);
	int made = clone(child, stack + STACK, CLONE_VM | CLONE_VFORK | SIGCHLD, request);
	int error = made < 0 ? errno : request->error;
	if (made > 0 && error) waitpid(made, NULL, 0);
	munmap(stack, STACK);
	setMask(request->mask);
	errno = saved;
	if (!error && pid) *pid = made;
	return error;
}

int posix_spawn(pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *restrict attr,
	char *const argv[], char *const envp[])
{
	struct request request = {path, actions, attr, argv, envp, execve, 0, 0};
	return spawn(pid, &request);
}

int posix_spawnp(pid_t *restrict pid, const char *restrict file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *restrict attr,
	char *const argv[], char *const envp[])
{
	struct request request = {file, actions, attr, argv, envp, execvpe, 0, 0};
	return spawn(pid, &request);
}

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
{
	memset(actions, 0, sizeof *actions);
	return 0;
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
	for (struct __spawnAction *action = actions->__first, *next; action; action = next) {
		next = action->next;
		free(action);
	}
	return posix_spawn_file_actions_init(actions);
}

static struct __spawnAction *append(posix_spawn_file_actions_t *actions, int what, int fd, const char *path)
{
	size_t length = path ? strlen(path) + 1 : 0;
	struct __spawnAction *action = calloc(1, sizeof *action + length);
	if (!action) return NULL;
	action->what = what;
	action->fd = fd;
	memcpy(action->path, path, length);
	if (actions->__last) actions->__last->next = action;
	else actions->__first = action;
	return actions->__last = action;
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *restrict actions, int fd, const char *restrict path, int flags, mode_t mode)
{
	if (fd < 0) return EBADF;
	struct __spawnAction *action = append(actions, OPEN, fd, path);
	if (!action) return ENOMEM;
	action->flags = flags;
	action->mode = mode;
	return 0;
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd)
{
	if (fd < 0) return EBADF;
	return append(actions, CLOSE, fd, NULL) ? 0 : ENOMEM;
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int fd, int other)
{
	if (fd < 0 || other < 0) return EBADF;
	struct __spawnAction *action = append(actions, DUP, fd, NULL);
	if (!action) return ENOMEM;
	action->other = other;
	return 0;
}

int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict actions, const char *restrict path)
{
	return append(actions, CHDIR, 0, path) ? 0 : ENOMEM;
}

int posix_spawnattr_init(posix_spawnattr_t *attr)
{
	memset(attr, 0, sizeof *attr);
	return 0;
}

int posix_spawnattr_destroy(posix_spawnattr_t *attr) { return attr ? 0 : EINVAL; }

int posix_spawnattr_setflags(posix_spawnattr_t *attr, short flags)
{
	if (flags & ~0xff) return EINVAL;
	attr->__flags = flags;
	return 0;
}

#define FIELD(name, type, field) \
	int posix_spawnattr_set##name(posix_spawnattr_t *attr, type value) \
	{ \
		attr->field = value; \
		return 0; \
	}
#define READ(name, type, field) \
	int posix_spawnattr_get##name(const posix_spawnattr_t *restrict attr, type *restrict value) \
	{ \
		*value = attr->field; \
		return 0; \
	}
#define COPY(name, type, field) \
	int posix_spawnattr_set##name(posix_spawnattr_t *restrict attr, const type *restrict value) \
	{ \
		attr->field = *value; \
		return 0; \
	}
READ(flags, short, __flags)
FIELD(pgroup, pid_t, __group)
READ(pgroup, pid_t, __group)
COPY(sigmask, sigset_t, __mask)
READ(sigmask, sigset_t, __mask)
COPY(sigdefault, sigset_t, __default)
READ(sigdefault, sigset_t, __default)
COPY(schedparam, struct sched_param, __param)
FIELD(schedpolicy, int, __policy)

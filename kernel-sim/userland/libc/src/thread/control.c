/* Acting on a thread by its handle: signals, scheduling, name, CPU clock. Cancellation is honestly absent. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "../internal/syscall.h"
#include "../internal/thread.h"

static int answer(long result) { return result < 0 ? (int)-result : 0; }

int pthread_cancel(pthread_t thread)
{
	(void)thread;
	return ENOSYS;
}

int pthread_setcancelstate(int state, int *old)
{
	if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE) return EINVAL;
	if (old) *old = PTHREAD_CANCEL_ENABLE;
	return 0;
}

int pthread_setcanceltype(int type, int *old)
{
	if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS) return EINVAL;
	if (old) *old = PTHREAD_CANCEL_DEFERRED;
	return 0;
}

void pthread_testcancel(void) {}

int pthread_kill(pthread_t thread, int signal)
{
	if (thread->tid == 0) return signal < 0 || signal > 64 ? EINVAL : 0;
	return answer(__syscall3(SYS_tgkill, getpid(), thread->tid, signal));
}

int pthread_sigqueue(pthread_t thread, int signal, const union sigval value)
{
	siginfo_t info = {0};
	info.si_signo = signal;
	info.si_code = SI_QUEUE;
	info.si_pid = getpid();
	info.si_uid = getuid();
	info.si_value = value;
	return answer(__syscall4(SYS_rt_tgsigqueueinfo, getpid(), thread->tid, signal, (long)&info));
}

int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
	return answer(__syscall4(SYS_rt_sigprocmask, how, (long)set, (long)old, 8));
}

pid_t pthread_gettid_np(pthread_t thread) { return thread->tid; }

static void commPath(pthread_t thread, char *path, size_t size)
{
	snprintf(path, size, "/proc/self/task/%d/comm", thread->tid);
}

int pthread_setname_np(pthread_t thread, const char *name)
{
	char path[64];
	size_t length = strlen(name);
	if (length > 15) return ERANGE;
	commPath(thread, path, sizeof path);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0) return errno;
	int error = write(fd, name, length) < 0 ? errno : 0;
	close(fd);
	return error;
}

int pthread_getname_np(pthread_t thread, char *name, size_t size)
{
	char path[64];
	if (size < 16) return ERANGE;
	commPath(thread, path, sizeof path);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) return errno;
	ssize_t got = read(fd, name, size - 1);
	int error = got < 0 ? errno : 0;
	close(fd);
	if (got > 0) name[name[got - 1] == '\n' ? got - 1 : got] = 0;
	return error;
}

int pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *set)
{
	return answer(__syscall3(SYS_sched_setaffinity, thread->tid, (long)size, (long)set));
}

int pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *set)
{
	long filled = __syscall3(SYS_sched_getaffinity, thread->tid, (long)size, (long)set);
	if (filled >= 0) memset((char *)set + filled, 0, size - (size_t)filled);
	return answer(filled);
}

int pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *param)
{
	return answer(__syscall3(SYS_sched_setscheduler, thread->tid, policy, (long)param));
}

int pthread_getschedparam(pthread_t thread, int *restrict policy, struct sched_param *restrict param)
{
	long got = __syscall1(SYS_sched_getscheduler, thread->tid);
	if (got >= 0) *policy = (int)got;
	return got < 0 ? (int)-got : answer(__syscall2(SYS_sched_getparam, thread->tid, (long)param));
}

int pthread_getattr_np(pthread_t thread, pthread_attr_t *attr)
{
	pthread_attr_init(attr);
	attr->__detached = thread->detachState == DETACHED;
	attr->__guardSize = thread->guardSize;
	attr->__stack = thread->stack;
	attr->__stackSize = thread->stackSize;
	return 0;
}

/* The kernel's number for a thread's clock: include/linux/posix-timers.h. */
int pthread_getcpuclockid(pthread_t thread, clockid_t *clock)
{
	*clock = (clockid_t)((unsigned)~thread->tid << 3 | 6);
	return 0;
}

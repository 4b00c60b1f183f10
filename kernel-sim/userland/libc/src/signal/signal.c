/*
 * Sending and handling signals: kill(2), sigaction(2), sigprocmask(2). SA_RESTORER tells the kernel where a handler
 * returns to (restorer.S); sets are the kernel's 8 bytes.
 */
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>
#include "../internal/syscall.h"

/* The kernel's order of the fields differs from the C library's. */
struct kernelAction {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

void __restore_rt(void);

int sigaction(int number, const struct sigaction *restrict new, struct sigaction *restrict old)
{
	struct kernelAction in, out;
	if (new) {
		in.handler = new->sa_handler;
		in.flags = (unsigned)new->sa_flags | SA_RESTORER;
		in.restorer = __restore_rt;
		in.mask = new->sa_mask.__bits;
	}
	if (CALL4(rt_sigaction, number, new ? &in : NULL, old ? &out : NULL, 8) < 0) return -1;
	if (old) {
		old->sa_handler = out.handler;
		old->sa_flags = (int)(out.flags & ~(unsigned long)SA_RESTORER);
		old->sa_mask.__bits = out.mask;
		old->sa_restorer = out.restorer;
	}
	return 0;
}

/* The BSD meaning: the handler stays, calls restart. */
sighandler_t signal(int number, sighandler_t handler)
{
	struct sigaction new, old;
	new.sa_handler = handler;
	new.sa_flags = SA_RESTART;
	sigemptyset(&new.sa_mask);
	return sigaction(number, &new, &old) < 0 ? SIG_ERR : old.sa_handler;
}

int siginterrupt(int number, int interrupts)
{
	struct sigaction action;
	if (sigaction(number, NULL, &action) < 0) return -1;
	if (interrupts) action.sa_flags &= ~SA_RESTART;
	else action.sa_flags |= SA_RESTART;
	return sigaction(number, &action, NULL);
}

int kill(pid_t pid, int number) { return (int)CALL2(kill, pid, number); }
int tgkill(pid_t group, pid_t thread, int number) { return (int)CALL3(tgkill, group, thread, number); }
int raise(int number) { return tgkill(getpid(), gettid(), number); }

int killpg(pid_t group, int number)
{
	if (group < 0) {
		errno = EINVAL;
		return -1;
	}
	return kill(-group, number);
}

int sigprocmask(int how, const sigset_t *restrict new, sigset_t *restrict old)
{
	return (int)CALL4(rt_sigprocmask, how, new, old, 8);
}

int sigpending(sigset_t *set) { return (int)CALL2(rt_sigpending, set, 8); }
int sigsuspend(const sigset_t *mask) { return (int)CALL2(rt_sigsuspend, mask, 8); }
int sigaltstack(const stack_t *restrict new, stack_t *restrict old) { return (int)CALL2(sigaltstack, new, old); }

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info, const struct timespec *restrict timeout)
{
	return (int)CALL4(rt_sigtimedwait, set, info, timeout, 8);
}

int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info) { return sigtimedwait(set, info, NULL); }

int sigwait(const sigset_t *restrict set, int *restrict number)
{
	int got = sigwaitinfo(set, NULL);
	if (got < 0) return errno;
	*number = got;
	return 0;
}

int sigqueue(pid_t pid, int number, union sigval value)
{
	siginfo_t info = {0};
	info.si_signo = number;
	info.si_code = SI_QUEUE;
	info.si_pid = getpid();
	info.si_uid = getuid();
	info.si_value = value;
	return (int)CALL3(rt_sigqueueinfo, pid, number, &info);
}

unsigned alarm(unsigned seconds) { return (unsigned)CALL1(alarm, seconds); }

/* In microseconds, and again every `interval`: setitimer(2). */
unsigned ualarm(unsigned time, unsigned interval)
{
	struct itimerval new = {{interval / 1000000, interval % 1000000}, {time / 1000000, time % 1000000}}, old;
	if (CALL3(setitimer, ITIMER_REAL, &new, &old) < 0) return 0;
	return (unsigned)(old.it_value.tv_sec * 1000000 + old.it_value.tv_usec);
}

int pause(void) { return (int)CALL0(pause); }

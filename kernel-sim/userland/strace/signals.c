/* siginfo_t as strace prints it. Follows printsiginfo.c. */
#include <signal.h>
#include "strace.h"

static const struct name *codesOf(int signal)
{
	switch (signal) {
	case SIGILL: return names_SI_SIGILL;
	case SIGFPE: return names_SI_SIGFPE;
	case SIGSEGV: return names_SI_SIGSEGV;
	case SIGBUS: return names_SI_SIGBUS;
	case SIGTRAP: return names_SI_SIGTRAP;
	case SIGCHLD: return names_SI_SIGCHLD;
	default: return NULL;
	}
}

static int isFault(int signal)
{
	return signal == SIGILL || signal == SIGFPE || signal == SIGSEGV || signal == SIGBUS || signal == SIGTRAP;
}

void printSigInfo(const void *siginfo)
{
	const siginfo_t *info = siginfo;
	int signal = info->si_signo, code = info->si_code;
	const struct name *codes = codesOf(signal);
	const char *name = nameOf(code, names_SI_COMMON);
	if (!name && codes) name = nameOf(code, codes);
	print("{si_signo=");
	printSignal(signal);
	if (name) print(", si_code=%s", name);
	else print(", si_code=%d", code);
	if ((isFault(signal) && code > 0 && code != SI_KERNEL) || (signal == SIGSEGV && code == SI_KERNEL)) {
		print(", si_addr=");
		printPointer((long)info->si_addr);
	} else if (code != SI_KERNEL) {
		print(", si_pid=%d, si_uid=%u", info->si_pid, info->si_uid);
		if (signal == SIGCHLD && code > 0) {
			print(", si_status=");
			if (code == CLD_EXITED) print("%d", info->si_status);
			else printSignal(info->si_status);
			print(", si_utime=%ld, si_stime=%ld", (long)info->si_utime, (long)info->si_stime);
		} else if (code == SI_QUEUE || code == SI_TIMER) {
			print(", si_value={int=%d, ptr=", info->si_int);
			printPointer((long)info->si_ptr);
			print("}");
		}
	}
	print("}");
}

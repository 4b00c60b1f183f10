/* strsignal(3): the names of the signals in words, as glibc has them. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[] = {
	[SIGHUP] = "Hangup",
	[SIGINT] = "Interrupt",
	[SIGQUIT] = "Quit",
	[SIGILL] = "Illegal instruction",
	[SIGTRAP] = "Trace/breakpoint trap",
	[SIGABRT] = "Aborted",
	[SIGBUS] = "Bus error",
	[SIGFPE] = "Floating point exception",
	[SIGKILL] = "Killed",
	[SIGUSR1] = "User defined signal 1",
	[SIGSEGV] = "Segmentation fault",
	[SIGUSR2] = "User defined signal 2",
	[SIGPIPE] = "Broken pipe",
	[SIGALRM] = "Alarm clock",
	[SIGTERM] = "Terminated",
	[SIGSTKFLT] = "Stack fault",
	[SIGCHLD] = "Child exited",
	[SIGCONT] = "Continued",
	[SIGSTOP] = "Stopped (signal)",
	[SIGTSTP] = "Stopped",
	[SIGTTIN] = "Stopped (tty input)",
	[SIGTTOU] = "Stopped (tty output)",
	[SIGURG] = "Urgent I/O condition",
	[SIGXCPU] = "CPU time limit exceeded",
	[SIGXFSZ] = "File size limit exceeded",
	[SIGVTALRM] = "Virtual timer expired",
	[SIGPROF] = "Profiling timer expired",
	[SIGWINCH] = "Window changed",
	[SIGIO] = "I/O possible",
	[SIGPWR] = "Power failure",
	[SIGSYS] = "Bad system call",
};

/* Text of signal `number`; the answer for others lies in a static buffer. */
char *strsignal(int number)
{
	static char other[32];
	if (number > 0 && (size_t)number < sizeof texts / sizeof *texts) return (char *)texts[number];
	if (number >= SIGRTMIN && number <= SIGRTMAX) snprintf(other, sizeof other, "Real-time signal %d", number - SIGRTMIN);
	else snprintf(other, sizeof other, "Unknown signal %d", number);
	return other;
}

void psignal(int number, const char *what)
{
	if (what && *what) fprintf(stderr, "%s: %s\n", what, strsignal(number));
	else fprintf(stderr, "%s\n", strsignal(number));
}

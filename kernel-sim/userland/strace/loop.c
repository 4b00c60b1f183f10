/*
 * The stops of the traced tasks, one after the other. Follows strace.c: startup_child, startup_attach, next_event,
 * dispatch_event, cleanup. Tasks are seized: a group stop is told as such, and listened to.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "strace.h"

struct task *tasks;
static volatile sig_atomic_t interrupted;

static long traceOptions(void)
{
	long flags = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT;
	if (options.follow) flags |= PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
	return flags;
}

static struct task *findTask(pid_t pid)
{
	struct task *t = tasks;
	while (t && t->pid != pid) t = t->next;
	return t;
}

struct task *addTask(pid_t pid)
{
	struct task *t = calloc(1, sizeof *t), **end = &tasks;
	t->pid = pid;
	while (*end) end = &(*end)->next;
	*end = t;
	return t;
}

static void dropTask(struct task *t)
{
	struct task **at = &tasks;
	while (*at != t) at = &(*at)->next;
	*at = t->next;
	free(t);
}

static int seize(pid_t pid)
{
	if (ptrace(PTRACE_SEIZE, pid, 0L, traceOptions()) == 0) return 0;
	complain("attach: ptrace(PTRACE_SEIZE, %d): %s", pid, strerror(errno));
	return -1;
}

/* -p: with -f all threads of the process. */
void attachTo(pid_t pid)
{
	char path[32];
	snprintf(path, sizeof path, "/proc/%d/task", pid);
	if (seize(pid) < 0) return;
	addTask(pid);
	ptrace(PTRACE_INTERRUPT, pid, 0L, 0L);
	if (!options.quiet) complain("Process %d attached", pid);
	DIR *threads = options.follow ? opendir(path) : NULL;
	for (struct dirent *entry; threads && (entry = readdir(threads));) {
		pid_t thread = atoi(entry->d_name);
		if (thread <= 0 || thread == pid || ptrace(PTRACE_SEIZE, thread, 0L, traceOptions()) < 0) continue;
		addTask(thread);
		ptrace(PTRACE_INTERRUPT, thread, 0L, 0L);
	}
	if (threads) closedir(threads);
}

static int isProgram(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 0111);
}

/* The program's path: as given when it has a slash, else from PATH. */
static const char *findProgram(const char *name)
{
	static char path[4096];
	if (strchr(name, '/')) snprintf(path, sizeof path, "%s", name);
	else {
		const char *rest = getenv("PATH");
		if (!rest) rest = "";
		while (*rest) {
			int length = (int)strcspn(rest, ":");
			if (length == 0) snprintf(path, sizeof path, "./%s", name);
			else snprintf(path, sizeof path, "%.*s/%s", length, rest, name);
			if (isProgram(path)) return path;
			rest += length + (rest[length] == ':');
		}
		snprintf(path, sizeof path, "%s", name);
	}
	struct stat st;
	if ((strchr(name, '/') && stat(path, &st) == 0)) return path;
	errno = ENOENT;
	complain("Can't stat '%s': %s", name, strerror(errno));
	exit(1);
}

pid_t startProgram(char **argv)
{
	const char *path = findProgram(argv[0]);
	pid_t pid = fork();
	int status;
	if (pid < 0) {
		complain("fork: %s", strerror(errno));
		exit(1);
	}
	if (pid == 0) {
		raise(SIGSTOP);
		execv(path, argv);
		complain("exec: %s", strerror(errno));
		_exit(1);
	}
	while (waitpid(pid, &status, WUNTRACED) < 0 && errno == EINTR) continue;
	if (!WIFSTOPPED(status) || seize(pid) < 0) {
		kill(pid, SIGKILL);
		exit(1);
	}
	struct task *t = addTask(pid);
	t->ours = t->hidden = 1;
	ptrace(PTRACE_INTERRUPT, pid, 0L, 0L);
	kill(pid, SIGCONT);
	return pid;
}

static void restart(struct task *t, int signal)
{
	flushOutput();
	ptrace(PTRACE_SYSCALL, t->pid, 0L, (long)signal);
}

static int speaks(const struct task *t)
{
	return !t->hidden && !options.count;
}

static void ended(struct task *t, int status)
{
	if (speaks(t)) {
		printLeader(t);
		if (WIFEXITED(status)) print("+++ exited with %d +++", WEXITSTATUS(status));
		else {
			print("+++ killed by ");
			printSignal(WTERMSIG(status));
			print(WCOREDUMP(status) ? " (core dumped) +++" : " +++");
		}
		endLine();
	}
	dropTask(t);
}

static void signalStop(struct task *t, int signal)
{
	siginfo_t info;
	if (speaks(t) && !options.hide_signals && ptrace(PTRACE_GETSIGINFO, t->pid, 0L, &info) == 0) {
		printLeader(t);
		print("--- ");
		printSignal(signal);
		print(" ");
		printSigInfo(&info);
		print(" ---");
		endLine();
	}
	restart(t, signal);
}

static void groupStop(struct task *t, int signal)
{
	if (signal != SIGSTOP && signal != SIGTSTP && signal != SIGTTIN && signal != SIGTTOU) {
		restart(t, 0);
		return;
	}
	if (speaks(t) && !options.hide_signals) {
		printLeader(t);
		print("--- stopped by ");
		printSignal(signal);
		print(" ---");
		endLine();
	}
	flushOutput();
	ptrace(PTRACE_LISTEN, t->pid, 0L, 0L);
}

static void systemCallStop(struct task *t)
{
	struct ptrace_syscall_info info;
	if (ptrace(PTRACE_GET_SYSCALL_INFO, t->pid, sizeof info, &info) > 0) {
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY) enterCall(t, &info);
		else if (info.op == PTRACE_SYSCALL_INFO_EXIT) exitCall(t, &info);
	}
	restart(t, 0);
}

/* A thread that is not the leader called execve: it has the leader's pid from here on. */
static struct task *takeOver(struct task *leader)
{
	unsigned long old = 0;
	ptrace(PTRACE_GETEVENTMSG, leader->pid, 0L, &old);
	struct task *t = (pid_t)old == leader->pid ? NULL : findTask((pid_t)old);
	if (!t) return leader;
	if (speaks(leader)) {
		printLeader(leader);
		print("+++ superseded by execve in pid %d +++", t->pid);
		endLine();
	}
	t->pid = leader->pid;
	dropTask(leader);
	return t;
}

static void stopped(struct task *t, int status)
{
	int signal = WSTOPSIG(status), event = status >> 16;
	switch (event) {
	case PTRACE_EVENT_STOP: groupStop(t, signal); return;
	case PTRACE_EVENT_EXEC: restart(takeOver(t), 0); return;
	case PTRACE_EVENT_EXIT:
		exitInside(t);
		restart(t, 0);
		return;
	case 0:
		if (signal == (SIGTRAP | 0x80)) systemCallStop(t);
		else signalStop(t, signal);
		return;
	default: restart(t, 0); return;
	}
}

static void onSignal(int signal)
{
	interrupted = signal;
}

static const int deadly[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM};

/* With -o and a program of our own nothing ends us before it (strace -I4). */
static void watchSignals(int never)
{
	struct sigaction action = {.sa_handler = never ? SIG_IGN : onSignal};
	for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) sigaction(deadly[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGTTOU, &action, NULL);
	sigaction(SIGTTIN, &action, NULL);
}

static void letGo(struct task *t)
{
	int status;
	ptrace(PTRACE_INTERRUPT, t->pid, 0L, 0L);
	if (waitpid(t->pid, &status, __WALL) < 0 || !WIFSTOPPED(status)) return;
	int signal = status >> 16 == 0 && WSTOPSIG(status) != (SIGTRAP | 0x80) ? WSTOPSIG(status) : 0;
	ptrace(PTRACE_DETACH, t->pid, 0L, (long)signal);
}

static void letAllGo(void)
{
	while (tasks) {
		struct task *t = tasks;
		if (t->ours) {
			kill(t->pid, SIGCONT);
			kill(t->pid, interrupted);
		}
		letGo(t);
		if (inLine(t)) {
			print(" <detached ...>");
			endLine();
		}
		if (!t->ours && !options.quiet) complain("Process %d detached", t->pid);
		dropTask(t);
	}
}

/* Until nobody is left. The wait status of `program`. */
int traceAll(pid_t program)
{
	int result = 0, status;
	struct rusage usage;
	watchSignals(program != 0 && options.named_file);
	while (tasks && !interrupted) {
		pid_t pid = wait4(-1, &status, __WALL, &usage);
		if (pid < 0 && errno == EINTR) continue;
		if (pid < 0) break;
		struct task *t = findTask(pid);
		if (!t && WIFSTOPPED(status) && options.follow) {
			t = addTask(pid);
			if (!options.quiet) complain("Process %d attached", pid);
		}
		if (!t) continue;
		t->system = usage.ru_stime.tv_sec * 1000000L + usage.ru_stime.tv_usec;
		if (WIFSTOPPED(status)) stopped(t, status);
		else {
			if (pid == program) result = status;
			ended(t, status);
		}
	}
	if (interrupted) letAllGo();
	return result;
}

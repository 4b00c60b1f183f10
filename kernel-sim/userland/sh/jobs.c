/*
 * Processes and jobs: POSIX 2.9.3, 2.11. A job is the processes of one pipeline; with job control it is a process group,
 * and the terminal belongs to the one in the foreground. A kernel without job control is tolerated: errors are ignored.
 */
#include "sh.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct job *jobList;
pid_t lastBackground;
bool jobControl;
static int terminal = -1;
static pid_t shellGroup;

static void giveTerminal(pid_t group)
{
	if (terminal >= 0) tcsetpgrp(terminal, group);
}

/* Interactive shells lead a group of their own and own the terminal. */
void jobControlStart(void)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
	if (fd < 0 && isatty(2)) fd = dup(2);
	if (fd < 0) return;
	terminal = fcntl(fd, F_DUPFD_CLOEXEC, 10);
	close(fd);
	if (tcgetpgrp(terminal) < 0) {
		close(terminal);
		terminal = -1;
		fprintf(stderr, "%s: 0: can't access tty; job control turned off\n", shellName);
		return;
	}
	signal(SIGTSTP, SIG_IGN);
	signal(SIGTTOU, SIG_IGN);
	signal(SIGTTIN, SIG_IGN);
	shellGroup = getpid();
	setpgid(0, shellGroup);
	giveTerminal(shellGroup);
	jobControl = true;
	options[O_MONITOR] = true;
}

struct job *jobNew(int processes, const char *source)
{
	struct job *job = calloc(1, sizeof *job);
	job->processes = calloc((size_t)processes, sizeof *job->processes);
	job->source = strdup(source ? source : "");
	int number = 1;
	struct job **end = &jobList;
	for (; *end; end = &(*end)->next)
		if ((*end)->number >= number) number = (*end)->number + 1;
	job->number = number;
	*end = job;
	return job;
}

void jobRemove(struct job *job)
{
	for (struct job **at = &jobList; *at; at = &(*at)->next)
		if (*at == job) {
			*at = job->next;
			free(job->processes);
			free(job->source);
			free(job);
			return;
		}
}

/* A child knows no jobs of its parent. */
void jobsForget(void)
{
	while (jobList) jobRemove(jobList);
}

/* What a fresh child does before it becomes its command. */
static void childStart(struct job *job, bool background, pid_t group)
{
	bool hadControl = jobControl;
	errorTarget = NULL;
	commandName = NULL;
	interactive = false;
	jobControl = options[O_MONITOR] = false;
	trapsInChild();
	if (hadControl) {
		setpgid(0, group);
		if (!background) giveTerminal(group ? group : getpid());
		signal(SIGTSTP, SIG_DFL);
		signal(SIGTTOU, SIG_DFL);
		signal(SIGTTIN, SIG_DFL);
	} else if (background) {
		signal(SIGINT, SIG_IGN);
		signal(SIGQUIT, SIG_IGN);
		int null = open("/dev/null", O_RDONLY);
		if (null > 0) {
			dup2(null, 0);
			close(null);
		}
	}
	(void)job;
	jobsForget();
}

pid_t jobFork(struct job *job, bool background)
{
	fflush(stdout);
	pid_t pid = fork();
	if (pid < 0) {
		jobRemove(job);
		fail(2, "Cannot fork");
	}
	if (pid == 0) {
		childStart(job, background, job->group);
		return 0;
	}
	if (jobControl) {
		if (!job->group) job->group = pid;
		setpgid(pid, job->group);
	}
	job->processes[job->count].pid = pid;
	job->processes[job->count++].status = -1;
	return pid;
}

bool jobRunning(const struct job *job)
{
	for (int i = 0; i < job->count; i++)
		if (job->processes[i].status == -1) return true;
	return false;
}

bool jobStopped(const struct job *job)
{
	if (jobRunning(job)) return false;
	for (int i = 0; i < job->count; i++)
		if (WIFSTOPPED(job->processes[i].status)) return true;
	return false;
}

int statusToExit(int status)
{
	if (WIFEXITED(status)) return WEXITSTATUS(status);
	return 128 + (WIFSTOPPED(status) ? WSTOPSIG(status) : WTERMSIG(status));
}

/* Waits for one change of any child (or looks, with WNOHANG) and notes it. False: nothing there. */
static bool noteChange(int flags)
{
	int status;
	pid_t pid = waitpid(-1, &status, flags | (jobControl ? WUNTRACED : 0));
	if (pid <= 0) return pid < 0 && errno == EINTR;
	for (struct job *job = jobList; job; job = job->next)
		for (int i = 0; i < job->count; i++)
			if (job->processes[i].pid == pid) {
				job->processes[i].status = status;
				job->reported = false;
				return true;
			}
	return true;
}

/* `wait`: until something changes; false when a trapped signal came or nothing is there. */
bool jobsBlock(void)
{
	int status;
	pid_t pid = waitpid(-1, &status, jobControl ? WUNTRACED : 0);
	if (pid < 0) return false;
	for (struct job *job = jobList; job; job = job->next)
		for (int i = 0; i < job->count; i++)
			if (job->processes[i].pid == pid) job->processes[i].status = status;
	return true;
}

void jobsPoll(void)
{
	while (noteChange(WNOHANG)) continue;
}

/* Tells of a death by a signal, as the terminal's user wants to know: not SIGINT and SIGPIPE. */
void jobTellSignal(const struct job *job)
{
	int status = job->processes[job->count - 1].status;
	if (WIFSIGNALED(status)) {
		int number = WTERMSIG(status);
		if (number == SIGINT && interactive) fputc('\n', stderr);
		if (number != SIGINT && number != SIGPIPE) fprintf(stderr, "%s%s\n", strsignal(number), WCOREDUMP(status) ? " (core dumped)" : "");
	}
}

int jobWait(struct job *job)
{
	while (jobRunning(job))
		if (!noteChange(0)) {
			/* No child is left: it was lost to somebody else's wait. */
			for (int i = 0; i < job->count; i++)
				if (job->processes[i].status == -1) job->processes[i].status = 0x7f00;
		}
	if (jobControl) giveTerminal(shellGroup);
	int status = statusToExit(job->processes[job->count - 1].status);
	if (options[O_PIPEFAIL])
		for (int i = 0; i < job->count; i++)
			if (job->processes[i].status) status = statusToExit(job->processes[i].status);
	if (jobStopped(job)) {
		job->background = true;
		jobPrint(job, false);
		job->reported = true;
		return status;
	}
	jobTellSignal(job);
	/* What ended the child by ^C ends the loop it was in, too. */
	if (interactive && WIFSIGNALED(job->processes[job->count - 1].status) && WTERMSIG(job->processes[job->count - 1].status) == SIGINT && loopDepth) {
		jobRemove(job);
		lastStatus = status;
		if (errorTarget) longjmp(*errorTarget, 1);
	}
	jobRemove(job);
	return status;
}

static struct job *newest(int skipCount)
{
	struct job *found[64];
	int count = 0;
	for (struct job *job = jobList; job; job = job->next)
		if (job->background && count < 64) found[count++] = job;
	return count > skipCount ? found[count - 1 - skipCount] : NULL;
}

/* [1] + Running                    sleep 5 */
void jobPrint(const struct job *job, bool withPid)
{
	char state[80];
	int status = job->count ? job->processes[job->count - 1].status : 0;
	if (jobRunning(job)) strcpy(state, "Running");
	else if (WIFSTOPPED(status)) snprintf(state, sizeof state, "%s", strsignal(WSTOPSIG(status)));
	else if (WIFSIGNALED(status)) snprintf(state, sizeof state, "%s%s", strsignal(WTERMSIG(status)), WCOREDUMP(status) ? " (core dumped)" : "");
	else if (WEXITSTATUS(status)) snprintf(state, sizeof state, "Done(%d)", WEXITSTATUS(status));
	else strcpy(state, "Done");
	char head[120], mark = job == newest(0) ? '+' : job == newest(1) ? '-' : ' ';
	int used = snprintf(head, sizeof head, "[%d] %c ", job->number, mark);
	if (withPid) used += snprintf(head + used, sizeof head - (size_t)used, "%d ", job->processes[0].pid);
	used += snprintf(head + used, sizeof head - (size_t)used, "%s", state);
	fprintf(interactive && !withPid ? stderr : stdout, "%s%*s%s\n", head, used < 33 ? 33 - used : 1, "", job->source);
}

/* Before a prompt: what has changed in the background. */
void jobsNotify(void)
{
	jobsPoll();
	for (struct job *job = jobList, *next; job; job = next) {
		next = job->next;
		if (jobRunning(job)) continue;
		if (job->background && !job->reported && jobControl) jobPrint(job, false);
		job->reported = true;
		if (!jobStopped(job)) jobRemove(job);
	}
}

/* %1 %+ %- %name, or a process id. NULL after a complaint. */
struct job *jobFind(const char *spec)
{
	struct job *job = NULL;
	if (!spec || strcmp(spec, "%") == 0 || strcmp(spec, "%%") == 0 || strcmp(spec, "%+") == 0) {
		job = newest(0);
		if (!job) complain("No current job");
		return job;
	}
	if (strcmp(spec, "%-") == 0) job = newest(1);
	else
		for (struct job *j = jobList; j && !job; j = j->next) {
			if (spec[0] != '%') {
				for (int i = 0; i < j->count; i++)
					if (j->processes[i].pid == atoi(spec)) job = j;
			} else if (isNumber(spec + 1) ? j->number == atoi(spec + 1) : strncmp(j->source, spec + 1, strlen(spec + 1)) == 0)
				job = j;
		}
	if (!job) complain("No such job: %s", spec);
	return job;
}

/* fg and bg. */
void jobContinue(struct job *job, bool foreground)
{
	for (int i = 0; i < job->count; i++)
		if (WIFSTOPPED(job->processes[i].status)) job->processes[i].status = -1;
	job->background = !foreground;
	if (foreground && jobControl) giveTerminal(job->group);
	if (job->group) killpg(job->group, SIGCONT);
	else kill(job->processes[0].pid, SIGCONT);
}

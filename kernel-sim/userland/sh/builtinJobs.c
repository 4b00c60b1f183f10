/* Builtins about processes: jobs fg bg wait kill times. */
#include "sh.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/times.h>
#include <sys/wait.h>

int builtinJobs(int argc, char **argv)
{
	bool withPid = argc > 1 && strcmp(argv[1], "-l") == 0, onlyPid = argc > 1 && strcmp(argv[1], "-p") == 0;
	jobsPoll();
	/* The newest first. */
	int last = 0;
	for (struct job *job = jobList; job; job = job->next) last = job->number;
	for (int number = last; number > 0; number--) {
		struct job *job = jobList;
		while (job && job->number != number) job = job->next;
		if (!job || !job->background) continue;
		if (onlyPid) printf("%d\n", job->processes[0].pid);
		else {
			bool was = interactive;
			interactive = false;
			jobPrint(job, withPid);
			interactive = was;
		}
		job->reported = true;
		if (!jobRunning(job) && !jobStopped(job)) jobRemove(job);
	}
	return 0;
}

int builtinFg(int argc, char **argv)
{
	struct job *job = jobFind(argc > 1 ? argv[1] : NULL);
	if (!job) return 2;
	printf("%s\n", job->source);
	fflush(stdout);
	jobContinue(job, true);
	return jobWait(job);
}

int builtinBg(int argc, char **argv)
{
	struct job *job = jobFind(argc > 1 ? argv[1] : NULL);
	if (!job) return 2;
	printf("[%d] %s\n", job->number, job->source);
	jobContinue(job, false);
	return 0;
}

static int waitFor(struct job *job)
{
	while (jobRunning(job))
		if (!jobsBlock()) {
			if (trapPending || interrupted) return 130;
			if (errno == ECHILD) return 127;
		}
	int status = statusToExit(job->processes[job->count - 1].status);
	if (!jobStopped(job)) {
		jobTellSignal(job);
		jobRemove(job);
	}
	return status;
}

int builtinWait(int argc, char **argv)
{
	int status = 0;
	if (argc > 1) {
		for (int i = 1; i < argc; i++) {
			struct job *job = NULL;
			if (argv[i][0] == '%') job = jobFind(argv[i]);
			else {
				if (!isNumber(argv[i])) fail(2, "Illegal number: %s", argv[i]);
				for (struct job *j = jobList; j; j = j->next)
					for (int k = 0; k < j->count; k++)
						if (j->processes[k].pid == atoi(argv[i])) job = j;
			}
			status = job ? waitFor(job) : 127;
		}
		return status;
	}
	for (;;) {
		struct job *running = NULL;
		for (struct job *job = jobList; job; job = job->next)
			if (job->background && jobRunning(job)) running = job;
		if (!running) break;
		if (!jobsBlock()) {
			if (trapPending || interrupted) return 130;
			if (errno == ECHILD) break;
		}
	}
	for (struct job *job = jobList, *next; job; job = next) {
		next = job->next;
		if (job->background && !jobRunning(job) && !jobStopped(job)) jobRemove(job);
	}
	return 0;
}

static int listSignals(int argc, char **argv)
{
	if (argc > 2) {
		int number = atoi(argv[2]);
		if (number > 128) number -= 128;
		const char *name = signalName(number);
		if (!isNumber(argv[2]) || !name || number == 0) {
			complain("invalid signal number or exit status: %s", argv[2]);
			return 2;
		}
		puts(name);
		return 0;
	}
	for (int i = 1; i < 32; i++) puts(signalName(i));
	return 0;
}

/* kill [-s NAME | -NAME | -N] pid|%job … */
int builtinKill(int argc, char **argv)
{
	int number = SIGTERM, at = 1, status = 0;
	if (argc > 1 && strcmp(argv[1], "-l") == 0) return listSignals(argc, argv);
	if (argc > 1 && argv[1][0] == '-' && argv[1][1]) {
		const char *name = argv[at++] + 1;
		if (strcmp(name, "s") == 0 && at < argc) name = argv[at++];
		else if (strcmp(name, "-") == 0) name = "TERM";
		number = signalNumber(name);
		if (number < 0) {
			complain("invalid signal number or name: %s", name);
			return 2;
		}
	}
	if (at >= argc) {
		complain("Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]");
		return 2;
	}
	for (; at < argc; at++) {
		pid_t pid;
		if (argv[at][0] == '%') {
			struct job *job = jobFind(argv[at]);
			if (!job) return 2;
			pid = job->group ? -job->group : job->processes[0].pid;
			if (number == SIGCONT) jobContinue(job, false);
		} else {
			if (!isNumber(argv[at] + (argv[at][0] == '-'))) {
				complain("Illegal number: %s", argv[at]);
				return 2;
			}
			pid = atoi(argv[at]);
		}
		if (kill(pid, number) < 0) {
			complain("%s", strerror(errno));
			status = 1;
		}
	}
	return status;
}

static void printTime(clock_t ticks)
{
	printf("%ldm%ld.%06lds", ticks / 100 / 60, ticks / 100 % 60, ticks % 100 * 10000);
}

int builtinTimes(int argc, char **argv)
{
	struct tms t;
	(void)argc;
	(void)argv;
	times(&t);
	printTime(t.tms_utime);
	putchar(' ');
	printTime(t.tms_stime);
	putchar('\n');
	printTime(t.tms_cutime);
	putchar(' ');
	printTime(t.tms_cstime);
	putchar('\n');
	return 0;
}

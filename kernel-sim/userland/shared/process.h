/* Processes as /proc shows them, for pgrep, pkill and top. */
#ifndef SHARED_PROCESS_H
#define SHARED_PROCESS_H

struct processInfo {
	int pid, parent, group, session, uid, threads, priority, nice;
	char name[32], state;
	unsigned long user, system, start, size;
	long resident;
	char command[256];
};

/* Fills the next process in order of number above `after`; 0 when there is none. */
int nextProcess(int after, struct processInfo *info);
/* Reads one; 0 when it is gone. */
int readProcess(int pid, struct processInfo *info);
#endif

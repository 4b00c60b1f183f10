/* lsns(8): namespaces and who is in them, from /proc/PID/ns. */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../shared/process.h"

struct row {
	unsigned long number;
	const char *type;
	int count, pid, uid;
	char command[64];
};

static int byNumber(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	return x->number < y->number ? -1 : x->number > y->number;
}

int main(void)
{
	static const char *const types[] = {"cgroup", "ipc", "mnt", "net", "pid", "user", "uts"};
	static struct row rows[256];
	int size = 0;
	struct processInfo info;
	for (int pid = 0; nextProcess(pid, &info);) {
		pid = info.pid;
		for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
			char path[64], link[64];
			snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, types[i]);
			ssize_t length = readlink(path, link, sizeof link - 1);
			if (length <= 0) continue;
			link[length] = 0;
			unsigned long number = strtoul(strchr(link, '[') ? strchr(link, '[') + 1 : "0", NULL, 10);
			int at = 0;
			while (at < size && rows[at].number != number) at++;
			if (at == size) {
				if (size == 256) continue;
				rows[size++] = (struct row){number, types[i], 0, pid, info.uid, ""};
				snprintf(rows[at].command, sizeof rows[at].command, "%s", info.command);
			}
			rows[at].count++;
		}
	}
	qsort(rows, (size_t)size, sizeof *rows, byNumber);
	printf("        NS TYPE   NPROCS   PID USER COMMAND\n");
	for (int i = 0; i < size; i++) {
		struct passwd *user = getpwuid((uid_t)rows[i].uid);
		char number[16];
		snprintf(number, sizeof number, "%d", rows[i].uid);
		printf("%10lu %-6s %6d %5d %-4s %s\n", rows[i].number, rows[i].type, rows[i].count, rows[i].pid, user ? user->pw_name : number, rows[i].command);
	}
	return 0;
}

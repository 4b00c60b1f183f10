/* Reads /proc/PID/stat and cmdline: proc(5). */
#include "process.h"
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int slurp(const char *path, char *text, int size)
{
	int fd = open(path, O_RDONLY);
	if (fd < 0) return -1;
	int got = (int)read(fd, text, (size_t)size - 1);
	close(fd);
	if (got < 0) return -1;
	text[got] = 0;
	return got;
}

int readProcess(int pid, struct processInfo *info)
{
	char path[64], text[1024];
	struct stat status;
	memset(info, 0, sizeof *info);
	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	if (stat(path, &status) < 0 || slurp(path, text, sizeof text) < 0) return 0;
	char *open = strchr(text, '('), *close = strrchr(text, ')');
	if (!open || !close) return 0;
	info->pid = pid;
	info->uid = (int)status.st_uid;
	size_t length = (size_t)(close - open - 1);
	if (length >= sizeof info->name) length = sizeof info->name - 1;
	memcpy(info->name, open + 1, length);
	sscanf(close + 2, "%c %d %d %d %*d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d %d %d %d %*d %lu %lu %ld", &info->state, &info->parent, &info->group,
		&info->session, &info->user, &info->system, &info->priority, &info->nice, &info->threads, &info->start, &info->size, &info->resident);
	snprintf(path, sizeof path, "/proc/%d/cmdline", pid);
	int got = slurp(path, info->command, sizeof info->command);
	for (int i = 0; i < got - 1; i++)
		if (!info->command[i]) info->command[i] = ' ';
	if (got <= 0) snprintf(info->command, sizeof info->command, "[%s]", info->name);
	return 1;
}

int nextProcess(int after, struct processInfo *info)
{
	int next = 0;
	DIR *dir = opendir("/proc");
	if (!dir) return 0;
	for (struct dirent *entry; (entry = readdir(dir));) {
		int pid = isdigit((unsigned char)entry->d_name[0]) ? atoi(entry->d_name) : 0;
		if (pid > after && (next == 0 || pid < next)) next = pid;
	}
	closedir(dir);
	if (next == 0) return 0;
	return readProcess(next, info) ? 1 : nextProcess(next, info);
}

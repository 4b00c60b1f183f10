/*
 * ps(1), in the formats of procps: plain, -f, u, -o. Selects as procps does: own processes on this terminal; a, x, -e, -A, -p,
 * -u, -t, --ppid. All it knows comes from /proc/PID/stat, status and cmdline (proc(5)).
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct process {
	int pid, ppid, pgrp, session, tty, tpgid, priority, nice, threads, processor;
	char state, comm[64], *args;
	unsigned long userTime, systemTime, started, size;
	long resident;
	uid_t uid, euid;
	gid_t gid;
};

static long bootTime, totalMemory, now;
static double uptime;
static int pidWidth = 7;

/* A file of /proc into `buffer`; its length, or -1. */
static ssize_t readFile(const char *path, char *buffer, size_t size)
{
	int fd = open(path, O_RDONLY);
	if (fd < 0) return -1;
	size_t used = 0;
	for (ssize_t got; used < size - 1 && (got = read(fd, buffer + used, size - 1 - used)) > 0;) used += (size_t)got;
	close(fd);
	buffer[used] = 0;
	return (ssize_t)used;
}

static long numberAfter(const char *text, const char *key)
{
	const char *at = strstr(text, key);
	return at ? atol(at + strlen(key)) : 0;
}

static void readSystem(void)
{
	char text[8192];
	now = time(NULL);
	if (readFile("/proc/uptime", text, sizeof text) > 0) uptime = atof(text);
	if (readFile("/proc/stat", text, sizeof text) > 0) bootTime = numberAfter(text, "btime ");
	if (!bootTime) bootTime = now - (long)uptime;
	if (readFile("/proc/meminfo", text, sizeof text) > 0) totalMemory = numberAfter(text, "MemTotal:");
	/* As wide as the largest process id can be. */
	if (readFile("/proc/sys/kernel/pid_max", text, sizeof text) > 0) pidWidth = snprintf(NULL, 0, "%ld", atol(text) - 1);
	if (pidWidth < 5) pidWidth = 5;
}

/* /proc/PID/stat: the name is in parentheses and may hold anything. */
static int parseStat(struct process *p, char *text)
{
	char *open = strchr(text, '('), *close = strrchr(text, ')');
	if (!open || !close) return -1;
	*close = 0;
	snprintf(p->comm, sizeof p->comm, "%s", open + 1);
	return sscanf(close + 2, "%c %d %d %d %d %d %*u %*u %*u %*u %*u %lu %lu %*d %*d %d %d %d %*d %lu %lu %ld", &p->state, &p->ppid, &p->pgrp,
			   &p->session, &p->tty, &p->tpgid, &p->userTime, &p->systemTime, &p->priority, &p->nice, &p->threads, &p->started, &p->size, &p->resident) == 14
		? 0
		: -1;
}

/* The arguments joined by blanks, or [name] for those that have none. */
static char *readArguments(struct process *p)
{
	static char text[4096];
	char path[40];
	snprintf(path, sizeof path, "/proc/%d/cmdline", p->pid);
	ssize_t length = readFile(path, text, sizeof text);
	while (length > 0 && !text[length - 1]) length--;
	if (length <= 0) {
		if (p->state == 'Z') snprintf(text, sizeof text, "[%s] <defunct>", p->comm);
		else snprintf(text, sizeof text, "[%s]", p->comm);
		return strdup(text);
	}
	for (ssize_t i = 0; i < length; i++)
		if (!isprint((unsigned char)text[i])) text[i] = text[i] && !(text[i] & 128) ? '?' : text[i] ? text[i] : ' ';
	return strdup(text);
}

static int readProcess(struct process *p, int pid)
{
	char path[40], text[4096];
	memset(p, 0, sizeof *p);
	p->pid = pid;
	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	if (readFile(path, text, sizeof text) <= 0 || parseStat(p, text) < 0) return -1;
	snprintf(path, sizeof path, "/proc/%d/status", pid);
	if (readFile(path, text, sizeof text) > 0) {
		char *uid = strstr(text, "\nUid:"), *gid = strstr(text, "\nGid:");
		if (uid) sscanf(uid + 5, "%u %u", &p->uid, &p->euid);
		if (gid) sscanf(gid + 5, "%u", &p->gid);
	}
	p->args = readArguments(p);
	return 0;
}

/* ---- columns ---- */

static void ttyName(const struct process *p, char *out, size_t size)
{
	int major = p->tty >> 8 & 0xfff, minor = (p->tty & 0xff) | (p->tty >> 12 & 0xfff00);
	if (major >= 136 && major <= 143) snprintf(out, size, "pts/%d", (major - 136) * 256 + minor);
	else if (major == 4) snprintf(out, size, minor < 64 ? "tty%d" : "ttyS%d", minor < 64 ? minor : minor - 64);
	else if (major == 5 && minor == 1) snprintf(out, size, "console");
	else snprintf(out, size, "?");
}

static void userName(uid_t uid, char *out, size_t size)
{
	struct passwd *user = getpwuid(uid);
	if (user && strlen(user->pw_name) <= 8) snprintf(out, size, "%s", user->pw_name);
	else if (user) snprintf(out, size, "%.7s+", user->pw_name);
	else snprintf(out, size, "%u", uid);
}

static unsigned long cpuSeconds(const struct process *p) { return (p->userTime + p->systemTime) / 100; }

static void clockText(unsigned long s, char *out, size_t size)
{
	if (s >= 86400) snprintf(out, size, "%lu-%02lu:%02lu:%02lu", s / 86400, s / 3600 % 24, s / 60 % 60, s % 60);
	else snprintf(out, size, "%02lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
}

/* Since it started: [[days-]hours:]minutes:seconds. */
static void elapsedText(const struct process *p, char *out, size_t size)
{
	unsigned long s = uptime > (double)p->started / 100 ? (unsigned long)(uptime - (double)p->started / 100) : 0;
	if (s >= 86400) snprintf(out, size, "%lu-%02lu:%02lu:%02lu", s / 86400, s / 3600 % 24, s / 60 % 60, s % 60);
	else if (s >= 3600) snprintf(out, size, "%02lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
	else snprintf(out, size, "%02lu:%02lu", s / 60, s % 60);
}

static void startText(const struct process *p, char *out, size_t size)
{
	time_t start = bootTime + (long)(p->started / 100);
	struct tm then = *localtime(&start), today = *localtime(&now);
	strftime(out, size, then.tm_year != today.tm_year ? "%Y" : then.tm_yday != today.tm_yday ? "%b%d" : "%H:%M", &then);
}

static double cpuShare(const struct process *p)
{
	double life = uptime - (double)p->started / 100;
	/* In tenths of a percent, cut off as procps does. */
	return life >= 1 ? (double)((p->userTime + p->systemTime) * 10 / (unsigned long)life) / 10 : 0;
}

static void stateText(const struct process *p, char *out)
{
	*out++ = p->state;
	if (p->nice < 0) *out++ = '<';
	if (p->nice > 0) *out++ = 'N';
	if (p->session == p->pid) *out++ = 's';
	if (p->threads > 1) *out++ = 'l';
	if (p->tpgid == p->pgrp && p->tty) *out++ = '+';
	*out = 0;
}

enum column { PID, PPID, PGID, SID, UID, USER, EUSER, GID, TTY, TIME, TIME_BSD, CPU, CPU_INT, MEM, VSZ, RSS, STAT, STATE, START, ELAPSED, NICE, PRIORITY, COMM, ARGS, TPGID, THREADS };

static const struct columnType {
	const char *name, *title;
	/* Negative: left-aligned; 0: as wide as a process id. */
	int width;
	enum column column;
} types[] = {
	{"pid", "PID", 0, PID}, {"ppid", "PPID", 0, PPID}, {"pgid", "PGID", 0, PGID}, {"pgrp", "PGRP", 0, PGID}, {"sid", "SID", 0, SID}, {"sess", "SESS", 0, SID},
	{"tpgid", "TPGID", 0, TPGID}, {"uid", "UID", 5, UID}, {"user", "USER", -8, EUSER}, {"euser", "EUSER", -8, EUSER}, {"ruser", "RUSER", -8, USER},
	{"gid", "GID", 5, GID}, {"tty", "TT", -8, TTY}, {"tt", "TT", -8, TTY}, {"tname", "TTY", -8, TTY}, {"time", "TIME", 8, TIME}, {"cputime", "TIME", 8, TIME},
	{"bsdtime", "TIME", 6, TIME_BSD}, {"pcpu", "%CPU", 4, CPU}, {"%cpu", "%CPU", 4, CPU}, {"c", "C", 2, CPU_INT}, {"pmem", "%MEM", 4, MEM}, {"%mem", "%MEM", 4, MEM},
	{"vsz", "VSZ", 6, VSZ}, {"rss", "RSS", 5, RSS}, {"rsz", "RSZ", 5, RSS}, {"stat", "STAT", -4, STAT}, {"s", "S", -1, STATE}, {"state", "S", -1, STATE},
	{"start_time", "START", 5, START}, {"stime", "STIME", 5, START}, {"etime", "ELAPSED", 11, ELAPSED}, {"ni", "NI", 3, NICE}, {"nice", "NI", 3, NICE},
	{"pri", "PRI", 3, PRIORITY}, {"nlwp", "NLWP", 4, THREADS}, {"thcount", "THCNT", 5, THREADS}, {"comm", "COMMAND", -15, COMM}, {"ucmd", "CMD", -15, COMM}, {"ucomm", "COMMAND", -15, COMM},
	{"args", "COMMAND", -27, ARGS}, {"cmd", "CMD", -27, ARGS}, {"command", "COMMAND", -27, ARGS},
};

struct shown {
	const struct columnType *type;
	const char *title;
	int width;
};
static struct shown shown[40];
static int shownCount;

static void valueOf(const struct process *p, enum column column, char *out, size_t size)
{
	switch (column) {
	case PID: snprintf(out, size, "%d", p->pid); break;
	case PPID: snprintf(out, size, "%d", p->ppid); break;
	case PGID: snprintf(out, size, "%d", p->pgrp); break;
	case SID: snprintf(out, size, "%d", p->session); break;
	case TPGID: snprintf(out, size, "%d", p->tpgid); break;
	case UID: snprintf(out, size, "%u", p->euid); break;
	case GID: snprintf(out, size, "%u", p->gid); break;
	case USER: userName(p->uid, out, size); break;
	case EUSER: userName(p->euid, out, size); break;
	case TTY: ttyName(p, out, size); break;
	case TIME: clockText(cpuSeconds(p), out, size); break;
	case TIME_BSD: snprintf(out, size, "%lu:%02lu", cpuSeconds(p) / 60, cpuSeconds(p) % 60); break;
	case CPU: snprintf(out, size, cpuShare(p) > 99 ? "%.0f" : "%.1f", cpuShare(p)); break;
	case CPU_INT: snprintf(out, size, "%d", cpuShare(p) > 99 ? 99 : (int)cpuShare(p)); break;
	case MEM: snprintf(out, size, "%.1f", totalMemory ? (double)(p->resident * 4 * 1000 / totalMemory) / 10 : 0); break;
	case VSZ: snprintf(out, size, "%lu", p->size / 1024); break;
	case RSS: snprintf(out, size, "%ld", p->resident * 4); break;
	case STAT: stateText(p, out); break;
	case STATE: snprintf(out, size, "%c", p->state); break;
	case START: startText(p, out, size); break;
	case ELAPSED: elapsedText(p, out, size); break;
	case NICE: snprintf(out, size, "%d", p->nice); break;
	case PRIORITY: snprintf(out, size, "%d", 39 - p->priority); break;
	case THREADS: snprintf(out, size, "%d", p->threads); break;
	case COMM: snprintf(out, size, "%s%s", p->comm, p->state == 'Z' ? " <defunct>" : ""); break;
	case ARGS: snprintf(out, size, "%s", p->args); break;
	}
}

/* Adds name, or name=Title. */
static void addColumn(const char *text)
{
	size_t length = strcspn(text, "=");
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (strlen(types[i].name) != length || strncmp(types[i].name, text, length) != 0 || shownCount == 40) continue;
		struct shown *s = &shown[shownCount++];
		s->type = &types[i];
		s->title = text[length] == '=' ? strdup(text + length + 1) : types[i].title;
		s->width = types[i].width ? types[i].width : pidWidth;
		int least = (int)strlen(s->title);
		if (s->width < 0 ? -s->width < least : s->width < least) s->width = s->width < 0 ? -least : least;
		return;
	}
	fprintf(stderr, "error: unknown user-defined format specifier \"%.*s\"\n\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n", (int)length, text);
	exit(1);
}

static void addColumns(const char *list)
{
	char *copy = strdup(list), *rest = copy, *word;
	/* Everything behind an = is a title, commas too; but ",stat=" after an empty one begins anew. */
	while (rest && *rest) {
		word = rest + strspn(rest, ", ");
		size_t name = strcspn(word, ",= ");
		if (word[name] == '=' && word[name + 1] == ',') {
			rest = word + name + 2;
			word[name + 1] = 0;
		} else {
			rest = word[name] == '=' ? NULL : word[name] ? word + name + 1 : NULL;
			if (word[name] != '=') word[name] = 0;
		}
		if (*word) addColumn(word);
	}
	free(copy);
}

/* The command is not padded, and is cut at the width of the terminal. */
static void printRow(const struct process *p, int line)
{
	char row[4400] = "", value[4200];
	int used = 0;
	for (int i = 0; i < shownCount; i++) {
		const struct shown *s = &shown[i];
		if (p) valueOf(p, s->type->column, value, sizeof value);
		else snprintf(value, sizeof value, "%s", s->title);
		int last = i + 1 == shownCount;
		if (i) used += snprintf(row + used, sizeof row - (size_t)used, " ");
		if (last && s->width < 0) used += snprintf(row + used, sizeof row - (size_t)used, "%s", value);
		else used += snprintf(row + used, sizeof row - (size_t)used, "%*s", s->width, value);
		if (used > (int)sizeof row - 1) used = (int)sizeof row - 1;
	}
	if (line > 0 && used > line) row[line] = 0;
	puts(row);
}

/* ---- selection ---- */

static int everything, allTerminals, withoutTerminal, pidCount, ownUser = -1, parent = -1;
static int pids[64];
static const char *wantedTty, *wantedComm;

static int wanted(const struct process *p, const struct process *self)
{
	char tty[32];
	if (pidCount || parent >= 0 || ownUser >= 0 || wantedTty || wantedComm) {
		for (int i = 0; i < pidCount; i++)
			if (pids[i] == p->pid) return 1;
		if (parent >= 0 && p->ppid == parent) return 1;
		if (ownUser >= 0 && p->euid == (uid_t)ownUser) return 1;
		if (wantedComm && strcmp(wantedComm, p->comm) == 0) return 1;
		ttyName(p, tty, sizeof tty);
		return wantedTty && strcmp(wantedTty, tty) == 0;
	}
	if (everything || (allTerminals && withoutTerminal)) return 1;
	if (allTerminals) return p->tty != 0;
	if (withoutTerminal) return p->euid == self->euid;
	return p->euid == self->euid && p->tty == self->tty;
}

static void addPids(const char *text)
{
	for (; *text; text += strcspn(text, ", "), text += strspn(text, ", "))
		if (pidCount < 64) pids[pidCount++] = atoi(text);
}

static int byPid(const void *a, const void *b)
{
	return ((const struct process *)a)->pid - ((const struct process *)b)->pid;
}

static int full, userFormat, header = 1, custom;

static void usage(const char *what)
{
	fprintf(stderr, "error: %s\n\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help <s|l|o|t|m|a>'\n for additional help text.\n\nFor more details see ps(1).\n", what);
	exit(1);
}

/* The argument of an option: the rest of the word, or the next one. */
static const char *argumentOf(const char *rest, char ***at)
{
	if (*rest) return rest;
	if (!(*at)[1]) usage("list of process IDs must follow -p");
	return *++*at;
}

static void parseWord(char ***at)
{
	char *word = **at;
	if (strncmp(word, "--", 2) == 0) {
		char *value = strchr(word, '=');
		if (strcmp(word, "--no-headers") == 0 || strcmp(word, "--no-heading") == 0) header = 0;
		else if (strncmp(word, "--ppid", 6) == 0) parent = atoi(value ? value + 1 : argumentOf("", at));
		else if (strncmp(word, "--pid", 5) == 0) addPids(value ? value + 1 : argumentOf("", at));
		else usage("unknown gnu long option");
		return;
	}
	if (isdigit((unsigned char)*word)) {
		addPids(word);
		return;
	}
	int dash = *word == '-';
	for (char *c = word + dash; *c; c++) switch (*c) {
		case 'e':
			if (dash) everything = 1;
			break;
		case 'A': everything = 1; break;
		case 'a': allTerminals = 1; break;
		case 'x': withoutTerminal = 1; break;
		case 'f':
			if (dash) full = 1;
			break;
		case 'w': break;
		case 'h': header = 0; break;
		case 'u':
			if (!dash) {
				userFormat = 1;
				break;
			}
			/* fall through */
		case 'U': {
			const char *name = argumentOf(c + 1, at);
			struct passwd *user = getpwnam(name);
			ownUser = user ? (int)user->pw_uid : atoi(name);
			return;
		}
		case 'o':
			custom = 1;
			addColumns(argumentOf(c + 1, at));
			return;
		case 'p': addPids(argumentOf(c + 1, at)); return;
		case 't': wantedTty = argumentOf(c + 1, at); return;
		case 'C': wantedComm = argumentOf(c + 1, at); return;
		default: usage("unsupported option (BSD syntax)");
		}
}

int main(int argc, char **argv)
{
	struct winsize window;
	struct process self, *all = NULL;
	size_t count = 0;
	(void)argc;
	readSystem();
	for (char **at = argv + 1; *at; at++) parseWord(&at);
	if (!custom) {
		addColumns(userFormat ? "user,pid,%cpu,%mem,vsz,rss,tname,stat,start_time,bsdtime,command" : full ? "euser=UID" : "pid,tname,time,ucmd");
		if (full && !userFormat) addColumns("pid,ppid,c,stime,tname,time,cmd");
		if (!userFormat && !full && (allTerminals || withoutTerminal)) {
			shownCount = 0;
			addColumns("pid,tname,stat,bsdtime,command");
		}
	}
	DIR *proc = opendir("/proc");
	if (!proc || readProcess(&self, getpid()) < 0) {
		fprintf(stderr, "error: /proc must be mounted\n  To mount /proc at boot you need an /etc/fstab line like:\n      proc   /proc   proc    defaults\n");
		return 1;
	}
	for (struct dirent *entry; (entry = readdir(proc));) {
		struct process p;
		if (!isdigit((unsigned char)entry->d_name[0]) || readProcess(&p, atoi(entry->d_name)) < 0) continue;
		if (!wanted(&p, &self)) {
			free(p.args);
			continue;
		}
		all = realloc(all, (count + 1) * sizeof *all);
		all[count++] = p;
	}
	closedir(proc);
	if (count) qsort(all, count, sizeof *all, byPid);
	int titled = 0, line = isatty(1) && ioctl(1, TIOCGWINSZ, &window) == 0 ? window.ws_col : 0;
	for (int i = 0; i < shownCount; i++) titled |= *shown[i].title != 0;
	if (header && titled) printRow(NULL, line);
	for (size_t i = 0; i < count; i++) printRow(&all[i], line);
	return count == 0;
}

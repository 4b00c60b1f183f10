/* stat(1): all that stat(2) says of a file. -c FORMAT, -L follows links, -f not here. */
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>
#include "../shared/modes.h"

static const char *typeName(const struct stat *st)
{
	switch (st->st_mode & S_IFMT) {
	case S_IFREG: return st->st_size ? "regular file" : "regular empty file";
	case S_IFDIR: return "directory";
	case S_IFLNK: return "symbolic link";
	case S_IFCHR: return "character special file";
	case S_IFBLK: return "block special file";
	case S_IFIFO: return "fifo";
	case S_IFSOCK: return "socket";
	}
	return "weird file";
}

static void putTime(const struct timespec *t)
{
	char text[32];
	strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", localtime(&t->tv_sec));
	printf("%s.%09ld +0000", text, t->tv_nsec);
}

static void putName(const char *path, const struct stat *st, int quoted)
{
	char target[PATH_MAX];
	printf(quoted ? "'%s'" : "%s", path);
	if (!S_ISLNK(st->st_mode)) return;
	ssize_t length = readlink(path, target, sizeof target - 1);
	target[length < 0 ? 0 : length] = 0;
	printf(quoted ? " -> '%s'" : " -> %s", target);
}

static const char *userName(uid_t uid)
{
	struct passwd *user = getpwuid(uid);
	return user ? user->pw_name : "UNKNOWN";
}

static const char *groupName(gid_t gid)
{
	struct group *group = getgrgid(gid);
	return group ? group->gr_name : "UNKNOWN";
}

static void standard(const char *path, const struct stat *st)
{
	char mode[12];
	modeText(st->st_mode, mode);
	fputs("  File: ", stdout);
	putName(path, st, 0);
	printf("\n  Size: %-10ld\tBlocks: %-10ld IO Block: %-6ld %s\n", st->st_size, st->st_blocks, st->st_blksize, typeName(st));
	printf("Device: %u,%u\tInode: %-10lu  Links: ", major(st->st_dev), minor(st->st_dev), st->st_ino);
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)) printf("%-5lu Device type: %u,%u\n", st->st_nlink, major(st->st_rdev), minor(st->st_rdev));
	else printf("%lu\n", st->st_nlink);
	printf("Access: (%04o/%s)  Uid: (%5u/%8s)   Gid: (%5u/%8s)\nAccess: ", st->st_mode & 07777, mode, st->st_uid, userName(st->st_uid), st->st_gid, groupName(st->st_gid));
	putTime(&st->st_atim);
	fputs("\nModify: ", stdout);
	putTime(&st->st_mtim);
	fputs("\nChange: ", stdout);
	putTime(&st->st_ctim);
	fputs("\n Birth: -\n", stdout);
}

/* One %letter of -c. */
static void directive(char letter, const char *path, const struct stat *st)
{
	char mode[12];
	switch (letter) {
	case 'n': fputs(path, stdout); break;
	case 'N': putName(path, st, 1); break;
	case 's': printf("%ld", st->st_size); break;
	case 'b': printf("%ld", st->st_blocks); break;
	case 'B': printf("512"); break;
	case 'o': printf("%ld", st->st_blksize); break;
	case 'f': printf("%x", st->st_mode); break;
	case 'F': fputs(typeName(st), stdout); break;
	case 'a': printf("%o", st->st_mode & 07777); break;
	case 'A': modeText(st->st_mode, mode); fputs(mode, stdout); break;
	case 'u': printf("%u", st->st_uid); break;
	case 'U': fputs(userName(st->st_uid), stdout); break;
	case 'g': printf("%u", st->st_gid); break;
	case 'G': fputs(groupName(st->st_gid), stdout); break;
	case 'i': printf("%lu", st->st_ino); break;
	case 'h': printf("%lu", st->st_nlink); break;
	case 'd': printf("%lu", st->st_dev); break;
	case 'D': printf("%lx", st->st_dev); break;
	case 't': printf("%x", major(st->st_rdev)); break;
	case 'T': printf("%x", minor(st->st_rdev)); break;
	case 'X': printf("%ld", st->st_atime); break;
	case 'Y': printf("%ld", st->st_mtime); break;
	case 'Z': printf("%ld", st->st_ctime); break;
	case 'x': putTime(&st->st_atim); break;
	case 'y': putTime(&st->st_mtim); break;
	case 'z': putTime(&st->st_ctim); break;
	case 'w': putchar('-'); break;
	case 'W': putchar('0'); break;
	case '%': putchar('%'); break;
	default: printf("%%%c", letter);
	}
}

int main(int argc, char **argv)
{
	static const struct option names[] = {{"format", 1, NULL, 'c'}, {"dereference", 0, NULL, 'L'}, {NULL, 0, NULL, 0}};
	const char *format = NULL;
	int follow = 0, status = 0;
	for (int c; (c = getopt_long(argc, argv, "c:L", names, NULL)) != -1;) {
		if (c == 'c') format = optarg;
		else if (c == 'L') follow = 1;
		else return 1;
	}
	if (optind == argc) {
		fprintf(stderr, "stat: missing operand\nTry 'stat --help' for more information.\n");
		return 1;
	}
	for (; optind < argc; optind++) {
		struct stat st;
		if ((follow ? stat(argv[optind], &st) : lstat(argv[optind], &st)) < 0) {
			fprintf(stderr, "stat: cannot statx '%s': %s\n", argv[optind], strerror(errno));
			status = 1;
			continue;
		}
		if (!format) {
			standard(argv[optind], &st);
			continue;
		}
		for (const char *p = format; *p; p++) {
			if (*p == '%' && p[1]) directive(*++p, argv[optind], &st);
			else putchar(*p);
		}
		putchar('\n');
	}
	return status;
}
